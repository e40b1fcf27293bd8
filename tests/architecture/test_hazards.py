"""Each hazard names the tests that hold it, and they exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

LOG = ROOT / "docs" / "safety" / "hazard-log.md"
NAMED = re.compile(r"tests/[\w/-]+\.py(?:::\w+)?|tests/[\w/-]+/")


def hazards() -> dict[str, str]:
    """Each hazard's own part of the log, by its number: a heading or a row that begins with H and a number."""
    if not LOG.exists():
        return {}
    parts = re.split(r"(?m)^(?:#+ +|\| *)(H-?\d+)\b", LOG.read_text(encoding="utf-8"))
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("hazard", sorted(hazards()))
def test_a_hazard_names_tests_that_exist(hazard: str) -> None:
    named = NAMED.findall(hazards()[hazard])
    assert named, f"{hazard} names no test"
    assert [name for name in named if not exists(name)] == []


def test_the_hazard_log_is_there() -> None:
    assert hazards()


def exists(name: str) -> bool:
    file, _, test = name.partition("::")
    path = ROOT / Path(file)
    if not test:
        return path.exists()
    return path.is_file() and re.search(rf"^ *(def|class) {test}\b", path.read_text(), re.MULTILINE) is not None
