"""The hazard log names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOG = ROOT / "docs" / "safety" / "hazard-log.md"
NODE = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def functions(path: Path) -> set[str]:
    return {
        node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
    }


def test_every_test_named_in_the_hazard_log_exists() -> None:
    named = NODE.findall(LOG.read_text(encoding="utf-8"))

    assert named
    missing = [
        f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in functions(ROOT / path)
    ]
    assert missing == []


def test_every_hazard_names_at_least_one_test() -> None:
    rows = [line for line in LOG.read_text(encoding="utf-8").splitlines() if re.match(r"\| H\d+ ", line)]

    assert len(rows) >= 15
    assert [row.split("|")[1].strip() for row in rows if not NODE.search(row)] == []
