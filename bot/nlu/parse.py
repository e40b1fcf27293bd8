"""Reads JSON lines {"text"} and writes what the trained model understands, one JSON line each, in order.

With "all": true the answer also holds the ranking of intents, for measuring.

Run in the Rasa runtime: `python -m bot.nlu.parse --model build/models/signpost.tar.gz`. Standard output holds
nothing else, so that a program can read it as it comes.
"""

import argparse
import json
import logging
import os
import sys
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
# One message is too little work to share among threads: they would only wait for each other.
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_threads, "1")

Parse = Callable[[str], dict[str, Any]]


class ModelMissingError(Exception):
    """There is no model at the path: Rasa would silently take the newest of the folder instead."""


def load(model: Path) -> Parse:
    """Load a trained model; return a function from one text to what it holds.

    Raises:
        ModelMissingError: no such file.
    """
    if not model.is_file():
        raise ModelMissingError(f"No model at {model}: train one with `make setup`.")
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    from rasa.core.channels.channel import UserMessage
    from rasa.core.processor import MessageProcessor
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
    from rasa.shared.core.trackers import DialogueStateTracker

    # The graph alone, without tracker store, lock store and policies: understanding needs none of them.
    _, metadata, runner = MessageProcessor._load_model(model)
    nobody = DialogueStateTracker.from_events("nobody", [])
    target = metadata.nlu_target

    def parse(text: str) -> dict[str, Any]:
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: nobody}
        return understood(runner.run(inputs=inputs, targets=[target])[target][0].as_dict())

    return parse


def understood(found: dict[str, Any]) -> dict[str, Any]:
    """Pick what callers rely on out of a Rasa message."""
    entities = [
        {key: entity[key] for key in ("entity", "value", "start", "end") if key in entity}
        for entity in found.get("entities") or ()
    ]
    return {
        "intent": found.get("intent") or {"name": None, "confidence": 0.0},
        "needs": found.get("needs") or [],
        "needs_unsure": found.get("needs_unsure") or [],
        "ranking": found.get("intent_ranking") or [],
        "in_scope": bool(found.get("in_scope")),
        "entities": entities,
    }


def answer(lines: Iterable[str], out: TextIO, parse: Parse) -> int:
    """Answer every line; a bad one gets {"error"}. Returns how many were bad."""
    bad = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            text = asked["text"]
            if not isinstance(text, str):
                raise TypeError("text must be a string")
            result = parse(text)
            if not asked.get("all"):
                del result["ranking"]
        except (ValueError, KeyError, TypeError) as error:
            bad += 1
            result = {"error": f"{type(error).__name__}: {error}"}
        out.write(json.dumps(result, ensure_ascii=False) + "\n")
        out.flush()
    return bad


def main(argv: list[str] | None = None) -> int:
    """Answer standard input; exit 1 when a line was bad or there is no model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    args = parser.parse_args(argv)
    # Libraries print when they are imported: keep standard output for answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        parse = load(args.model)
    except ModelMissingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if answer(sys.stdin, out, parse) else 0


if __name__ == "__main__":
    sys.exit(main())
