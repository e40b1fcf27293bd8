"""What a short reply means before anything is understood: numbers, YES, MORE, CALL and other words of our own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.conversation import call
from bot.conversation.choices import read_numbers, read_yes_no, words_of
from bot.conversation.known import Known
from bot.conversation.questions import read_answer

WORDS: dict[str, tuple[str, ...]] = {
    "more": ("more", "more please", "any more", "any others", "others", "next", "show more", "more options", "any other"),
    "ask_person": (
        "call", "call me", "ring me", "ring", "call please", "call me please", "please call", "please call me",
        "please ring me", "ring me please", "person", "a person", "human", "speak to someone", "talk to someone",
        "can someone ring me", "can someone call me", "real person", "text", "text me", "text me instead", "callback",
        "call back", "yes call me", "call yes", "i want a call",
    ),
    "last": ("last", "last time", "last list"),
    "go_back": ("back", "go back", "list", "show list", "show again", "again"),
    "start_again": ("start again", "start over", "restart", "begin again", "new search", "menu", "reset", "something else"),
    "skip": ("skip", "skip it", "dont know", "don't know", "i dont know", "i don't know", "idk", "dunno", "not sure",
             "im not sure", "no idea", "pass", "rather not say", "prefer not to say"),
    "done": ("done", "bye", "goodbye", "bye bye", "thats all", "that's all", "thats it", "all done", "finished",
             "nothing else", "no thats all", "no thats it", "never mind", "nevermind", "forget it", "tara", "ta ra"),
    "easy_words": ("easy", "easy words", "easy read", "simple", "simple words", "simpler", "plain words", "easier words"),
    "thanks": ("thanks", "thank you", "ta", "cheers", "thx", "ty", "thank u", "thankyou", "thanks a lot", "nice one",
               "thanks very much", "many thanks", "thank you so much", "tysm"),
}  # fmt: skip
"""Whole messages, in lower case without punctuation, and what they mean wherever they are said."""

_BY_WORDS = {phrase.replace("'", ""): intent for intent, phrases in WORDS.items() for phrase in phrases}

TEXT_INSTEAD = frozenset(("text", "text me", "text me instead"))


@dataclass(frozen=True)
class Resolved:
    """An intent that the worker hands over with the message, and what must not leave the records.

    `words` False when the text itself must not be handed over (it may hold a name or a number).
    """

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    words: bool = True


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
    if active_loop == "call_form" and requested in call.PRIVATE_SLOTS:
        private = _private_reply(text, requested, number)
        if private:
            return private
    if active_loop == "help_form" and requested == "answer" and known.question and len(words_of(text)) <= 4:
        if read_answer(known.question, text):
            return Resolved("give_person")
    if active_loop == "help_form" and requested == "chosen":
        picked = read_numbers(text, count=len(known.pending))
        if picked:
            return Resolved("choose", {"choices": ",".join(str(n) for n in picked)})
    return _word(text) or _menu_reply(text, known, active_loop, now)


def _private_reply(text: str, requested: str, number: str | None) -> Resolved | None:
    if _word(text) and _word(text).intent in ("done", "start_again", "easy_words"):  # type: ignore[union-attr]
        return None
    reply = call.read_reply(requested, text, number=number)
    if reply is None:
        return None
    return Resolved("call_reply", {"call_answer": reply.answer}, reply.private, words=False)


def _word(text: str) -> Resolved | None:
    plain = " ".join(words_of(text)).replace("'", "")
    intent = _BY_WORDS.get(plain)
    if intent is None:
        return None
    if intent == "ask_person" and plain in TEXT_INSTEAD:
        return Resolved(intent, {"call_channel": "text"})
    return Resolved(intent)


def _menu_reply(text: str, known: Known, active_loop: str | None, now: datetime) -> Resolved | None:
    menu = known.menu
    bare = re.fullmatch(r"\W*\d\W*", text) is not None
    if menu is None or not menu.alive(now):
        return Resolved("menu_expired") if bare and not active_loop else None
    if active_loop:
        return None
    if menu.kind == "offer":
        picked = read_numbers(text, count=len(menu.options))
        return Resolved("choose", {"choices": ",".join(str(n) for n in picked)}) if picked else None
    yes = read_yes_no(text)
    if menu.kind == "survey":
        if yes is not None:
            return Resolved("survey_reply", {"survey_answer": "yes" if yes else "no"})
        return (
            Resolved("survey_reply", {"survey_answer": "skip"})
            if " ".join(words_of(text)) == "maybe"
            else None
        )
    if menu.kind in ("person", "language") and yes:
        return Resolved("ask_person")
    return None
