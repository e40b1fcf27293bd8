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
_TEXT_ME = re.compile(r"\btext(?: me| only| instead)?\b|\bcan'?t hear\b|\bdeaf\b", re.IGNORECASE)
_DONT_TEXT = re.compile(
    r"\b(?:do ?n[o']?t|not|never|stop)\b[^.,;]{0,12}\btext|\bno text(?:s\b|\b(?! me| only| instead))", re.I
)
_UNSAFE = re.compile(
    r"\b(?:unsafe|do ?n[o']?t (?:ring|call|contact)|no calls?)\b"
    r"|\b(?:not|isn'?t|ain'?t|aint|never|nowhere|nothing|won'?t|wouldn'?t|do ?n[o']?t (?:think|feel|know)|not sure)\b"
    r"[^.,;]{0,20}\b(?:safe|ok|okay|fine|alright)\b",
    re.IGNORECASE,
)
_SAFE = re.compile(r"\b(?:safe|fine|ok|okay|alright)\b", re.IGNORECASE)
_ONLY_IF = re.compile(
    r"\b(?:but|only|unless|not|when|after|before|except|if|until|till|might|do ?n[o']?t)\b", re.IGNORECASE
)
_NOT_MINE = re.compile(
    r"\b(?:not|do ?n[o']?t|never|his|hers?|he'?s|shes|she's|him|exs?|husbands?|wifes?|partners?|boyfriends?"
    r"|girlfriends?|mums?|dads?|sons?|daughters?|they|their|bailiffs?|landlords?|council|owe|thats|that's|it'?s my)\b",
    re.IGNORECASE,
)
_RING_ON = re.compile(
    r"\b(?:(?:ring|call|text|reach|get|phone)(?: me)?(?: \w+)? on|on|use|try|instead"
    r"|my (?:\w+ )?(?:number|no|num)(?: is|'s)?|number is|this one|better)\b",
    re.IGNORECASE,
)
PLAIN_WORDS = 4
"""A reply of so few words says nothing besides its answer."""


_BESIDE_A_NUMBER = frozenset(
    (
        "ring",
        "call",
        "phone",
        "text",
        "me",
        "on",
        "at",
        "please",
        "number",
        "my",
        "mobile",
        "its",
        "it's",
        "is",
        "then",
        "so",
    )
)

MOST_AGE_DIGITS = 6
"""More digits than this in a clause are a phone number."""


def own_number(text: str, number: str | None) -> str | None:
    """The number only when the person plainly asks to be reached on it: ringing the wrong one can do harm.

    A number beside a "not", a "his" or a "bailiff" is somebody else's; it stays in the note for whoever calls.
    """
    clause = next(
        (part for part in re.split(r"[,.;\n]|\bbut\b", text) if len(re.sub(r"\D", "", part)) > MOST_AGE_DIGITS), ""
    )
    if number is None or _NOT_MINE.search(clause):
        return None
    rest = [word for word in words_of(clause) if not any(char.isdigit() for char in word)]
    alone = all(word in YES or word in _BESIDE_A_NUMBER for word in rest)
    return number if alone or _RING_ON.search(clause) else None


def _read_safe(text: str, number: str | None) -> Reply | None:
    """Only a plain yes is a yes; one with conditions ("yes but not when he's in") is a yes without a message.

    A question, or a doubt that is neither, is asked again: None. What was said stays in the note.
    """
    tokens = words_of(text)
    mine = own_number(text, number)
    private = {"number": mine} if mine else {}
    if len(tokens) > PLAIN_WORDS or (number and len(tokens) > 1):
        private["note"] = text.strip()
    if "?" in text:
        return None
    if _NO_VOICEMAIL.search(text):
        return Reply("no_message", private)
    if tokens[:1] and tokens[0] in YES and _ONLY_IF.search(text):
        return Reply("no_message", private)
    if _UNSAFE.search(text) and not mine:
        return Reply("unsafe")
    if _TEXT_ME.search(text) and not _DONT_TEXT.search(text) and not re.search(r"\bsafe to text\b", text, re.I):
        return Reply("text", private)
    if mine:
        return Reply("no_message" if _UNSAFE.search(text) else "safe", private)
    return _plain_answer(text, tokens, private, other_number=number is not None)


def _plain_answer(text: str, tokens: list[str], private: Mapping[str, str], *, other_number: bool) -> Reply | None:
    """Yes, no or a time; with somebody else's number in it, it is asked again."""
    if tokens[:1] and tokens[0] in NO:
        return Reply("unsafe")
    if other_number:
        return None
    if (tokens[:1] and tokens[0] in YES) or _SAFE.search(text):
        return Reply("no_message" if _ONLY_IF.search(text) else "safe", private)
    if _TIME.search(text):
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
    if own_number(text, number):
        private["number"] = str(number)
    if name and len(name.split()) <= NAME_WORDS and not any(ch.isdigit() for ch in name):
        private["name"] = name
    if first:
        private["time"] = text[first.start() :].strip(" .")
    return Reply("given", private)
