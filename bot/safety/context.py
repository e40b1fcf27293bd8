"""Short replies that are harmless alone and are danger after what we said last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tomllib

from bot.safety.kinds import KINDS, Context, Kind, Response

#: Facts by which we have asked whether the person is safe.
ASKED_SAFE = frozenset({"are_you_safe", "danger", "concern", "check_safe"})
_FEW_WORDS = 14


@lru_cache(maxsize=1)
def _replies() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "context.toml").open("rb") as file:
        table: dict[str, str] = tomllib.load(file)
    whole = ("not_safe", "yes")
    return {
        name: re.compile(rf"^ \| {words} ?(?:\| )?$" if name in whole else f" {words} ")
        for name, words in table.items()
    }


@dataclass(frozen=True)
class AfterWhatWeSaid:
    """What a reply means because of our last message."""

    response: Response
    kinds: tuple[Kind, ...]
    why: tuple[str, ...]


def after(before: Context | None, said: str, already: Response) -> AfterWhatWeSaid | None:
    """What the last message adds to the meaning of a short reply; None when it adds nothing.

    `said` is the reply as `normalise` leaves it, `already` the level its own words call for.
    """
    if before is None or already in ("urgent", "emergency") or len(said.split()) > _FEW_WORDS:
        return None
    kinds = tuple(kind for kind in KINDS if kind in before.last_kinds) or ("suicide",)
    in_danger = before.last_response in ("urgent", "emergency")
    if before.last_fact in ASKED_SAFE and _replies()["not_safe"].search(said):
        return AfterWhatWeSaid("urgent", kinds, ("context.not_safe",))
    if in_danger and (_replies()["yes"].search(said) or _replies()["not_safe"].search(said)):
        return AfterWhatWeSaid("urgent", kinds, ("context.yes_after_danger",))
    if in_danger and _replies()["going_ahead"].search(said) and not _replies()["settled"].search(said):
        return AfterWhatWeSaid("urgent", kinds, ("context.more_after_danger",))
    return None
