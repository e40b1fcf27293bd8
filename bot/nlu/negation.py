"""Which parts of a message say that something is not (or no longer) the matter; pure, no Rasa.

Only plain denials count: "cant pay", "no food" and "never see anyone" are needs, not denials.
"""

import re

_TOPIC = r"(?:the|my|our|any|about|for|to\s+do\s+with|that|this)"
# "not the same since he died" denies nothing.
_NO_TOPIC = r"(?!\s+(?:same|first|only|man|woman|person|one|best|easiest|way|way)\b)"
_SORTED = r"(?:all\s+)?(?:sorted|sortd|fixed|dealt\s+with|resolved|paid\s+off|finished|over\s+with|in\s+hand)"
# "not the debt", "it isnt about money", "nothing to do with my husband", "dont need food"
_REFUSAL = re.compile(
    rf"""^\W*(?:and\s+|but\s+|no\s+)?
    (?:(?:it'?s|that'?s|its)?\s*not\s+(?:just\s+)?{_TOPIC}\b{_NO_TOPIC}
      |(?:it\s+)?(?:isn'?t|aint|ain't|wasn'?t)\s+(?:about|to\s+do\s+with)\b
      |nothing\s+to\s+do\s+with\b
      |(?:i\s+)?(?:dont|don't|do\s+not|no\s+longer|wont|won't|didnt|didn't)\s+(?:really\s+)?
        (?:need|want)\s+(?:any\s+|more\s+)?(?:help\s+|support\s+|advice\s+)?(?:with|about|for|on)\b
      |no\s+(?:problems?|issues?|worries|trouble)\s+(?:with|about)\b
      |(?:apart\s+from|other\s+than|instead\s+of|rather\s+than|forget)\s+{_TOPIC}?\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "debt is sorted", "the rent's been fixed", "housing is fine now"
_DONE = re.compile(
    rf"""\b(?:(?:is|are|was|were|'s|s|has|have|got|gets|been|getting|thats|that's|its|it's)\s+
    (?:been\s+|all\s+|now\s+|already\s+)*(?:{_SORTED})
    |(?:is|are|'s|s)\s+(?:all\s+)?(?:ok|okay|fine|alright|good)\s*(?:now|thanks|thank\s+you|ta)\b
    |^\s*(?:already\s+)?(?:sorted|fixed)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_NOT_DONE = re.compile(
    r"\b(?:not|never|isn'?t|aren'?t|cant|can't|wont|won't|until|till|if|get|want|need|when|how)\b", re.IGNORECASE
)
# A denial ends where the message turns to what is the matter.
_TURN = re.compile(
    r"""[.!?;\n]+|\s+[-–—]+\s+|,\s*|\s+\b(?:but|its|it's|just|only|now|and|the\s+problem\s+is)\b(?=\s)
    |(?<!\bim)(?<!\bi'm)(?<!\bam)(?<!\bis)(?<!'s)(?<!s)(?<!\bare)(?<!\bwas)(?<!\bwere)
     \s+\bnot\s+(?=(?:the|my|about|to\s+do\s+with)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


def without_denied(text: str) -> tuple[str, tuple[str, ...]]:
    """Return (the text without what it denies, the denied parts).

    >>> without_denied("not the debt, its the damp")
    ('its the damp', ('not the debt',))
    """
    parts = _pieces(text)
    denied = [place for place, part in enumerate(parts) if _is_denied(part)]
    # "..., that's sorted": a denial without a subject speaks of the part before it.
    for place in list(denied):
        bare = re.match(r"\W*(?:and\s+)?(?:that'?s|its|it's|all|already|been)?\s*(?:all\s+)?sort", parts[place], re.I)
        if bare and place and place - 1 not in denied:
            denied.append(place - 1)
    if not denied:
        return text, ()
    kept = " ".join(part.strip(" ,") for place, part in enumerate(parts) if place not in denied).strip()
    return kept, tuple(parts[place].strip(" ,") for place in sorted(denied))


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for turn in _TURN.finditer(text):
        pieces.append(text[start : turn.start()])
        start = turn.start()
    pieces.append(text[start:])
    return [part for part in (piece.strip(" ,.;!?\n") for piece in pieces) if part]


def _is_denied(part: str) -> bool:
    if _REFUSAL.search(part):
        return True
    done = _DONE.search(part)
    return bool(done) and not _NOT_DONE.search(part)
