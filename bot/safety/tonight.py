"""Whether someone has no bed, food, heat or light today."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import get_args

import tomllib

from bot.safety.kinds import TonightKind
from bot.safety.rules import expand, speller
from bot.safety.text import normalise

_TODAY = re.compile(r" (?:tonight|today|now|right now) ")


@lru_cache(maxsize=1)
def _tables() -> tuple[re.Pattern[str], dict[TonightKind, re.Pattern[str]]]:
    with (Path(__file__).parent / "tonight.toml").open("rb") as file:
        table = tomllib.load(file)
    kinds: dict[TonightKind, re.Pattern[str]] = {}
    for kind in get_args(TonightKind):
        rows = (expand(row.replace("{now}", table["now"])) for row in table[kind])
        kinds[kind] = re.compile("|".join(f" (?:{row})" for row in rows))
    return re.compile(f" {table['not_now']} "), kinds


def tonight(text: str) -> tuple[TonightKind, ...]:
    """What the person has none of today, in the order bed, food, heat, light; empty when nothing is said.

    Answered at once with what is open now, with no question (the rule "Tonight").
    """
    said = normalise(text, speller())
    not_now, kinds = _tables()
    if not_now.search(said) and not _TODAY.search(said):
        return ()
    return tuple(kind for kind, pattern in kinds.items() if pattern.search(said))
