"""How a long message falls into parts that may each hold a need of their own; pure, no Rasa."""

import re

# A new part starts after a stop, a line or a dash, and at words by which people add another matter.
_BREAK = re.compile(
    r"""[.!?;\n]+\s*|\s+[-–—/]+\s+|\s*,\s*(?=\S+\s+\S+)|\s*[&+]\s*
    |\s+(?:and|also|plus|but|then|as\s+well\s+as|on\s+top\s+of|an|n|because|cos|coz|bcos|so)\s+(?=\S+\s+\S+)""",
    re.IGNORECASE | re.VERBOSE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
MOST_PARTS = 12


def sentences(text: str) -> list[str]:
    """Split a text at sentence ends and new lines; never empty parts."""
    return [part.strip() for part in _SENTENCE.split(text) if part.strip()]


def clauses(text: str) -> list[str]:
    """Split a text into its parts; the text itself when there is nothing to split.

    Parts of one word are left with the part before them ("rent, food" stays whole): alone they say too little.
    """
    parts: list[str] = []
    for part in _BREAK.split(text):
        part = part.strip(" ,")
        if not part:
            continue
        if parts and len(part.split()) < 2:
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts[:MOST_PARTS] or [text]
