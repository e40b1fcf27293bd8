"""Knows whether something built is still what its inputs would give: a hash kept beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(inputs: Iterable[Path], *words: str) -> str:
    """Hash files (folders with all in them) and words; a missing file counts as such."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for given in inputs:
        for path in sorted(_files(given)):
            total.update(str(path.relative_to(given.parent)).encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"missing")
    return total.hexdigest()


def fresh(stamp: Path, wanted: str, *built: Path) -> bool:
    """Whether the stamp says so and what was built is there."""
    try:
        return stamp.read_text(encoding="utf-8").strip() == wanted and all(path.exists() for path in built)
    except (OSError, ValueError):  # absent, or not even text
        return False


def write(stamp: Path, value: str) -> None:
    """Set the stamp, whole or not at all: the last thing a step does."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    half = stamp.with_name(stamp.name + ".new")
    half.write_text(value + "\n", encoding="utf-8")
    half.replace(stamp)


def _files(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    return [p for p in path.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
