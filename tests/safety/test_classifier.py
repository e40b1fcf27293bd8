"""The second layer learns from examples, says how sure it is, and is never needed."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from bot.safety.classifier import MANIFEST, MODEL, Classifier, ModelMissingError, Thresholds
from bot.safety.concepts import idea_features
from bot.safety.features import Vector, features
from bot.safety.fit import Matrix, fit, predict
from bot.safety.kinds import KINDS

DANGER = [" | i want to die | ", " | i am going to die tonight | ", " | want to die now | ", " | i want to be dead | "]
ORDINARY = [" | help with rent | ", " | i want a job | ", " | rent is late tonight | ", " | the bus is late now | "]
LIMITS = Thresholds(0.8, 0.45, 0.5)


class NoMeaning:
    """An encoder that hears nothing, so that only words and ideas are learned."""

    def encode(self, text: str) -> Vector:
        return np.zeros(4, dtype=np.float32)


def learned() -> tuple[Matrix, object, np.ndarray]:
    rows = [features(said, (), NoMeaning()) for said in DANGER + ORDINARY]
    wanted = np.zeros((len(rows), len(KINDS) + 1), dtype=bool)
    wanted[: len(DANGER), 0] = True
    wanted[: len(DANGER), 1 + KINDS.index("suicide")] = True
    matrix = Matrix.of(rows)
    return matrix, fit(matrix, wanted), wanted


def saved(folder: Path, kinds: tuple[str, ...] = KINDS) -> Path:
    matrix, weights, _ = learned()
    np.savez(folder / MODEL, dense=weights.dense, named=weights.named, bias=weights.bias, names=np.array(matrix.names))
    sha = hashlib.sha256((folder / MODEL).read_bytes()).hexdigest()
    report = {"sha256": sha, "kinds": kinds, "danger": 0.8, "concern": 0.45, "doubt": 0.5}
    (folder / MANIFEST).write_text(json.dumps(report))
    return folder


def test_what_it_was_taught_it_tells_apart() -> None:
    matrix, weights, wanted = learned()
    scores = predict(matrix, weights)[:, 0]

    assert scores[wanted[:, 0]].min() > 0.5 > scores[~wanted[:, 0]].max()


def test_a_saved_model_is_read_back_and_names_the_kind(tmp_path: Path) -> None:
    model = Classifier.load(saved(tmp_path), NoMeaning())
    opinion = model.opinion(" | i want to die | ", ())

    assert model.thresholds == LIMITS
    assert opinion.danger > 0.5
    assert opinion.kinds[0] == "suicide"
    assert model.opinion(" | help with rent | ", ()).danger < 0.5


def test_one_clear_sentence_in_a_long_message_counts_only_when_it_is_very_clear(tmp_path: Path) -> None:
    model = Classifier.load(saved(tmp_path), NoMeaning())
    long = " | " + "rent is late and the bus is late now " * 8 + "| "

    assert model.opinion(long, ()).danger < 0.5


def test_a_missing_or_changed_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        Classifier.load(tmp_path / "nowhere", NoMeaning())
    folder = saved(tmp_path)
    (folder / MODEL).write_bytes(b"not a model")
    with pytest.raises(ModelMissingError):
        Classifier.load(folder, NoMeaning())


def test_a_model_for_other_kinds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="does not match"):
        Classifier.load(saved(tmp_path, ("suicide",)), NoMeaning())


def test_ideas_close_together_are_told_as_one() -> None:
    assert "hurt&i" in idea_features(" | he hit me | ")
    assert "hurt&i" not in idea_features(" | he hit " + "x " * 20 + "me | ")
