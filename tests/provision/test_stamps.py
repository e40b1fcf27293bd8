"""Telling what is still right from what must be made again."""

from __future__ import annotations

from pathlib import Path

import pytest

from provision import stamps


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / "one.txt").write_text("one")
    (folder / "deeper" / "two.txt").write_text("two")
    return folder


def test_the_same_inputs_give_the_same_digest(inputs: Path) -> None:
    assert stamps.digest([inputs]) == stamps.digest([inputs])


def test_a_change_deep_in_a_folder_changes_the_digest(inputs: Path) -> None:
    before = stamps.digest([inputs])
    (inputs / "deeper" / "two.txt").write_text("other")
    assert stamps.digest([inputs]) != before


def test_a_file_that_moved_changes_the_digest(inputs: Path) -> None:
    before = stamps.digest([inputs])
    (inputs / "one.txt").rename(inputs / "uno.txt")
    assert stamps.digest([inputs]) != before


def test_a_file_that_came_or_went_changes_the_digest(inputs: Path) -> None:
    there = stamps.digest([inputs / "one.txt"])
    (inputs / "one.txt").unlink()
    assert stamps.digest([inputs / "one.txt"]) != there


def test_compiled_python_changes_nothing(inputs: Path) -> None:
    before = stamps.digest([inputs])
    (inputs / "__pycache__").mkdir()
    (inputs / "__pycache__" / "one.pyc").write_bytes(b"compiled")
    assert stamps.digest([inputs]) == before


def test_what_was_stamped_is_fresh_while_it_is_there(tmp_path: Path) -> None:
    built = tmp_path / "built"
    built.mkdir()
    stamps.write(tmp_path / "stamp", "abc")
    assert stamps.fresh(tmp_path / "stamp", "abc", built)
    assert not stamps.fresh(tmp_path / "stamp", "other", built)
    built.rmdir()
    assert not stamps.fresh(tmp_path / "stamp", "abc", built)


def test_an_environment_whose_python_is_gone_is_not_fresh(tmp_path: Path) -> None:
    stamps.write(tmp_path / "stamp", "abc")
    (tmp_path / "python").symlink_to(tmp_path / "gone")
    assert not stamps.fresh(tmp_path / "stamp", "abc", tmp_path / "python")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"half a wo"])
def test_a_broken_stamp_means_that_it_is_made_again(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "stamp").write_bytes(content)
    assert not stamps.fresh(tmp_path / "stamp", "abc")
