"""Our own stems: the words of a text in one plain form, the same in Python, SQLite and PostgreSQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"[a-z]+")
STOP_WORDS = frozenset(
    _WORD.findall(
        "a about after all also am an and any are as at be been but by can cant do does dont for from "
        "get got had has have he help her him his how i if im in into is it its ive just like me my need "
        "no not now of on or our out please she so some someone that thats the their them then there "
        "they this to too up us want was we were what when where which who will with you your "
    )
)
SUFFIXES = (
    ("ational", "at"),
    ("iness", "i"),
    ("ingly", ""),
    ("ments", ""),
    ("ness", ""),
    ("ment", ""),
    ("ions", ""),
    ("ing", ""),
    ("in", ""),
    ("ies", "i"),
    ("ion", ""),
    ("ers", ""),
    ("ed", ""),
    ("er", ""),
    ("es", ""),
    ("ly", ""),
    ("s", ""),
    ("e", ""),
    ("y", "i"),
)
"""Endings taken off, longest first, at most one: plain enough to explain, and enough to find candidates."""
LEAST_LEFT = {"in": 4}
"""Letters that must be left, where not 3: drinkin is drinking, but train and again are no such words."""
IRREGULAR = {
    **dict.fromkeys(("carer", "carers", "caring"), "carer"),
    **dict.fromkeys(("care", "cares", "cared"), "care"),
    **dict.fromkeys(("lonely", "loneliness"), "lonel"),
    "homelessness": "homeless",
}
"""Words that the endings get wrong: without these a carer is a car."""


RULES = repr((SUFFIXES, LEAST_LEFT, IRREGULAR, sorted(STOP_WORDS)))
"""All that decides how a word is stemmed, so that what was stored by other rules can be told."""


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text, in order, repeats kept; words that say nothing and other scripts are left out."""
    return tuple(_stems(text))


def stem_set(texts: Iterable[str]) -> frozenset[str]:
    """The stems of several texts, each once."""
    return frozenset(stem for text in texts for stem in _stems(text))


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """One word in small letters without its ending: "landlords" and "landlord" give the same."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, instead in SUFFIXES:
        kept = len(word) - len(ending)
        if word.endswith(ending) and kept >= LEAST_LEFT.get(ending, 3) and not word.endswith("ss"):
            base = word[:kept] + instead
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and not instead else base
    return word


def _stems(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    for word in _WORD.findall(folded.replace("'", "")):
        if len(word) > 1 and word not in STOP_WORDS:
            yield stem(word)
