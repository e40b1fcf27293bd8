"""What set-up does with things half made, and what it says when something is missing."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from provision import __main__ as main
from provision import encoder, pythons, show, steps

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A build folder of our own, and no trace of another test's stop."""
    monkeypatch.setattr(steps, "BUILD", tmp_path / "build")
    monkeypatch.setattr(show, "_HELD", set())
    monkeypatch.setattr(show, "_ENDED", threading.Event())
    (tmp_path / "build").mkdir()
    return tmp_path / "build"


def test_what_a_killed_set_up_left_is_taken_away_and_what_is_made_stays(build: Path) -> None:
    for name in ("training-abc", "npm-xyz", ".encoder-123", "encoder.old", "encoder", "models"):
        (build / name).mkdir()
    steps.clear_leftovers()
    assert sorted(path.name for path in build.iterdir()) == ["encoder", "models"]


def test_a_missing_python_is_said_before_anything_long_begins(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "VENV_RASA", build / "no-rasa")
    monkeypatch.setattr(pythons, "candidates", lambda version, environ=None: [])
    monkeypatch.setattr(pythons, "_by_uv", lambda uv, version: "")
    monkeypatch.setattr(steps, "uv", lambda: pytest.fail("uv must not be installed yet"))
    assert main.main([]) == 1
    said = capsys.readouterr().out
    assert "Python 3.1" in said
    assert "Traceback" not in said


def test_a_folder_that_cannot_be_written_is_a_clear_line(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(main, "make", full)
    assert main.main([]) == 1
    assert "No space left on device" in capsys.readouterr().out


def test_being_told_to_stop_keeps_what_is_made(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "make", stopped)
    assert main.main([]) == 130
    assert "what is already made is kept" in capsys.readouterr().out


def test_two_set_ups_at_once_take_turns(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(main, "make", lambda **_: None)
    with (build / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        second = threading.Thread(target=main.set_up, kwargs={"dev": False})
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive()
        fcntl.flock(other, fcntl.LOCK_UN)
    second.join(timeout=5)
    assert not second.is_alive()
    assert "waiting for it" in capsys.readouterr().out


def test_without_npm_set_up_goes_on_and_says_what_is_missing(
    build: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(steps, "FRONTEND", build / "frontend")
    monkeypatch.setenv("PATH", str(build))
    steps.frontend()
    assert "npm is not installed" in capsys.readouterr().out
    assert not (build / "frontend").exists()


def test_an_environment_with_another_python_is_not_used_again(tmp_path: Path) -> None:
    fake = tmp_path / "bin" / "python"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\necho /somewhere/else\n")
    fake.chmod(0o755)
    assert not steps._usable(tmp_path, sys.executable)
    assert not steps._usable(tmp_path / "gone", sys.executable)


def test_the_command_starts_though_its_folder_has_a_space_in_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    venv = tmp_path / "a folder" / ".venv"
    (venv / "bin").mkdir(parents=True)
    python = venv / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(steps, "VENV", venv)
    steps._command()
    done = subprocess.run(
        [str(venv / "bin" / "signpost"), "--help"], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


@pytest.mark.parametrize("manifest", ["", "[]", '{"recipe": 1}', "\x00"])
def test_an_encoder_with_a_broken_manifest_is_built_again(tmp_path: Path, manifest: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest)
    assert not encoder.is_built(tmp_path, encoder.recipe_hash())


@pytest.mark.parametrize("version", ["3.6", "3.8"])
def test_an_old_python_is_told_so_and_not_with_a_traceback(version: str) -> None:
    old = tuple(int(part) for part in version.split("."))
    found = [path for path in pythons.candidates(old) if pythons.runs(path, old)]
    source = (ROOT / "provision" / "__main__.py").read_text()
    if found:
        done = subprocess.run([found[0], "-m", "provision"], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "needs Python 3.9" in done.stderr
        assert "Traceback" not in done.stderr
    else:  # none here to ask: then at least nothing may come before the question
        assert source.index("sys.version_info < (3, 9)") < source.index("import argparse")
