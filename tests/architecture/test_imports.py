"""Imports point one way, and no module stands outside the picture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import tomllib

from tests.architecture.sources import ROOT


def test_imports_point_one_way() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_module_of_the_bot_has_its_place_in_the_picture() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    direction = next(contract for contract in contracts if contract["id"] == "direction")
    placed = {name.strip() for layer in direction["layers"] for name in layer.replace("|", ":").split(":")}
    there = {
        f"bot.{path.stem}"
        for path in (ROOT / "bot").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }
    # bot.nlu runs in the other runtime and has a contract of its own; bot.site holds templates only.
    assert there - placed - {"bot.nlu", "bot.site"} == set()
