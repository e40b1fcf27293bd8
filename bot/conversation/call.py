"""Arranging for a person to get in touch: what to ask, how replies are read, and the one referral it makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.conversation.choices import read_yes_no, words_of
from bot.conversation.known import Known
from bot.conversation.turn import Context, Effect, Fact, Heard, Step
from directory.hours import bank_holiday
from directory.places import find_place

SLOTS = ("call_safe", "call_place", "call_name", "call_surgery")
"""What is asked, in this order; none of it before the person has asked for a call."""

PRIVATE_SLOTS = ("call_safe", "call_name")
"""Replies to these may hold a name or a number: the worker reads them and Rasa never sees them."""


@dataclass(frozen=True)
class Reply:
    """A reply to a question about the call: `answer` goes on to Rasa, `private` stays in the records."""

    answer: str
    private: Mapping[str, str] = field(default_factory=dict)


def read_reply(slot: str, text: str, *, number: str | None = None) -> Reply | None:
    """Read a reply to `call_safe` or `call_name`; None when it does not answer the question.

    `number` is the UK phone number found in the text, if any, in E.164 form.
    """
    if slot == "call_safe":
        return _read_safe(text, number)
    if slot == "call_name":
        return _read_name(text)
    return None


_NO_VOICEMAIL = re.compile(
    r"\bno (?:message|messages|voicemail|voice mail|vm|msg)\b|\bdon'?t leave\b|\bnot? (?:a )?(?:voicemail|message)\b"
    r"|\bwithout (?:a )?message\b",
    re.IGNORECASE,
)
_TEXT_ME = re.compile(
    r"\btext(?: me| only| instead)?\b|\bcan'?t (?:talk|hear|speak)\b|\bdeaf\b", re.IGNORECASE
)
_UNSAFE = re.compile(
    r"\b(?:not safe|isn'?t safe|aint safe|unsafe|do ?n[o']?t ring|dont call|no calls?)\b", re.IGNORECASE
)


def _read_safe(text: str, number: str | None) -> Reply | None:
    private = {"number": number} if number else {}
    if _NO_VOICEMAIL.search(text):
        return Reply("no_message", private)
    if _UNSAFE.search(text):
        return Reply("unsafe")
    if number:
        return Reply("safe", private)
    if _TEXT_ME.search(text):
        return Reply("text")
    yes = read_yes_no(text)
    if yes is None:
        return None
    return Reply("safe" if yes else "unsafe")


_TIME = re.compile(
    r"\b(?:any ?time|mornings?|afternoons?|evenings?|lunch ?time|tea ?time|tonight|tomorrow|weekdays?|weekends?|daytime"
    r"|mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday)?s?|thu(?:rs(?:day)?)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
    r"|(?:after|before|from|about|around|between|till|until|at)\s+\w+|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)|noon|whenever)\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^\W*(?:(?:hi|hello|its|it's|im|i'm|i am|my name'?s?(?: is)?|name is|name|ask for|call me)\s+)+", re.I
)
_SKIP = frozenset(
    (
        "skip",
        "no",
        "nope",
        "rather not",
        "rather not say",
        "id rather not say",
        "dont want to say",
        "no thanks",
    )
)


def _read_name(text: str) -> Reply:
    """A first name and a good time, in one reply; what is neither is kept as a note for whoever calls."""
    plain = " ".join(words_of(text))
    if plain in _SKIP:
        return Reply("skipped")
    first = _TIME.search(text)
    before = text[: first.start()] if first else text
    name = _CALLED.sub("", before).strip(" ,.;:-")
    name = re.sub(r"\s+(?:and|in|the|on|is|best|good)$", "", name, flags=re.IGNORECASE).strip(" ,.;:-")
    private = {"note": text.strip()}
    if name and len(name.split()) <= 3 and not any(ch.isdigit() for ch in name):
        private["name"] = name
    if first:
        private["time"] = text[first.start() :].strip(" .")
    return Reply("given", private)


def begin(known: Known, heard: Heard) -> Known:
    """What is known once a person has been asked for; `text` as the way in when a voice call is no use."""
    channel = "text" if heard.value("call_channel") == "text" or not known.voice_ok else "call"
    return known.with_(call={"channel": channel})


def take_in(known: Known, heard: Heard, requested: str) -> Known | None:
    """What is known after a reply, or None when it does not answer the question that is out."""
    call = dict(known.call or {})
    answer = heard.value("call_answer")
    if requested in PRIVATE_SLOTS:
        if heard.intent == "skip" and requested == "call_name":
            answer = "skipped"
        if not answer:
            return None
        call[requested.removeprefix("call_")] = answer
        if answer == "text":
            call |= {"channel": "text", "safe": "safe"}
    elif requested == "call_place":
        found = find_place(heard.text)
        if found is None and heard.intent not in ("skip", "deny", "affirm", "give_place", "out_of_scope"):
            return None
        call["place"] = "given" if found else "skipped"
        if found:
            known = known.with_(place=found.place.as_json())
    elif requested == "call_surgery":
        yes = read_yes_no(heard.text)
        if yes is None and heard.intent in ("affirm", "deny", "skip"):
            yes = heard.intent == "affirm"
        if yes is None:
            return None
        call["surgery"] = "yes" if yes else "no"
    return known.with_(call=call, misses=0)


def next_slot(known: Known) -> str | None:
    """The next thing to ask, or None when the referral can be made or is not wanted."""
    call = known.call or {}
    if call.get("safe") == "unsafe":
        return None
    if "safe" not in call:
        return "call_safe"
    if known.locality is None and not known.outside and "place" not in call:
        return "call_place"
    if "name" not in call:
        return "call_name"
    if "surgery" not in call and known.practice and not known.under_16:
        return "call_surgery"
    return None


def ask(known: Known, slot: str, context: Context) -> Fact:
    """The question for a slot, as a fact."""
    if slot == "call_safe":
        return {
            "say": "call_ask_safe",
            "by": _by(context).isoformat(),
            "channel": (known.call or {}).get("channel", "call"),
        }
    if slot == "call_place":
        return {"say": "ask_place", "retry": False}
    if slot == "call_name":
        return {"say": "call_ask_name"}
    place = known.where
    return {"say": "call_ask_surgery", "practice": place.name if place and known.practice else None}


def arrange(known: Known, context: Context) -> Step:
    """Make the one referral, with one plan that covers every need, or let it be."""
    call = known.call or {}
    if call.get("safe") == "unsafe":
        return Step(known.with_(call=None), facts=[{"say": "call_off"}])
    by = _by(context)
    channel = call.get("channel", "call")
    facts: list[Fact] = []
    if known.under_16:
        facts.append({"say": "call_young", "by": by.isoformat()})
    else:
        facts.append({"say": "call_done", "by": by.isoformat(), "team": known.locality, "channel": channel})
    if known.for_whom in ("adult", "child"):
        facts.append({"say": "call_for_other"})
    told = call.get("surgery") == "yes"
    effects: list[Effect] = [
        {
            "do": "referral",
            "needs": list(known.mentioned or known.needs),
            "behind": known.behind,
            "services": list(known.shown),
            "locality": known.locality,
            "practice": known.practice,
            "channel": channel,
            "voicemail": call.get("safe") == "safe",
            "target": by.isoformat(),
            "surgery_told": told,
            "for_whom": known.for_whom or "me",
            "under_16": known.under_16,
            "language": known.language,
        },
        {"do": "consent", "kind": "contact_by_team", "given": True},
        {"do": "consent", "kind": "tell_surgery", "given": told},
    ]
    if known.place is not None:
        effects.append({"do": "place", "practice": known.practice, "locality": known.locality})
    return Step(known.with_(call=None, called=True, menu=None, misses=0), facts, effects)


def working_days_after(start: date, days: int) -> date:
    """The date that many working days on; weekends and bank holidays in England do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and bank_holiday(day) is None:
            days -= 1
    return day


def _by(context: Context) -> date:
    return working_days_after(context.now.date(), context.call_days)
