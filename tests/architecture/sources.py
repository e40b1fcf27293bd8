"""The repository's own files, as the tests of its shape read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("bot", "actions", "directory", "provision", "bench", "tests")


def tracked() -> list[Path]:
    """Every file that git holds, or would at the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def modules() -> Iterator[tuple[Path, ast.Module]]:
    """Every Python module of ours with something in it, but for the steps of the migrations."""
    for path in tracked():
        name = path.relative_to(ROOT)
        if path.suffix == ".py" and name.parts[0] in PACKAGES and "versions" not in name.parts and path.stat().st_size:
            yield name, ast.parse(path.read_text(encoding="utf-8"))
