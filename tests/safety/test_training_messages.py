"""What the classifier learns from: enough, varied, of every kind, and never twice."""

import json
from collections import Counter
from pathlib import Path

from bot.safety import KINDS

FOLDER = Path(__file__).parents[2] / "data" / "safety"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_there_are_enough_messages_of_every_kind() -> None:
    kinds = Counter(kind for row in rows("danger") for kind in row["kinds"])

    assert sum(kinds.values()) >= 800
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) >= 50


def test_there_are_enough_messages_that_are_no_danger() -> None:
    levels = Counter(row["response"] for row in rows("not_danger"))

    assert sum(levels.values()) >= 2000
    assert set(levels) == {"none", "concern"}


def test_no_message_stands_twice_or_on_both_sides() -> None:
    danger = [str(row["text"]).lower() for row in rows("danger")]
    others = [str(row["text"]).lower() for row in rows("not_danger")]

    assert len(danger) == len(set(danger))
    assert len(others) == len(set(others))
    assert not set(danger) & set(others)
