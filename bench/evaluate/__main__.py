"""`make evaluate`: needs on real texts, ours beside other pipelines on the same training messages, as one table."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.evaluate import rivals, scoring
from bench.evaluate.texts import Example, RealText, real_needs, real_out_of_scope, training_examples

ROOT = Path(__file__).resolve().parents[2]
THRESHOLDS = [step / 50 for step in range(1, 50)]


def needs_of(answers: Sequence[dict[str, Any]], slugs: frozenset[str]) -> list[dict[str, float]]:
    """Return the needs of answers: our own list, or the rival's ranking of intents that are needs."""
    ours = any(answer.get("needs") for answer in answers)
    if ours:
        return [{found["need"]: found["confidence"] for found in answer["needs"]} for answer in answers]
    return [
        {found["name"]: found["confidence"] for found in answer.get("ranking", ()) if found["name"] in slugs}
        for answer in answers
    ]


def report(
    rows: Sequence[RealText], nothing: Sequence[RealText], answers: Sequence[dict[str, Any]], slugs: frozenset[str]
) -> dict[str, Any]:
    """Score one system. A rival gets the threshold at which it gives at most 5% of empty texts a need."""
    found = needs_of(answers, slugs)
    real, empty = found[: len(rows)], found[len(rows) :]
    is_ours = any(answer.get("needs") for answer in answers)
    threshold = 0.0 if is_ours else next((t for t in THRESHOLDS if scoring.given_a_need(empty, t) <= 0.05), 0.99)
    sources = {}
    for source in sorted({row.source for row in rows}):
        mine = [(row, needs) for row, needs in zip(rows, real, strict=True) if row.source == source]
        scores = scoring.real_scores([row for row, _ in mine], [needs for _, needs in mine], threshold)
        sources[source] = {
            "macro_f1": round(scoring.macro_f1(scores), 3),
            "labels": {label: vars(score) for label, score in scores.items()},
        }
    by_source = {
        source: round(
            scoring.given_a_need([n for r, n in zip(nothing, empty, strict=True) if r.source == source], threshold), 3
        )
        for source in sorted({row.source for row in nothing})
    }
    given = round(scoring.given_a_need(empty, threshold), 3)
    return {"threshold": threshold, "sources": sources, "out_of_scope_given_a_need": given, "out_of_scope": by_source}


def table(results: dict[str, dict[str, Any]]) -> str:
    """Write the results as one Markdown table."""
    sources = sorted({source for result in results.values() for source in result["sources"]})
    head = ["system", *(f"macro-F1 {source}" for source in sources), "out of scope given a need"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for name, result in results.items():
        cells = [f"{result['sources'][source]['macro_f1']:.3f}" for source in sources]
        lines.append("| " + " | ".join([name, *cells, f"{result['out_of_scope_given_a_need']:.3f}"]) + " |")
    return "\n".join(lines) + "\n"


def main(argv: list[str] | None = None) -> int:
    """Measure and write results/needs.md and results/needs.json; 0 also when there is no real text here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--model", type=Path, default=ROOT / "build" / "models" / "signpost.tar.gz", help="our trained model"
    )
    parser.add_argument("--rasa-python", type=Path, default=ROOT / ".venv-rasa/bin/python")
    parser.add_argument(
        "--texts",
        type=Path,
        default=ROOT.parent / "shared" / "eval",
        help="folder with needs_dev.csv and out_of_scope_dev.csv",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "results")
    parser.add_argument("--rivals", nargs="*", default=["sparse", "stock"], choices=list(rivals.PIPELINES))
    args = parser.parse_args(argv)
    rows, nothing = real_needs(args.texts), real_out_of_scope(args.texts)
    if not rows:
        sys.stderr.write(f"evaluate: no real texts in {args.texts}, nothing measured\n")
        return 0
    examples: list[Example] = training_examples(ROOT / "data" / "nlu")
    slugs = frozenset(need for example in examples for need in example.needs)
    texts = [row.text for row in (*rows, *nothing)]
    models = {"ours": args.model}
    for name in args.rivals:
        models[name] = rivals.trained(name, examples, args.rasa_python, ROOT / "build" / "evaluate")
    results = {}
    for name, model in models.items():
        sys.stderr.write(f"evaluate: {name} reads {len(texts)} texts\n")
        results[name] = report(rows, nothing, rivals.read(model, texts, args.rasa_python), slugs)
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "needs.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (args.out / "needs.md").write_text(table(results), encoding="utf-8")
    sys.stdout.write(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
