"""Reads what there is to train and to measure on: data/nlu, and the real texts of shared/eval when present."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

ASK_HELP = "ask_help"
# A coarse label of the real texts, and the needs of which any one counts as right.
ACCEPTED: dict[str, frozenset[str]] = {
    "debt_money": frozenset({"debt", "benefits", "energy", "housing"}),
    "isolation_relationships": frozenset({"isolation", "relationships"}),
    "relationships": frozenset({"relationships", "isolation", "domestic_abuse"}),
    "family_children": frozenset({"children_families", "young_people", "relationships", "caring"}),
    "mental_wellbeing": frozenset({"mental_wellbeing"}),
    "work": frozenset({"work"}),
    "education": frozenset({"education"}),
    "domestic_abuse": frozenset({"domestic_abuse"}),
    "substance_misuse": frozenset({"substance_misuse"}),
    "bereavement": frozenset({"bereavement"}),
}


@dataclass(frozen=True)
class Example:
    """One training message: what was written, its intent, and the needs of an ask_help."""

    text: str
    intent: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class RealText:
    """One message written by people who never heard of this project, with its coarse label."""

    text: str
    label: str
    source: str


def training_examples(folder: Path) -> list[Example]:
    """Read every Rasa NLU file under `folder`, in a stable order."""
    return [example for path in sorted(folder.rglob("*.yml")) for example in _read(path)]


def _read(path: Path) -> Iterator[Example]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for block in (content or {}).get("nlu", ()):
        if "intent" not in block:
            continue
        examples = block["examples"]
        if isinstance(examples, str):
            lines = (line.strip()[1:].strip() for line in examples.splitlines() if line.strip())
            yield from (Example(line, block["intent"]) for line in lines)
            continue
        for example in examples:
            needs = tuple((example.get("metadata") or {}).get("needs", ()))
            yield Example(example["text"].strip(), block["intent"], needs)


def real_needs(folder: Path) -> list[RealText]:
    """Read needs_dev.csv; empty when the folder is absent."""
    return list(_rows(folder / "needs_dev.csv", "needs"))


def real_out_of_scope(folder: Path) -> list[RealText]:
    """Read out_of_scope_dev.csv; empty when the folder is absent."""
    return list(_rows(folder / "out_of_scope_dev.csv", None))


def _rows(path: Path, label: str | None) -> Iterator[RealText]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            source = row["source"]
            kind = "sad" if source.startswith("sad") else source
            yield RealText(row["text"], row[label] if label else "none", kind)
