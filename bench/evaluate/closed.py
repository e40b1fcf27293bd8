"""Measures a trained model on the closed test messages and prints totals only: `python -m bench.evaluate.closed`.

No line, and no mistake on a line, is ever shown: what is read cannot be unread, and the set would be closed no more.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.evaluate import rivals, scoring

ROOT = Path(__file__).resolve().parents[2]
FILES = ("needs", "several", "none")


def totals(rows: list[dict[str, Any]], found: list[scoring.Found]) -> dict[str, float]:
    """Return shares of rows: exactly right (or as right as `also` allows), partly found, given any need."""
    exact = hit = 0
    right = named = wanted = 0
    for row, needs in zip(rows, found, strict=True):
        must, may = set(row["needs"]), set(row["needs"]) | set(row.get("also", ()))
        exact += must <= set(needs) <= may
        hit += bool(may & set(needs))
        right, named, wanted = right + len(must & set(needs)), named + len(set(needs) - may), wanted + len(must)
    count = len(rows)
    return {
        "rows": count,
        "all_found_none_invented": round(exact / count, 3),
        "at_least_one_right": round(hit / count, 3),
        "precision": round(right / max(1, right + named), 3),
        "recall": round(right / max(1, wanted), 3),
        "given_a_need": round(scoring.given_a_need(found), 3),
    }


def main(argv: list[str] | None = None) -> int:
    """Print one JSON object: totals of each closed file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rasa-python", type=Path, default=ROOT / ".venv-rasa/bin/python")
    parser.add_argument("--folder", type=Path, default=ROOT / "tests" / "closed")
    args = parser.parse_args(argv)
    result = {}
    for name in FILES:
        lines = (args.folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line]
        answers: list[dict[str, Any]] = rivals.read(args.model, [row["text"] for row in rows], args.rasa_python)
        result[name] = totals(rows, [{n["need"]: n["confidence"] for n in answer["needs"]} for answer in answers])
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
