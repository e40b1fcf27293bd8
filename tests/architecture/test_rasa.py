"""What Rasa is told and what answers it agree: domain, rules, training data and the thin actions."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.sources import ROOT

ACTION_MODULES = sorted(path for path in (ROOT / "actions").glob("*.py") if path.name != "__init__.py")
#: The worker resolves these itself and hands them over, so nobody has to be understood (bot/turns.py).
HANDED_OVER = {"choose", "menu_expired"}
ASK_THE_SERVER = """
import json, warnings
warnings.simplefilter("ignore")
from actions.server import ACTIONS
print(json.dumps([action().name() for action in ACTIONS]))
"""


def yaml_file(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


DOMAIN = yaml_file(ROOT / "domain.yml")


def found(key: str, within: Any) -> set[str]:
    """Every value of `key`, however deep."""
    if isinstance(within, dict):
        own = {within[key]} if isinstance(within.get(key), str) else set()
        return own.union(*(found(key, value) for value in within.values()))
    if isinstance(within, list):
        return set().union(*(found(key, value) for value in within))
    return set()


def intents_of_the_rules() -> set[str]:
    return set().union(*(found("intent", yaml_file(path)) for path in (ROOT / "data" / "rules").glob("*.yml")))


def trained_intents() -> set[str]:
    return {
        entry["intent"].split("/")[0]
        for path in (ROOT / "data" / "nlu").rglob("*.yml")
        for entry in yaml_file(path).get("nlu", ())
        if "intent" in entry and entry.get("examples")
    }


def test_every_action_of_the_domain_is_registered_and_no_other() -> None:
    asked = subprocess.run([sys.executable, "-c", ASK_THE_SERVER], cwd=ROOT, capture_output=True, text=True, check=True)
    registered = json.loads(asked.stdout)
    assert sorted(registered) == sorted(DOMAIN["actions"])


def test_every_intent_of_the_rules_is_in_the_domain() -> None:
    assert intents_of_the_rules() <= set(DOMAIN["intents"])


def test_every_intent_of_the_rules_is_learnt_from_examples() -> None:
    assert intents_of_the_rules() - trained_intents() <= HANDED_OVER


def test_every_intent_that_is_learnt_leads_somewhere() -> None:
    # What no rule names falls to the fallback action, which is right for what is out of scope only.
    assert trained_intents() - intents_of_the_rules() <= {"out_of_scope"}


@pytest.mark.parametrize("path", ACTION_MODULES, ids=lambda path: path.name)
def test_an_action_module_is_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 150


@pytest.mark.parametrize("path", ACTION_MODULES, ids=lambda path: path.name)
def test_an_action_module_holds_neither_sql_nor_sentences(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert imported.isdisjoint({"sqlalchemy", "sqlite3", "psycopg"})
    told = docstrings(tree)
    sentences = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
        and len(node.value.split()) > 3 and not node.value.startswith("Your versions of")
    ]  # fmt: skip
    assert sentences == []


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of all constants that stand alone: docstrings and notes on attributes."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
