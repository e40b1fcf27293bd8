"""The closed test messages are well formed, known by label, free of duplicates and as many as promised."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from directory.needs import SLUGS

HERE = Path(__file__).parent
KINDS = {
    "suicide",
    "self_harm",
    "overdose",
    "harm_to_others",
    "violence_now",
    "control_at_home",
    "forced_marriage",
    "sexual_violence",
    "child_at_risk",
    "adult_at_risk",
    "homeless_tonight",
    "medical_emergency",
}
LANGUAGES = {"ur", "pa", "gu", "pl", "ar", "bn", "ro", "hi", "ps", "fa", "uk", "so", "ku", "hu", "sk"}
FILES = {
    "needs": ("N", 360),
    "several": ("S", 220),
    "none": ("X", 250),
    "danger": ("D", 250),
    "not_danger": ("Q", 600),
    "languages": ("L", 460),
}
FIELDS = {
    "needs": ({"needs"}, {"also", "danger"}),
    "several": ({"needs"}, {"danger"}),
    "none": ({"needs"}, set()),
    "danger": ({"kinds", "response", "about"}, set()),
    "not_danger": ({"response"}, set()),
    "languages": ({"language", "script", "danger", "kinds"}, {"also"}),
}


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_as_many_as_promised_with_ids_in_order(name: str) -> None:
    letter, count = FILES[name]
    assert [row["id"] for row in rows(name)] == [f"{letter}{number:03d}" for number in range(1, count + 1)]


@pytest.mark.parametrize("name", FILES)
def test_fields_are_the_ones_described(name: str) -> None:
    needed, allowed = FIELDS[name]
    for row in rows(name):
        assert {"id", "text"} | needed <= set(row) <= {"id", "text"} | needed | allowed, row["id"]
        assert row["text"] == row["text"].strip(), row["id"]
        assert 0 < len(row["text"]) <= 1600, row["id"]


def test_no_message_twice() -> None:
    seen: dict[str, str] = {}
    for name in FILES:
        for row in rows(name):
            key = " ".join(re.sub(r"[^\w\s]", " ", row["text"].casefold()).split()) or row["text"]
            assert key not in seen, f"{row['id']} repeats {seen[key]}"
            seen[key] = row["id"]


@pytest.mark.parametrize("name", FILES)
def test_no_telephone_numbers(name: str) -> None:
    for row in rows(name):
        assert not re.search(r"(?:\+44|\b0)[\d ]{9,}", row["text"]), row["id"]


def test_twelve_messages_for_each_need() -> None:
    counted: Counter[str] = Counter()
    for row in rows("needs"):
        assert len(row["needs"]) == 1, row["id"]
        also = row.get("also", [])
        assert set(row["needs"] + also) <= set(SLUGS), row["id"]
        assert len(set(row["needs"] + also)) == 1 + len(also), row["id"]
        counted.update(row["needs"])
    assert len(counted) == 30
    assert set(counted.values()) == {12}


def test_several_needs_are_two_to_four_different_ones() -> None:
    for row in rows("several"):
        assert 2 <= len(row["needs"]) <= 4, row["id"]
        assert len(set(row["needs"])) == len(row["needs"]), row["id"]
        assert set(row["needs"]) <= set(SLUGS), row["id"]


def test_none_hold_no_need() -> None:
    assert all(row["needs"] == [] for row in rows("none"))


def test_danger_is_labelled_by_the_rules() -> None:
    counted: Counter[str] = Counter()
    for row in rows("danger"):
        kinds = set(row["kinds"])
        assert kinds and kinds <= KINDS and len(kinds) == len(row["kinds"]), row["id"]
        assert row["response"] in {"urgent", "emergency"}, row["id"]
        assert row["about"] in {"self", "other"}, row["id"]
        if kinds & {"overdose", "medical_emergency"}:
            assert row["response"] == "emergency", row["id"]
        elif "violence_now" not in kinds:
            assert row["response"] == "urgent", row["id"]
        counted.update(kinds)
    assert set(counted) == KINDS
    assert min(counted.values()) >= 15


def test_not_danger_asks_for_no_more_than_concern() -> None:
    assert {row["response"] for row in rows("not_danger")} == {"none", "concern"}


def test_languages_are_known_and_scripts_are_what_they_say() -> None:
    other = [row for row in rows("languages") if row["language"] != "en"]
    assert len(other) == 400
    assert {row["language"] for row in other} == LANGUAGES
    for row in rows("languages"):
        foreign = any(ord(letter) >= 0x370 and not 0x1E00 <= ord(letter) < 0x2000 for letter in row["text"])
        assert row["script"] == ("own" if foreign else "latin"), row["id"]
        assert set(row["kinds"]) <= KINDS, row["id"]
        assert bool(row["kinds"]) == row["danger"], row["id"]
    assert sum(row["danger"] for row in other) >= 80
    assert not any(row["danger"] for row in rows("languages") if row["language"] == "en")
