"""Reading replies about a call: is it safe, what name, when; what they hold stays out of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversation.choices import NO, YES, read_yes_no, words_of


@dataclass(frozen=True)
class Reply:
    """A reply to a question about the call: `answer` goes on to Rasa, `private` stays in the records.

    `answer` is safe, no_message, text or unsafe for the first question, given or skipped for the name.
    """

    answer: str
    private: Mapping[str, str] = field(default_factory=dict)


def read_reply(slot: str, text: str, *, number: str | None = None) -> Reply | None:
    """Read a reply to `call_safe` or `call_name`; None when it does not answer the question.

    `number` is the UK phone number found in the text, if any, in E.164 form.
    """
    if slot == "call_safe":
        return _read_safe(text, number)
    if slot == "call_name":
        return _read_name(text, number)
    return None


_NO_VOICEMAIL = re.compile(
    r"\bno (?:message|messages|voicemail|voice mail|vm|msg)\b|\bdon'?t leave\b|\bnot? (?:a )?(?:voicemail|message)\b"
    r"|\bwithout (?:a )?message\b",
    re.IGNORECASE,
)
_TEXT_ME = re.compile(r"\btext(?: me| only| instead)?\b|\bcan'?t (?:talk|hear|speak)\b|\bdeaf\b", re.IGNORECASE)
_UNSAFE = re.compile(
    r"\b(?:not safe|isn'?t safe|aint safe|never safe|unsafe|do ?n[o']?t (?:ring|call|text|contact)|no calls?)\b", re.I
)
_SAFE = re.compile(r"\b(?:safe|fine|ok|okay|alright)\b", re.IGNORECASE)
_ONLY_IF = re.compile(r"\b(?:but|only|unless|not|when|after|before|except|if|until|till)\b", re.IGNORECASE)
PLAIN_WORDS = 4
"""A reply of so few words says nothing besides its answer."""


def _read_safe(text: str, number: str | None) -> Reply | None:
    """A reply that makes conditions ("yes but not when he's in") is a yes without a message, its words noted."""
    tokens = words_of(text)
    private = {"number": number} if number else {}
    if len(tokens) > PLAIN_WORDS or (number and len(tokens) > 1):
        private["note"] = text.strip()
    if _NO_VOICEMAIL.search(text):
        return Reply("no_message", private)
    unsafe = _UNSAFE.search(text) is not None
    if _TEXT_ME.search(text) and not re.search(r"\bsafe to text\b", text, re.IGNORECASE):
        return Reply("text", private)
    if number:
        return Reply("safe" if not unsafe else "no_message", private)
    if unsafe or (tokens[:1] and tokens[0] in NO):
        return Reply("unsafe")
    if (tokens[:1] and tokens[0] in YES) or _SAFE.search(text):
        return Reply("no_message" if _ONLY_IF.search(text) else "safe", private)
    if _TIME.search(text) and "?" not in text:
        return Reply("no_message", {"note": text.strip()})  # "Jo, but only after 6" is a yes with a name in it
    return None


_TIME = re.compile(
    r"\b(?:any ?time|mornings?|afternoons?|evenings?|lunch ?time|tea ?time|tonight|tomorrow|weekdays?|weekends?|daytime"
    r"|mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday)?s?|thu(?:rs(?:day)?)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?"
    r"|(?:after|before|from|about|around|between|till|until|at)\s+\w+|\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)|noon|whenever)\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"^\W*(?:(?:hi|hello|its|it's|im|i'm|i am|my name'?s?(?: is)?|name is|name|ask for|call me)\s+)+", re.I
)
_SOMETHING_ELSE = re.compile(
    r"^\W*(?:(?:and|but|also|plus|oh)\W+)*"
    r"(?:i(?!'?m\b| am\b)|ive|i've|we|we're|my (?!name)|can'?t|need|what|who|why|how|when will"
    r"|is (?:it|this|there)|are you|do you|will (?:they|you)"
    r"|(?:i'?m|i am) (?:\w+ing|so|also|not|in debt|behind|skint|lonely|scared|worried|depressed))\b",
    re.IGNORECASE,
)
_SKIP = frozenset(("skip", "rather not", "rather not say", "id rather not say", "dont want to say", "id rather not"))
NAME_WORDS = 3
"""A name has no more words than this."""


def _read_name(text: str, number: str | None) -> Reply | None:
    """A first name and a good time, in one reply; what is neither is kept as a note for whoever calls.

    A need or a question is no name: None lets it be understood, and the question is asked again.
    """
    tokens = words_of(text)
    plain = " ".join(tokens).replace("'", "")
    yes = read_yes_no(text)
    if plain in _SKIP or yes is False:
        return Reply("skipped")
    if yes or not tokens:
        return None
    first = _TIME.search(text)
    if _SOMETHING_ELSE.search(text) and len(tokens) > PLAIN_WORDS and not first:
        return None
    before = text[: first.start()] if first else text
    name = _CALLED.sub("", before).strip(" ,.;:-")
    name = re.sub(r"\s+(?:and|in|the|on|is|best|good)$", "", name, flags=re.IGNORECASE).strip(" ,.;:-")
    private = {"note": text.strip()}
    if number:
        private["number"] = number
    if name and len(name.split()) <= NAME_WORDS and not any(ch.isdigit() for ch in name):
        private["name"] = name
    if first:
        private["time"] = text[first.start() :].strip(" .")
    return Reply("given", private)
