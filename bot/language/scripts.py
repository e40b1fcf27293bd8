"""Whether a text can be read at all: in Latin letters, digits or signs a phone types."""

from __future__ import annotations

import unicodedata

READ = ("LATIN", "DIGIT", "FULLWIDTH LATIN")


def readable(text: str) -> bool:
    """False when most of the letters belong to a script that Signpost does not read, or nothing is a letter,
    a digit, a sign or an emoji."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return any(char.isprintable() and not char.isspace() for char in text)
    latin = sum(unicodedata.name(char, "").startswith(READ) for char in letters)
    return 2 * latin >= len(letters)
