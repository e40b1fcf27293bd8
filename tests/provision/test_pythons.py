"""Finding a Python that runs, whatever the names on the path pretend."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from provision import pythons

THIS = sys.version_info[:2]
NAME = f"python{THIS[0]}.{THIS[1]}"
ABSENT = (3, 99)


def a_command(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def empty_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on its path, run by a Python of another version."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("PYENV_ROOT", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pythons.sys, "version_info", (3, 9, 0))
    return tmp_path


def test_a_shim_that_only_says_it_cannot_is_passed_over(empty_machine: Path) -> None:
    shim = a_command(empty_machine / "shims", NAME, "echo 'command not found' >&2; exit 127")
    real = a_command(empty_machine / "bin", NAME, f'exec {sys.executable} "$@"')
    os.environ["PATH"] = f"{shim.parent}{os.pathsep}{real.parent}"
    assert pythons.find((THIS,), what="A test") == str(real)


def test_a_python_of_another_version_under_the_right_name_is_passed_over(empty_machine: Path) -> None:
    a_command(empty_machine / "bin", "python3.99", f'exec {sys.executable} "$@"')
    assert not pythons.runs(str(empty_machine / "bin" / "python3.99"), ABSENT)


def test_a_python_that_hangs_is_passed_over(empty_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("python", 20)

    monkeypatch.setattr(pythons.subprocess, "run", hangs)
    assert not pythons.runs(sys.executable, THIS)


def test_a_python_that_pyenv_keeps_is_found_though_it_is_not_on_the_path(empty_machine: Path) -> None:
    bin_ = empty_machine / "home" / ".pyenv" / "versions" / f"{THIS[0]}.{THIS[1]}.7" / "bin"
    kept = a_command(bin_, NAME, f'exec {sys.executable} "$@"')
    assert str(kept) in pythons.candidates(THIS)


def test_the_newest_of_several_is_tried_first(empty_machine: Path) -> None:
    versions = empty_machine / "home" / ".pyenv" / "versions"
    for patch in ("9", "13", "2"):
        a_command(versions / f"3.99.{patch}" / "bin", "python3.99", "exit 0")
    found = [Path(path).parent.parent.name for path in pythons.candidates(ABSENT)]
    assert found == ["3.99.13", "3.99.9", "3.99.2"]


def test_the_first_version_asked_for_wins(empty_machine: Path) -> None:
    a_command(empty_machine / "bin", NAME, f'exec {sys.executable} "$@"')
    assert pythons.find((ABSENT, THIS), what="A test").endswith(NAME)


def test_a_missing_python_is_named_with_what_to_do(empty_machine: Path) -> None:
    with pytest.raises(pythons.PythonMissingError) as missing:
        pythons.find((ABSENT,), what="Rasa")
    assert "Rasa needs Python 3.99" in str(missing.value)
    assert "pyenv install 3.99" in str(missing.value)


#: As Debian's Python is before python3-venv is installed.
WITHOUT_PIP = f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"'


def test_a_python_that_cannot_put_pip_in_an_environment_is_passed_over_where_that_is_needed(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = a_command(empty_machine / "bare", NAME, WITHOUT_PIP)
    whole = a_command(empty_machine / "bin", NAME, f'exec {sys.executable} "$@"')
    monkeypatch.setenv("PATH", f"{bare.parent}{os.pathsep}{whole.parent}")
    assert pythons.find((THIS,), what="A test", pip=True) == str(whole)
    assert pythons.find((THIS,), what="A test") == str(bare)


def test_where_only_pip_is_missing_the_package_that_brings_it_is_named(
    empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = a_command(empty_machine / "bin", NAME, WITHOUT_PIP)
    monkeypatch.setattr(pythons, "candidates", lambda version: [str(bare)] if version == THIS else [])
    with pytest.raises(pythons.PythonMissingError, match=rf"apt install {NAME}-venv"):
        pythons.find((ABSENT, THIS), what="A test", pip=True)
