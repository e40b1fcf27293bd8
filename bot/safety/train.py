"""Teach the danger model from data/safety: `python -m bot.safety.train`."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.language.encoder import Encoder
from bot.safety.classifier import MANIFEST, MODEL
from bot.safety.features import Features, Vector, features
from bot.safety.fit import Matrix, fit, predict
from bot.safety.kinds import KINDS
from bot.safety.rules import speller
from bot.safety.screening import by_patterns
from bot.safety.text import normalise

ROOT = Path(__file__).parents[2]
#: Needs whose examples may tell of danger: never taught as ordinary.
MAYBE_DANGER = frozenset({"domestic_abuse", "several"})
#: Share of messages taught without the tables' findings, so that the model does not lean on them alone.
WITHOUT_FINDINGS = 0.5
FOLDS = 3
#: From here on a message is danger. Set by measurement: at most 1% of ordinary texts are above it.
DANGER = 0.8
#: From here on, below danger, one warm line is added. At most 5% of ordinary texts are above it.
CONCERN = 0.45
#: A finding of the tables that the model believes less than this is only a concern.
DOUBT = 0.5


@dataclass(frozen=True)
class Example:
    """One message to learn from, with its kinds of danger (none when it is not danger)."""

    text: str
    kinds: tuple[str, ...]
    ordinary: bool


def read_examples(root: Path = ROOT) -> list[Example]:
    """The examples of data/safety, and the ordinary messages of data/nlu where they are there."""
    found = []
    for name in ("danger", "not_danger"):
        for line in (root / "data" / "safety" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.append(Example(row["text"], tuple(row.get("kinds", ())), row.get("response") == "none"))
    seen = {example.text.lower() for example in found}
    for text in ordinary_messages(root / "data" / "nlu"):
        if text.lower() not in seen and not by_patterns(text).is_danger:
            seen.add(text.lower())
            found.append(Example(text, (), True))
    return found


def ordinary_messages(folder: Path) -> Iterator[str]:
    """The example messages of the intents and needs that hold no danger."""
    for path in sorted(folder.glob("**/*.yml")):
        if path.stem in MAYBE_DANGER:
            continue
        after_bar = False
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"\s*- text: \|", line):
                after_bar = True
                continue
            listed = re.match(r"\s+- (?!intent:|text:)(.+)", line)
            if after_bar or listed:
                text = line.strip() if after_bar else listed.group(1)  # type: ignore[union-attr]
                yield re.sub(r"\[([^\]]+)\][({][^)}]*[)}]", r"\1", text)
            after_bar = False


def build(
    examples: Sequence[Example], encoder: Encoder, *, seed: int = 1
) -> tuple[list[Features], npt.NDArray[np.bool_]]:
    """The features of every example and, for danger and each kind, whether it holds."""
    chance = np.random.default_rng(seed)
    rows, wanted = [], np.zeros((len(examples), len(KINDS) + 1), dtype=bool)
    for at, example in enumerate(examples):
        said = normalise(example.text, speller())
        decision = by_patterns(example.text)
        kinds = decision.kinds if decision.is_danger and chance.random() >= WITHOUT_FINDINGS else ()
        rows.append(features(said, kinds, encoder))
        wanted[at, 0] = bool(example.kinds)
        for kind in example.kinds:
            wanted[at, 1 + KINDS.index(kind)] = True
    return rows, wanted


def out_of_fold(rows: Sequence[Features], wanted: npt.NDArray[np.bool_], *, seed: int = 1) -> Vector:
    """The likelihood of danger of each example by a model that has not seen it."""
    folds = np.random.default_rng(seed).permutation(len(rows)) % FOLDS
    scores = np.zeros(len(rows), dtype=np.float32)
    for fold in range(FOLDS):
        seen = [row for row, mine in zip(rows, folds, strict=True) if mine != fold]
        matrix = Matrix.of(seen)
        weights = fit(matrix, wanted[folds != fold, :1])
        rest = Matrix.of([row for row, mine in zip(rows, folds, strict=True) if mine == fold], names=matrix.names)
        scores[folds == fold] = predict(rest, weights)[:, 0]
    return scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, report on examples the model has not seen, and write build/safety."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", type=Path, default=ROOT / "build" / "encoder")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "safety")
    options = parser.parse_args(arguments)
    examples = read_examples()
    rows, wanted = build(examples, Encoder.load(options.encoder))
    ordinary = np.array([example.ordinary for example in examples])
    scores = out_of_fold(rows, wanted)
    matrix = Matrix.of(rows)
    weights = fit(matrix, wanted)
    options.out.mkdir(parents=True, exist_ok=True)
    learned = {"dense": weights.dense, "named": weights.named, "bias": weights.bias}
    np.savez(options.out / MODEL, names=np.array(matrix.names), **learned)  # type: ignore[arg-type]
    report = {
        "kinds": KINDS,
        "danger": DANGER,
        "concern": CONCERN,
        "doubt": DOUBT,
        "examples": len(examples),
        "unseen_recall": round(float((scores[wanted[:, 0]] >= DANGER).mean()), 4),
        "unseen_false_alarms": round(float((scores[ordinary] >= DANGER).mean()), 4),
        "sha256": hashlib.sha256((options.out / MODEL).read_bytes()).hexdigest(),
    }
    (options.out / MANIFEST).write_text(json.dumps(report, indent=2), encoding="utf-8")
    told = {name: report[name] for name in ("examples", "unseen_recall", "unseen_false_alarms")}
    sys.stderr.write(f"Danger model: {json.dumps(told)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
