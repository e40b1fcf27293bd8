"""Which question is worth asking: the one whose reply would change the services that match, or none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.choices import each, read_yes_no, words_of
from bot.conversation.known import Known
from bot.conversation.turn import Context
from directory.library import Directory


@dataclass(frozen=True)
class Question:
    """A question about the person: what makes it unnecessary, and what each reply would set."""

    about: str
    known_by: tuple[str, ...]
    replies: tuple[Mapping[str, Any], ...]


QUESTIONS = (
    Question("for_whom", ("for_whom",), ({"for_whom": "me"}, {"for_whom": "child"}, {"for_whom": "adult"})),
    Question(
        "age",
        ("age", "age_group"),
        tuple({"age_group": group} for group in ("under16", "16_17", "18_24", "25_54", "55_plus")),
    ),
    Question("travel", ("can_travel",), ({"can_travel": True}, {"can_travel": False})),
    Question("remote", ("remote",), ({"remote": True}, {"remote": False})),
)
"""In the order in which they are worth a text."""


def worth_asking(known: Known, directory: Directory, context: Context) -> str | None:
    """The first question whose reply would change what is offered first, or None.

    Every possible reply is tried on the directory; a question that all replies answer alike is not asked.
    """
    for question in QUESTIONS:
        if question.about in known.asked or any(getattr(known, name) is not None for name in question.known_by):
            continue
        firsts = {_first_three(known.with_(**reply), directory, context) for reply in question.replies}
        if len(firsts) > 1 and not _only_grows(known, firsts, directory, context):
            return question.about
    return None


def _first_three(known: Known, directory: Directory, context: Context) -> tuple[str, ...]:
    results = directory.search(known.query(production=context.production), now=context.now)
    return tuple(match.card.id for match in results.chosen)


def _only_grows(known: Known, firsts: set[tuple[str, ...]], directory: Directory, context: Context) -> bool:
    """Whether the answer without the reply already holds the best service for every reply."""
    now = set(_first_three(known, directory, context))
    return all(first and first[0] in now for first in firsts)


_AGE = re.compile(r"\b(\d{1,3})\b")
_YOUNG_WORDS = {"teenager": "16_17", "teen": "16_17", "kid": "under16", "child": "under16", "pensioner": "55_plus",
                "retired": "55_plus", "oap": "55_plus"}  # fmt: skip


def age_group(age: int) -> str:
    """The group of an age in years."""
    for limit, group in ((16, "under16"), (18, "16_17"), (25, "18_24"), (55, "25_54")):
        if age < limit:
            return group
    return "55_plus"


def read_answer(about: str, text: str) -> dict[str, Any] | None:
    """What a reply to a question sets, or None when it does not answer it."""
    tokens = set(words_of(text))
    if about == "age":
        found = _AGE.search(text)
        if found and 5 <= int(found.group(1)) <= 110:
            age = int(found.group(1))
            return {"age": age, "age_group": age_group(age)}
        return next(({"age_group": group} for word, group in _YOUNG_WORDS.items() if word in tokens), None)
    if about == "for_whom":
        return _read_for_whom(tokens)
    yes = read_yes_no(text)
    if about == "travel":
        if yes is None and tokens & {"housebound", "bedbound"}:
            yes = False
        return None if yes is None else {"can_travel": yes}
    if about == "remote":
        if tokens & {"phone", "ring", "call", "online", "1", "either", "text"}:
            return {"remote": True}
        return {"remote": False} if tokens & {"face", "person", "meet", "2", "there"} else None
    return None


_MINE = each("me myself mine i im i'm self us")
_CHILD = each("son daughter child kid kids children grandson granddaughter baby lad lass")
_ADULT = each(
    "mum mam dad husband wife partner friend neighbour nan grandad nana brother sister patient client mate uncle "
    "auntie aunt mother father someone somebody else"
)


def _read_for_whom(tokens: set[str]) -> dict[str, Any] | None:
    if tokens & _CHILD:
        return {"for_whom": "child"}
    if tokens & _ADULT:
        return {"for_whom": "adult"}
    return {"for_whom": "me"} if tokens & _MINE else None
