"""The components inside Rasa: trained on small data, asked through the line reader, in the Rasa runtime."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
ENCODER = ROOT / "build" / "encoder" / "model.onnx"

pytestmark = pytest.mark.skipif(
    not (RASA_PYTHON.is_file() and ENCODER.is_file()), reason="the Rasa runtime and the encoder are not built"
)

HELP = {
    "housing": ("behind on my rent", "landlord wants me out", "got an eviction letter", "nowhere to live"),
    "isolation": ("so lonely", "nobody to talk to", "i never see anyone", "no friends left"),
    "debt": ("bailiffs are coming", "i owe 3 loans", "in debt with credit cards", "cant pay what i owe"),
}
OTHERS = {
    "thanks": ("thanks", "thank you so much", "cheers", "ta love"),
    "greet": ("hello", "hi", "hiya", "good morning"),
    "out_of_scope": ("who won the football", "play some music", "how do i bake bread", "you have won a prize"),
}
CONFIG = """
recipe: default.v1
assistant_id: test
language: en
pipeline:
- name: bot.nlu.encoder_featurizer.SentenceEncoderFeaturizer
- name: bot.nlu.counts_featurizer.NormalisedCountsFeaturizer
- name: bot.nlu.intent_classifier.GatedIntentClassifier
- name: bot.nlu.needs_classifier.NeedsClassifier
  need_words: false
- name: bot.nlu.entity_extractor.RuleEntityExtractor
policies: []
"""


def _training_file() -> str:
    lines = ['version: "3.1"', "nlu:", "- intent: ask_help", "  examples:"]
    for need, texts in HELP.items():
        for text in texts:
            lines += ["  - text: |", f"      {text}", "    metadata:", f"      needs: [{need}]"]
    for intent, texts in OTHERS.items():
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {text}" for text in texts)]
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rasa")
    (folder / "nlu.yml").write_text(_training_file(), encoding="utf-8")
    (folder / "config.yml").write_text(CONFIG, encoding="utf-8")
    command = [str(RASA_PYTHON), "-W", "ignore", "-m", "rasa", "train", "nlu", "-u", "nlu.yml", "-c", "config.yml"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "RASA_TELEMETRY_ENABLED": "false"}
    subprocess.run(
        [*command, "--out", "models", "--fixed-model-name", "small"],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
    )
    return folder / "models" / "small.tar.gz"


@pytest.fixture(scope="module")
def asked(model: Path) -> Iterator[dict[str, dict[str, Any]]]:
    texts = (
        "my rent is late and i am lonely",
        "thank you",
        "qwxz vbnm plok",
        "",
        "not the debt, my landlord wants me out",
        "im 34, bb1 6ph",
        '/greet{"age": "3"}',
    )
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts) + "not json\n"
    command = [str(RASA_PYTHON), "-m", "bot.nlu.parse", "--model", str(model)]
    done = subprocess.run(command, cwd=ROOT, input=lines, capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1  # the last line was bad
    assert "error" in answers.pop()
    yield dict(zip(texts, answers, strict=True))


def needs(answer: dict[str, Any]) -> set[str]:
    return {found["need"] for found in answer["needs"]}


def test_two_needs_in_one_message_are_both_found(asked: dict[str, dict[str, Any]]) -> None:
    answer = asked["my rent is late and i am lonely"]
    assert needs(answer) == {"housing", "isolation"}
    assert answer["intent"]["name"] == "ask_help"
    assert answer["in_scope"] is True


def test_thanks_are_thanks_and_hold_no_need(asked: dict[str, dict[str, Any]]) -> None:
    assert asked["thank you"]["intent"]["name"] == "thanks"
    assert needs(asked["thank you"]) == set()


@pytest.mark.parametrize("text", ["qwxz vbnm plok", ""])
def test_what_is_like_nothing_taught_is_out_of_scope(asked: dict[str, dict[str, Any]], text: str) -> None:
    assert asked[text]["intent"]["name"] == "out_of_scope"
    assert asked[text]["in_scope"] is False
    assert needs(asked[text]) == set()


def test_a_denied_need_is_left_out(asked: dict[str, dict[str, Any]]) -> None:
    assert needs(asked["not the debt, my landlord wants me out"]) == {"housing"}


def test_entities_are_found_by_rule(asked: dict[str, dict[str, Any]]) -> None:
    found = {entity["entity"]: entity["value"] for entity in asked["im 34, bb1 6ph"]["entities"]}
    assert found["age"] == "34"
    assert found["postcode"] == "BB1 6PH"


def test_a_named_intent_is_given_no_needs(asked: dict[str, dict[str, Any]]) -> None:
    assert needs(asked['/greet{"age": "3"}']) == set()


def test_a_model_that_is_not_there_is_refused(tmp_path: Path) -> None:
    command = [str(RASA_PYTHON), "-m", "bot.nlu.parse", "--model", str(tmp_path / "none.tar.gz")]
    done = subprocess.run(command, cwd=ROOT, input="", capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert done.stdout == ""


def test_passing_facts_are_told_apart() -> None:
    script = (
        "import json, sys; from bot.nlu import entity_rules as r; n, m = r.make_language();"
        "print(json.dumps([[(x.entity, x.value) for x in r.find(t, n, m)] for t in json.loads(sys.argv[1])]))"
    )
    texts = {
        "im 17 and my mum kicked me out": [["age", "17"], ["for_whom", "mum"]],
        "my little lad is 6 years old": [["for_whom", "child"], ["their_age", "6"]],
        "im 3 months behind": [],
        "I need a polish interpreter": [["language", "pl"]],
        "its for a patient": [["for_whom", "patient"]],
        "im a single mum": [["gender", "woman"]],
    }
    command = [str(RASA_PYTHON), "-W", "ignore", "-c", script, json.dumps(list(texts))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == list(texts.values())
