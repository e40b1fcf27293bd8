"""Judged questions in people's own words, and how good an answer to them is (nDCG of the first three)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from math import log2
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from directory.library import Directory
from directory.query import Query

FILE = Path(__file__).with_name("judgements.jsonl")
TUESDAY_MORNING = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/London"))
FIRST = 3
"""How many services one text offers."""


@dataclass(frozen=True)
class Judged:
    """One question: what was said and is known, the services worth offering by grade (3 is exactly right),
    and those that must never be among the first three."""

    text: str
    known: dict[str, Any]
    good: dict[str, int]
    never: frozenset[str]

    def query(self, directory: Directory) -> Query:
        """The question as the conversation asks it: needs and facts, and the words of ours that were used."""
        return Query(**self.known, topics=directory.topics(self.text), limit=FIRST)


@cache
def judgements() -> tuple[Judged, ...]:
    """Every judged question."""
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return tuple(
        Judged(
            text=row["text"],
            known={
                key: tuple(value) if key == "needs" else value
                for key, value in row.items()
                if key not in ("text", "good", "never")
            },
            good=row["good"],
            never=frozenset(row["never"]),
        )
        for row in rows
    )


def offered(directory: Directory, judged: Judged, *, now: datetime = TUESDAY_MORNING) -> list[str]:
    """The slugs of the first three services, in order."""
    return [match.card.slug for match in directory.search(judged.query(directory), now=now).chosen]


def ndcg(slugs: Sequence[str], good: dict[str, int]) -> float:
    """The gain of the first three beside the best there could be, from 0 to 1.

    Järvelin and Kekäläinen (2002), with the usual gain of 2 to the grade less 1 and a discount by log2 of rank.
    """
    best = sorted(good.values(), reverse=True)[:FIRST]
    return _gain([good.get(slug, 0) for slug in slugs[:FIRST]]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, start=1))
