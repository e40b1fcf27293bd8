"""What a message shows of the writer's age: under 18, or under 25."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import tomllib


@lru_cache(maxsize=1)
def _ages() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "ages.toml").open("rb") as file:
        return {name: re.compile("|".join(lines)) for name, lines in tomllib.load(file).items()}


def is_under_18(said: str) -> bool:
    """Whether the words (as `normalise` leaves them) show that the writer is under 18."""
    return bool(_ages()["under_18"].search(said)) and not _ages()["not_me"].search(said)


def is_young(said: str) -> bool:
    """Whether the words show someone under 25, the age up to which the town's night shelter helps."""
    return any(_ages()[name].search(said) for name in ("under_25", "under_18"))
