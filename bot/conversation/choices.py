"""Reading short replies: which numbers, yes or no, skip, more, and the other words a list may be answered with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from directory.needs import NEEDS
from directory.places import find_place

ORDINALS = {
    "1": 1, "one": 1, "first": 1, "1st": 1, "top": 1, "won": 1,
    "2": 2, "two": 2, "second": 2, "2nd": 2, "middle": 2,
    "3": 3, "three": 3, "third": 3, "3rd": 3,
    "4": 4, "four": 4, "fourth": 4, "4th": 4,
    "5": 5, "five": 5, "fifth": 5, "5th": 5,
}  # fmt: skip
"""Words for a place in a list of at most five."""

ALL = ("all", "both", "everything", "all of them", "all of it", "all three", "the lot", "every one", "both of them",
       "all 3", "all 4", "all please", "both please", "each", "any")  # fmt: skip


def each(words: str) -> frozenset[str]:
    """The words of a row, for tables of words."""
    return frozenset(words.split())


FILLERS = each(
    "the number no option and & plus also then please pls one ones of them ta thanks thx to do id i want like "
    "need let lets go with say pick choose mainly just its it's is a an my think first"
)
"""Words that carry no choice; `one` and `first` are read as numbers before they can be fillers."""

_WORD = re.compile(r"[a-z0-9&']+")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes kept."""
    return _WORD.findall(text.lower().replace("\u2019", "'"))


def read_numbers(text: str, *, count: int) -> tuple[int, ...] | None:
    """The places in a list that a reply names, as `1 and 3`, `the first`, `both`, `all`; None when it is no choice.

    Numbers above `count` are kept, so that the caller can say what there is to choose from.
    """
    plain = " ".join(words_of(text))
    if plain in ALL:
        return tuple(range(1, count + 1))
    if re.fullmatch(r"\W*[1-9](?:[\s,.&+/]*(?:and|n)?[\s,.&+/]*[1-9])*\W*", text.lower()):
        return _unique(int(digit) for digit in re.findall(r"[1-9]", text))
    found: list[int] = []
    words = words_of(text)
    if not words or len(words) > 8:
        return None
    if "last" in words and set(words) <= FILLERS | {"last"} and len(words) > 1:
        return (count,)
    for at, word in enumerate(words):
        if word in ORDINALS and not (word == "one" and at and (words[at - 1] in ORDINALS or words[at - 1] == "last")):
            found.append(ORDINALS[word])
        elif word not in FILLERS and word not in ("n", "last"):
            return None
    return _unique(found) or None


_PLACE_WORDS = each("im i'm am in at near my surgery surgeries docs doctor doctors dr gp practice postcode live from")


def read_numbers_beside_a_place(text: str, *, count: int) -> tuple[int, ...] | None:
    """The same for a reply that names the surgery in the same breath: "1 and 3, im with roman road docs"."""
    picked = read_numbers(text, count=count)
    found = find_place(text) if picked is None else None
    if found is None:
        return picked
    rest = f"{text[: found.start]} {text[found.end :]}"
    return read_numbers(" ".join(w for w in words_of(rest) if w not in _PLACE_WORDS), count=count)


def read_picked_needs(text: str, offered: Sequence[str], heard: Sequence[str]) -> tuple[str, ...]:
    """The offered needs that a reply names in words ("the rent one", "debt first"), in the order offered."""
    words = set(words_of(text))
    named = {
        need
        for need in offered
        if need in heard or words & {w for w in words_of(NEEDS[need].label) if w not in _COMMON}
    }
    return tuple(need for need in offered if need in named)


PICKING_WORDS = 8
"""A longer reply to a list is a story and no choice."""


def read_named_needs(text: str, besides: Sequence[str]) -> tuple[str, ...]:
    """Needs that a short reply names by a word of theirs ("the mortgage"), besides those already looked for."""
    said = words_of(text)
    if len(said) > PICKING_WORDS:
        return ()
    named = (n for n in NEEDS if n not in besides and set(said) & {w for w in NEEDS[n].words if " " not in w})
    return tuple(named)


_COMMON = each("and or for the help feeling someone people with to of in your being home")

_NOT = re.compile(r"\b(?:not|isnt|isn't|aint|ain't|forget|drop|without|ignore|no need for|except|apart from)\b", re.I)


def read_dropped_needs(text: str, offered: Sequence[str]) -> tuple[str, ...]:
    """The offered needs that a reply takes back: "no, not debt", "forget the rent"."""
    parts = _NOT.split(text)
    if len(parts) < 2:
        return ()
    dropped: list[str] = []
    for part in parts[1:]:
        clause = re.split(r"[.,;]|\bbut\b|\bjust\b|\bonly\b", part, maxsplit=1)[0]
        said = set(words_of(clause))
        for need in offered:
            names = {w for w in words_of(NEEDS[need].label) if w not in _COMMON}
            names |= {w for w in NEEDS[need].words if " " not in w}
            if said & names and need not in dropped:
                dropped.append(need)
    return tuple(dropped)


YES = each("y yes yeah yea yep yup yh ye ya aye ok okay k sure please fine safe definitely correct right alright go")
NO = each("n no nope nah na naw never not dont don't neither")


NEITHER = ("dont know", "not sure", "no idea", "dont mind", "not bothered")
"""Beginnings that look like a no and are none."""


def read_yes_no(text: str) -> bool | None:
    """True for a yes, False for a no, None for neither; only short replies count."""
    words = words_of(text)
    if not words or len(words) > 5 or " ".join(words[:2]).replace("'", "") in NEITHER:
        return None
    if words[0] in NO or " ".join(words) in ("i'd rather not", "rather not", "id rather not"):
        return False
    if words[0] in YES and not set(words[1:]) & NO:
        return True
    return None


def _unique(numbers: object) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))  # type: ignore[call-overload]
