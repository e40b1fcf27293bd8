"""Which messages, taken whole, are an order to the service: STOP, START, HELP, DELETE or WHO."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from itertools import product
from typing import Final


class Keyword(StrEnum):
    """An order to the service, carried out without asking what else the words might mean."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    DELETE = "delete"
    WHO = "who"


def _spelt_out(*columns: str) -> frozenset[str]:
    """Every phrase that takes one wording from each column; columns are split at "|", a blank is none."""
    choices = [[wording.strip() for wording in column.split("|")] for column in columns]
    return frozenset(" ".join(word for word in chosen if word) for chosen in product(*choices))


def _each(wordings: str) -> frozenset[str]:
    """The wordings of a table row, split at "|"."""
    return frozenset(wording.strip() for wording in wordings.split("|"))


# One rule decides what goes in these tables: a phrase that a person could send about anything else in their
# life stays out ("stop it", "leave me alone", "i want to stop", "start again", "i need help"). Such a message
# gets an ordinary answer, which says how to stop; a wrongful STOP silences somebody who asked for help.

# Twilio opts a number out on these by itself, so we must know of it; nothing but case and punctuation is
# forgiven, as "please end" or "cancel please" may be about something else.
CARRIER_STOP: Final = frozenset({"end", "quit", "cancel", "revoke"})

# Single words. Misspellings are the slips of a thumb seen on a phone's keys.
WORDS: Final[dict[Keyword, frozenset[str]]] = {
    Keyword.STOP: _each(
        "stop|stopall|stop all|unsubscribe|unsub|opt out|optout|stopp|stoppp|sstop|sotp|stpo|stp|tsop|st0p"
        "|syop|dtop|stiop|s t o p|unsubcribe|unsuscribe|unsubscibe"
    ),
    Keyword.START: _each("start|unstop|un stop|opt in|optin|resubscribe|strat|satrt|strart|srart|startt"),
    Keyword.HELP: _each("help|help me|info|hlep|hepl|hlp|helpp|helppp"),
    Keyword.DELETE: _each("delete|delet|dlete|deleet|delte"),
    Keyword.WHO: _each("who"),
}

_TEXTING: Final = "texting|txting|texing|texin|textin|messaging|msging|contacting|sending me texts|sending texts"
_SENDING: Final = "sending me messages|sending messages|sending me these|sending these|sending these texts"
_TEXT: Final = "text|txt|message|msg|contact"
_TEXTS: Final = "texts|txts|messages|msgs|text messages"
_LIST: Final = "|your list|this list|the list|your texts|these texts|this service"
_AGAIN: Final = "|again|any more|anymore|ever again"
_MINE: Final = "my|all my|my whole"
_KEPT: Final = "messages|texts|msgs|txts|data|details|info|information|conversation|chat"

# Whole phrases, which may also be led up to ("can you ...", "i want to ...").
PHRASES: Final[dict[Keyword, frozenset[str]]] = {
    Keyword.STOP: frozenset().union(
        _spelt_out("stop", f"{_TEXTING}|{_SENDING}", _AGAIN),
        _spelt_out("stop", "texting|txting|texing|textin|messaging|msging|contacting", "me", _AGAIN),
        _spelt_out("stop", "|these|the|your|all|all the|all these", f"{_TEXTS}|text"),
        _spelt_out("dont|do not|never", _TEXT, "me", _AGAIN),
        _spelt_out("|i", "dont want|do not want", "|any|any more|these|your", _TEXTS, "|from you|any more|anymore"),
        _spelt_out("no more", _TEXTS),
        _spelt_out("take|remove", "me off", _LIST),
        _spelt_out("get me off", "your list|this list|the list"),
        _spelt_out("remove", "me|my number", "|from your list|from this list|from this service"),
        _spelt_out("opt|opt me", "out", "|of this|of these|of these texts|of texts"),
        _spelt_out("unsubscribe", "|me"),
    ),
    Keyword.START: frozenset().union(
        _spelt_out("start", "texting|messaging", "me", "|again"),
        _spelt_out("start", "the|these|your|my", _TEXTS, "|again"),
        _spelt_out("text|message", "me again"),
        _spelt_out("opt me|opt", "back in"),
        _each("opt me in|opt in again|unstop me|sign me back up"),
    ),
    Keyword.HELP: frozenset(),
    Keyword.DELETE: frozenset().union(
        _spelt_out("delete|erase|remove|wipe|clear", _MINE, _KEPT),
        _spelt_out("delete|erase|wipe", "everything|it all", "|about me|i said|i sent"),
        _spelt_out("delete|erase", "my number|this conversation|this chat|these texts|these messages"),
        _spelt_out("delete|erase", "what i said|what i sent|everything ive said|everything you know about me"),
        _each("delete me|delete all|delete all of it|delete my account|forget me|forget my data"),
    ),
    Keyword.WHO: frozenset().union(
        _spelt_out("who", "can see|sees|will see|else sees|else can see|can read|reads|will read", "this|these|it"),
        _spelt_out("who", "can see|sees|will see|can read|reads|will read|gets", "my|these|the", _TEXTS),
        _spelt_out("whos|who is|who else is", "reading|seeing", "this|these|my texts|my messages|it"),
        _spelt_out("who", "gets|has", "my", "data|details|info|information"),
    ),
}

# What may stand around an order without changing it.
_COURTESIES: Final = (
    "thank you",
    "please",
    "pleas",
    "pls",
    "plz",
    "plse",
    "ples",
    "thanks",
    "thx",
    "ta",
    "cheers",
)
_KISSES: Final = ("x", "xx", "xxx", "lol", "ok", "okay", "now", "hi", "hello", "signpost")
_AROUND: Final = frozenset(_COURTESIES + _KISSES) - {"thank you"}
_LEAD_INS: Final = tuple(
    sorted(
        _spelt_out("can|could|will|would", "you", "|just")
        | _spelt_out("i want|i wanna|i would like|id like|i need", "to|you to")
        | {"just", "how do i"},
        key=len,
        reverse=True,
    )
)


def keyword(text: str) -> Keyword | None:
    """The order that the whole message gives, or None; a sentence that only begins like one is none.

    Case, punctuation, spaces, courtesies ("please", "thanks") and emoji around the order do not matter.
    """
    if _words(text, drop_signs=False) in CARRIER_STOP:
        return Keyword.STOP
    said = _without_courtesies(_words(text, drop_signs=True))
    for key, words in WORDS.items():
        if said in words or said in PHRASES[key]:
            return key
    asked = _without_lead_in(said)
    return next((key for key, phrases in PHRASES.items() if asked in phrases), None)


def _words(text: str, *, drop_signs: bool) -> str:
    """The message in small letters with single spaces; signs such as emoji are dropped, or stay."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"['’‘`´]", "", folded)
    kept: list[str] = []
    for char in folded:
        kind = unicodedata.category(char)
        if kind[0] in "LN" or (kind == "So" and not drop_signs):
            kept.append(char)
        elif kind[0] != "M" and kind != "Cf":
            kept.append(" ")
    return " ".join("".join(kept).split())


def _without_courtesies(said: str) -> str:
    words = said.replace("thank you", "thanks").split()
    while words and words[0] in _AROUND:
        words.pop(0)
    while words and words[-1] in _AROUND:
        words.pop()
    return " ".join(words)


def _without_lead_in(said: str) -> str:
    for lead in _LEAD_INS:
        if said.startswith(lead + " "):
            return _without_courtesies(said.removeprefix(lead + " "))
    return said


def every_wording() -> Iterable[tuple[Keyword, str]]:
    """Each order with each of its wordings, for tests and for the set-up notes."""
    yield from ((Keyword.STOP, word) for word in sorted(CARRIER_STOP))
    for table in (WORDS, PHRASES):
        for key, wordings in table.items():
            yield from ((key, wording) for wording in sorted(wordings))
