"""What a message says in passing of the person and of where they are."""

from __future__ import annotations

import re
from typing import Any

from bot.conversation.known import Known
from bot.conversation.questions import age_group
from bot.conversation.turn import Heard
from directory.places import find_place

MIN_AGE, MAX_AGE = 5, 110

_RELATIONS = {
    "child": "child", "mum": "adult", "dad": "adult", "grandparent": "adult", "partner": "adult", "relative": "adult",
    "friend": "adult", "patient": "adult",
}  # fmt: skip
_ON_BEHALF = re.compile(
    r"\b(?:for|on behalf of|asking for) (?:my|our|a|the|me|mi)\b"
    r"|\b(?:my|our|a|the|me) \w+ (?:needs?|wants?|could do with|is looking for|has asked)\b",
    re.IGNORECASE,
)
_I_AM = re.compile(r"\b(?:i'?m|i am|im only|am) (?:a |an |only |just |nearly |now )*(?:\w+ )?", re.IGNORECASE)
_NO_VOICE = re.compile(
    r"\b(?:i'?m|i am|am) (?:\w+ )?(?:deaf|hard of hearing|mute)\b|\bcan'?t (?:hear|use (?:the |a )?(?:phone|voice))\b"
    r"|\bcan'?t (?:talk|speak) on (?:the )?phone\b|\bdeaf (?:widow|woman|man|lady|person|lad|girl|myself)\b",
    re.IGNORECASE,
)


def person_in(known: Known, heard: Heard) -> Known:
    """What is known once whom it is about, their age, gender and hearing have been taken in.

    "My mum is 82" says nothing of the person texting unless the help is for her.
    """
    changes: dict[str, Any] = {}
    relation = next((r for r in heard.values("for_whom") if r in _RELATIONS), None)
    if relation and _ON_BEHALF.search(heard.text):
        changes["for_whom"] = _RELATIONS[relation]
    elif heard.value("for_whom") == "me":
        changes["for_whom"] = "me"
    age = heard.value("age") or _age_of_another(heard.text)
    mine = relation is None or "for_whom" in changes or _I_AM.search(heard.text)
    if mine and str(age).isdigit() and MIN_AGE <= int(str(age)) <= MAX_AGE:
        changes |= {"age": int(str(age)), "age_group": age_group(int(str(age)))}
    gender = heard.value("gender")
    if gender in ("woman", "man") and (relation is None or _I_AM.search(heard.text)):
        changes["gender"] = gender
    if _NO_VOICE.search(heard.text):
        changes["voice_ok"] = False
    return known.with_(**changes)


_THEY_ARE = re.compile(
    r"\b(?:she|he|they)\W?(?:s|re)?\W+(?:is |are |only |now |nearly )*(\d{2,3})\b(?!\s*(?:min|hour|week|month|mile|%))",
    re.I,
)


def _age_of_another(text: str) -> str | None:
    found = _THEY_ARE.search(text)
    return found.group(1) if found else None


def place_in(known: Known, heard: Heard, *, asked: bool) -> Known:
    """What is known once a place has been taken in; a doubtful one counts only when it was asked for."""
    found = find_place(heard.text)
    if found is None or not (found.certain or asked):
        return known
    return known.at(found.place)
