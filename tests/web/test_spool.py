"""What waits in the spool survives, is sealed, and goes back in order."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.spool import PATIENCE, Spool, SpoolError

KEY = b"a key for the spool"


def test_entries_come_back_oldest_first_and_once(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", KEY)
    for number in range(5):
        spool.add({"n": number})
    found: list[int] = []
    assert Spool(tmp_path / "spool", KEY).replay(lambda entry: found.append(entry["n"])) == 5
    assert found == [0, 1, 2, 3, 4]
    assert spool.replay(found.append) == 0


def test_an_entry_that_cannot_be_stored_stays_and_does_not_hold_up_the_others(tmp_path: Path) -> None:
    spool = Spool(tmp_path, KEY)
    for number in range(4):
        spool.add({"n": number})

    def store(entry: Mapping[str, Any]) -> None:
        if entry["n"] == 1:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        spool.replay(store)
    left: list[int] = []
    spool.replay(lambda entry: left.append(entry["n"]))
    assert left == [1]


def test_a_database_still_away_is_not_asked_for_every_entry(tmp_path: Path) -> None:
    spool, asked = Spool(tmp_path, KEY), []
    for number in range(PATIENCE + 5):
        spool.add({"n": number})

    def away(entry: Mapping[str, Any]) -> None:
        asked.append(entry)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        spool.replay(away)
    assert len(asked) == PATIENCE
    assert spool.waiting() == PATIENCE + 5


def test_a_half_written_entry_is_not_replayed(tmp_path: Path) -> None:
    spool = Spool(tmp_path, KEY)
    (tmp_path / "00000000000000000001-aaaa.draft").write_bytes(b"half")
    assert spool.replay(lambda entry: None) == 0


def test_an_altered_entry_is_set_aside_not_stored(tmp_path: Path) -> None:
    spool = Spool(tmp_path, KEY)
    spool.add({"n": 1})
    path = next(tmp_path.glob("*.sealed"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    found: list[object] = []
    assert spool.replay(found.append) == 0
    assert found == []
    assert list(tmp_path.glob("*.spoilt"))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SpoolError):
        Spool(tmp_path / "file" / "spool", KEY).add({"n": 1})
