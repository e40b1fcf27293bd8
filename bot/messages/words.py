"""The sentences we send: reads words.toml and fills them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import tomllib

from bot.messages.gsm import require_gsm

_FILE: Final = Path(__file__).with_name("words.toml")
_TABLES: Final = ("localities", "tonight", "lines")  # the tables that hold no sentence with an easy form
_PHONE: Final = re.compile(r"\b(?:999|101|111|116 123|0\d{2,4} \d{3,4}(?: ?\d{3,4})?|0\d{9,10}|\d{5})\b")


class UnknownSentenceError(LookupError):
    """No sentence of that name is in words.toml."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no sentence called {key!r} in words.toml.")


class WordsFileError(ValueError):
    """words.toml breaks one of its own rules."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing we say, in the usual words and in easy ones; both may hold the same {blanks}."""

    say: str
    easy: str


def words(key: str, *, easy: bool = False, **blanks: str) -> str:
    """The sentence of that name, its blanks filled in.

    Raises UnknownSentenceError; a blank that is not given is a KeyError, as it is a fault of ours.
    """
    sentence = sentences().get(key)
    if sentence is None:
        raise UnknownSentenceError(key)
    return (sentence.easy if easy else sentence.say).format_map(blanks)


@cache
def sentences() -> Mapping[str, Sentence]:
    """Every sentence by name. Raises WordsFileError when the file breaks its rules."""
    return MappingProxyType({key: _sentence(key, row) for key, row in _document().items() if key not in _TABLES})


def locality_name(locality: str) -> str | None:
    """What a locality is called in a text ("the Blackburn East team"), or None for one we do not know."""
    name = _document()["localities"].get(locality)
    return str(name) if name else None


def tonight_thing(kind: str) -> str:
    """What somebody lacks tonight, as it stands in a sentence; KeyError for a kind we do not know."""
    return str(_document()["tonight"][kind])


def own_language_line(code: str) -> str | None:
    """A line in a person's own language, in Latin letters, or None. None of them is checked yet."""
    row = _document()["lines"].get(code)
    return require_gsm(row["line"]) if row else None


def numbers_in_words() -> frozenset[str]:
    """Every phone number that our sentences print, as printed, to be compared with the safety numbers."""
    texts = [text for sentence in sentences().values() for text in (sentence.say, sentence.easy)]
    texts += [row["line"] for row in _document()["lines"].values()]
    return frozenset(number for text in texts for number in _PHONE.findall(text))


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _sentence(key: str, row: Mapping[str, str]) -> Sentence:
    if set(row) != {"say", "easy"}:
        raise WordsFileError(f"{key}: a sentence has `say` and `easy`, and nothing else.")
    for text in row.values():
        if require_gsm(text) != text:
            raise WordsFileError(f"{key}: write this in plain GSM-7 characters: {text!r}.")
    return Sentence(row["say"], row["easy"])
