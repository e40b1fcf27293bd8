"""The systems we compare with: other pipelines, trained by Rasa on the same messages and kept by a hash of them."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml

from bench.evaluate.texts import Example

ROOT = Path(__file__).resolve().parents[2]
_SPARSE = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
# Rasa's own default pipeline for English, as `rasa init` writes it, less entities we do not label.
PIPELINES: dict[str, list[dict[str, object]]] = {
    "sparse": [*_SPARSE, {"name": "LogisticRegressionClassifier", "ranking_length": 60}],
    "stock": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        *_SPARSE[1:],
        {"name": "DIETClassifier", "epochs": 100, "ranking_length": 60, "random_seed": 1},
        {"name": "EntitySynonymMapper"},
    ],
}


def as_intents(examples: Sequence[Example]) -> dict[str, list[str]]:
    """Turn needs into intents, which is all that other pipelines know; a message with several goes to each."""
    by_intent: dict[str, list[str]] = {}
    for example in examples:
        for intent in example.needs or (example.intent,):
            by_intent.setdefault(intent, []).append(example.text)
    return {intent: texts for intent, texts in by_intent.items() if len(texts) > 1}


def trained(name: str, examples: Sequence[Example], rasa_python: Path, folder: Path) -> Path:
    """Return the rival's model, training it when these messages were not yet used (stock takes a while)."""
    content = yaml.safe_dump(
        {
            "version": "3.1",
            "nlu": [{"intent": i, "examples": [{"text": t} for t in ts]} for i, ts in as_intents(examples).items()],
        }
    )
    config = yaml.safe_dump(
        {"recipe": "default.v1", "assistant_id": name, "language": "en", "pipeline": PIPELINES[name], "policies": []}
    )
    key = hashlib.sha256((content + config).encode()).hexdigest()[:16]
    model = folder / f"{name}-{key}.tar.gz"
    if model.is_file():
        return model
    sys.stderr.write(f"evaluate: training {name}\n")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.nlu.yml").write_text(content, encoding="utf-8")
    (folder / f"{name}.config.yml").write_text(config, encoding="utf-8")
    command = [str(rasa_python), "-W", "ignore", "-m", "rasa", "train", "nlu"]
    command += [
        "-u",
        f"{name}.nlu.yml",
        "-c",
        f"{name}.config.yml",
        "--out",
        ".",
        "--fixed-model-name",
        model.stem[:-4],
    ]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}
    subprocess.run(command, cwd=folder, env=environment, check=True, stdout=sys.stderr)
    return model


def read(model: Path, texts: Sequence[str], rasa_python: Path) -> list[dict[str, object]]:
    """Let a trained model read texts, through the same line reader for every rival."""
    lines = "".join(json.dumps({"text": text, "all": True}) + "\n" for text in texts)
    command = [str(rasa_python), "-m", "bot.nlu.parse", "--model", str(model.resolve())]
    done = subprocess.run(command, cwd=ROOT, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]
