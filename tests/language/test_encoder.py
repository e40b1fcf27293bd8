"""The sentence encoder: meaning as a unit vector, the same in both runtimes."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from bot.language.encoder import Encoder, EncoderMissingError, version_of

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "encoder"
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
TEXTS = ("i cant pay my rent", "nobody to talk to", "thanks", "Ünïcode 🙂 ok")

needs_encoder = pytest.mark.skipif(not (BUILT / "model.onnx").is_file(), reason="the encoder is not built")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(BUILT)


@needs_encoder
def test_texts_of_like_meaning_lie_closer_than_texts_of_unlike_meaning(encoder: Encoder) -> None:
    rent = encoder.encode("i cant pay my rent")
    assert rent @ encoder.encode("behind on what I owe the landlord") > rent @ encoder.encode("nice weather") + 0.2


@needs_encoder
def test_every_vector_has_length_one_and_single_precision(encoder: Encoder) -> None:
    for text in TEXTS:
        vector = encoder.encode(text)
        assert vector.dtype == np.float32
        assert vector.shape == (encoder.dimensions,)
        assert np.linalg.norm(vector) == pytest.approx(1.0, abs=1e-5)


@needs_encoder
@pytest.mark.parametrize("blank", ["", "  ", "\n\t"])
def test_a_blank_text_gives_zeros(encoder: Encoder, blank: str) -> None:
    assert not encoder.encode(blank).any()


@needs_encoder
def test_a_text_means_the_same_whatever_was_read_before_it(encoder: Encoder) -> None:
    alone = Encoder.load(BUILT, remember=0).encode("my mum has dementia")
    for text in TEXTS:
        encoder.encode(text)
    assert np.array_equal(alone, encoder.encode("my mum has dementia"))


@needs_encoder
def test_a_message_of_1600_characters_is_read(encoder: Encoder) -> None:
    assert np.linalg.norm(encoder.encode("i am behind with the rent " * 62)) == pytest.approx(1.0, abs=1e-5)


@needs_encoder
def test_nobody_can_change_a_remembered_vector(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="read-only"):
        encoder.encode("thanks")[0] = 1.0


def test_a_folder_without_an_encoder_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(EncoderMissingError, match="make setup"):
        Encoder.load(tmp_path)
    assert version_of(tmp_path) == "missing"


def test_the_version_changes_with_the_file_when_there_is_no_manifest(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"one")
    before = version_of(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"three")
    assert version_of(tmp_path) != before


@needs_encoder
@pytest.mark.skipif(not RASA_PYTHON.is_file(), reason="the Rasa runtime is not installed")
def test_both_runtimes_get_the_same_vectors(encoder: Encoder) -> None:
    script = (
        "import json, sys; from bot.language.encoder import Encoder; e = Encoder.load(sys.argv[1]);"
        "print(json.dumps([e.encode(t).tolist() for t in json.loads(sys.argv[2])]))"
    )
    command = [str(RASA_PYTHON), "-c", script, str(BUILT), json.dumps(TEXTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    there = np.array(json.loads(done.stdout))
    here = np.stack([encoder.encode(text) for text in TEXTS])
    assert ((there * here).sum(axis=1) > 0.999).all()
