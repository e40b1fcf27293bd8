"""What a short reply means before anything is understood: numbers, YES, MORE, CALL and other words of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation import call
from bot.conversation.call_replies import read_reply
from bot.conversation.choices import read_numbers, read_numbers_beside_a_place, read_yes_no, words_of
from bot.conversation.known import Known
from bot.conversation.questions import read_answer
from directory.places import find_place

WORDS: dict[str, tuple[str, ...]] = {
    "more": ("more", "more please", "any more", "any others", "others", "next", "show more", "more options",
             "any other"),
    "ask_person": (
        "call", "call me", "ring me", "ring", "call please", "call me please", "please call", "please call me",
        "please ring me", "ring me please", "person", "a person", "human", "speak to someone", "talk to someone",
        "can someone ring me", "can someone call me", "real person", "text", "text me", "text me instead", "callback",
        "call back", "yes call me", "call yes", "i want a call", "change", "change it",
    ),
    "last": ("last", "last time", "last list"),
    "go_back": ("back", "go back", "list", "show list", "show again", "again"),
    "start_again": ("start again", "start over", "restart", "begin again", "new search", "menu", "reset",
                    "something else"),
    "skip": ("skip", "skip it", "dont know", "i dont know", "idk", "dunno", "not sure", "im not sure", "no idea",
             "pass", "rather not say", "prefer not to say"),
    "done": ("done", "bye", "goodbye", "bye bye", "thats all", "thats it", "all done", "finished", "nothing else",
             "no thats all", "no thats it", "never mind", "nevermind", "forget it", "tara", "ta ra"),
    "easy_words": ("easy", "easy words", "easy read", "simple", "simple words", "simpler", "plain words",
                   "easier words", "usual words", "normal words", "no easy words"),
    "thanks": ("thanks", "thank you", "ta", "cheers", "thx", "ty", "thank u", "thankyou", "thanks a lot", "nice one",
               "thanks very much", "many thanks", "thank you so much", "tysm"),
}  # fmt: skip
"""Whole messages, in lower case without punctuation or apostrophes, and what they mean wherever they are said."""

_BY_WORDS = {phrase: intent for intent, phrases in WORDS.items() for phrase in phrases}

SAYS: dict[str, dict[str, str]] = {
    "text": {"call_channel": "text"}, "text me": {"call_channel": "text"}, "text me instead": {"call_channel": "text"},
    "change": {"call_channel": "change"}, "change it": {"call_channel": "change"},
    "usual words": {"words": "usual"}, "normal words": {"words": "usual"}, "no easy words": {"words": "usual"},
}  # fmt: skip
"""What some of them say besides."""


@dataclass(frozen=True)
class Resolved:
    """An intent that the worker hands over with the message, and what must not leave the records.

    `says` is what is handed over of the text: all of it (None), or only what holds no name and no number.
    """

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    says: str | None = None


def resolve(
    text: str,
    known: Known,
    *,
    active_loop: str | None,
    requested: str | None,
    now: datetime,
    number: str | None = None,
) -> Resolved | None:
    """What the reply means, or None when it has to be understood.

    `number` is a UK phone number found in the text (E.164), which matters only where a call is arranged.
    """
    if active_loop == "call_form":
        return _private_reply(text, str(requested), number) or _word(text)
    if active_loop == "help_form":
        return _form_reply(text, known, requested, now) or _word(text) or _asks_for_a_person(text)
    return _word(text) or _menu_reply(text, known, now) or _asks_for_a_person(text)


def _private_reply(text: str, requested: str, number: str | None) -> Resolved | None:
    """A reply to a question about a call, of which only what it comes to is handed over."""
    word = _word(text)
    if requested == "call_place":
        return None if word else _place_reply(text)
    if requested not in call.PRIVATE_SLOTS:
        return None
    allowed = ("ask_person",) if requested == "call_safe" else ("skip",)
    if word is not None and word.intent not in allowed:
        return None
    reply = read_reply(requested, text, number=number)
    if reply is None:
        return None
    return Resolved("call_reply", {"call_answer": reply.answer}, reply.private, says="")


def _place_reply(text: str) -> Resolved | None:
    """The place alone is handed over; somebody who gives their name and a good time instead goes without one."""
    found = find_place(text)
    if found is not None:
        return Resolved("give_place", says=text[found.start : found.end])
    early = read_reply("call_name", text)
    if early is not None and "time" in early.private:
        return Resolved("skip", private=early.private, says="")
    return None


_WANTS_A_CALL = re.compile(
    r"\b(?:some ?one|some ?body|any ?one|a person|a human|you|u)\b (?:\w+ ){0,2}?"
    r"(?:ring|call|phone|bell) (?:me|us)\b(?! a )",
    re.IGNORECASE,
)


def _asks_for_a_person(text: str) -> Resolved | None:
    """Somebody who asks to be rung is not answered with a list, whatever else they say."""
    return Resolved("ask_person") if _WANTS_A_CALL.search(text) and not _NOT_US.search(text) else None


_NOT_US = re.compile(
    r"\b(?:keeps?|kept|stop|won'?t|wont|never|did ?n[o']?t|has ?n[o']?t|they|he|she|when) ", re.IGNORECASE
)


def _form_reply(text: str, known: Known, requested: str | None, now: datetime) -> Resolved | None:
    if requested == "chosen":
        picked = read_numbers_beside_a_place(text, count=len(known.pending))
        return _choice(picked) if picked else None
    if requested == "answer" and known.question:
        if len(words_of(text)) <= FEW_WORDS and read_answer(known.question, text):
            return Resolved("give_person")
        if _BARE.fullmatch(text) and known.offered and known.offered.alive(now):
            return _choice((int(re.sub(r"\D", "", text)),))
    return None


FEW_WORDS = 4
"""A longer reply to a question about the person may say more than its answer, and is understood."""

_BARE = re.compile(r"\W*\d\W*")


def _choice(numbers: tuple[int, ...]) -> Resolved:
    return Resolved("choose", {"choices": ",".join(str(n) for n in numbers)})


def _word(text: str) -> Resolved | None:
    plain = " ".join(words_of(text)).replace("'", "")
    intent = _BY_WORDS.get(plain)
    return Resolved(intent, SAYS.get(plain, {})) if intent else None


def _menu_reply(text: str, known: Known, now: datetime) -> Resolved | None:
    """A number picks from the list that was offered, YES and NO answer what was asked; both die in 24 hours."""
    if known.offered and known.offered.alive(now):
        picked = read_numbers(text, count=len(known.offered.options))
        if picked:
            return _choice(picked)
    elif _BARE.fullmatch(text):
        return Resolved("menu_expired")
    question = known.yes_no
    yes = read_yes_no(text)
    if question is None or not question.alive(now):
        return None
    if question.kind == "survey":
        if " ".join(words_of(text)) == "maybe":
            return Resolved("survey_reply", {"survey_answer": "skip"})
        return None if yes is None else Resolved("survey_reply", {"survey_answer": "yes" if yes else "no"})
    return Resolved("ask_person") if yes else None
