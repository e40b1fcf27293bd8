"""Finds a Python by running candidates: a name on the PATH may be a shim that only says it cannot."""

from __future__ import annotations

import glob
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

Version = tuple[int, int]


class PythonMissingError(Exception):
    """No candidate runs; the message says what to install."""


def candidates(version: Version, environ: Mapping[str, str] | None = None) -> list[str]:
    """Where a Python of this version may be: this one, the PATH, pyenv's versions, uv's own, the usual folders."""
    environ = os.environ if environ is None else environ
    name = f"python{version[0]}.{version[1]}"
    found = [sys.executable] if sys.version_info[:2] == version else []
    found += [str(Path(folder) / name) for folder in environ.get("PATH", "").split(os.pathsep) if folder]
    home = Path(environ.get("HOME", "~")).expanduser()
    pyenv = Path(environ.get("PYENV_ROOT") or home / ".pyenv")
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local/share")
    for pattern in (
        pyenv / "versions" / f"{version[0]}.{version[1]}*" / "bin" / name,
        data / "uv/python" / f"cpython-{version[0]}.{version[1]}*" / "bin" / name,
        Path("/usr/local/bin") / name,
        Path("/opt") / f"python*{version[0]}.{version[1]}*" / "bin" / name,
    ):
        found += sorted(glob.glob(str(pattern)), key=_newest, reverse=True)  # noqa: PTH207 - absolute patterns
    return list(dict.fromkeys(path for path in found if os.access(path, os.X_OK)))


def runs(path: str, version: Version, *, pip: bool = False) -> bool:
    """Whether it really is a Python of this version that can make virtual environments, with `pip` with pip in them.

    Debian's Python has no ensurepip, or no wheel for it, until python3-venv is installed.
    """
    ask = "import sys, venv, ssl; print(*sys.version_info[:2])"
    if pip:
        ask = f"import ensurepip; ensurepip.version(); {ask}"
    try:
        answer = subprocess.run([path, "-c", ask], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and answer.stdout.split() == [str(part) for part in version]


def find(versions: tuple[Version, ...], *, uv: str | None = None, what: str, pip: bool = False) -> str:
    """The first of these versions that runs (with `pip`: that can put pip in an environment), in order.

    With `uv`, its own search is asked last, without letting it download anything.
    Raises PythonMissingError.
    """
    for version in versions:
        for path in candidates(version):
            if runs(path, version, pip=pip):
                return path
    for version in versions if uv else ():
        path = _by_uv(str(uv), version)
        if path and runs(path, version, pip=pip):
            return path
    raise PythonMissingError(_missing(versions, what) + (_without_pip(versions) if pip else ""))


def _missing(versions: tuple[Version, ...], what: str) -> str:
    wanted = " or ".join(f"{major}.{minor}" for major, minor in versions)
    first = f"{versions[0][0]}.{versions[0][1]}"
    return (
        f"{what} needs Python {wanted}, and none was found that runs.\n"
        f"Install one, for example with `pyenv install {first}` or `uv python install {first}`, then run this again."
    )


def _without_pip(versions: tuple[Version, ...]) -> str:
    """What to install beside a Python that runs, but cannot make an environment with pip."""
    for version in versions:
        for path in candidates(version):
            if runs(path, version):
                package = f"python{version[0]}.{version[1]}-venv"
                return f"\n{path} runs but has no ensurepip; on Debian or Ubuntu `apt install {package}` is enough."
    return ""


def _by_uv(uv: str, version: Version) -> str:
    if not (shutil.which(uv) or Path(uv).exists()):
        return ""
    command = [uv, "python", "find", "--no-python-downloads", "--no-project", f"{version[0]}.{version[1]}"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip()


def _newest(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", Path(path).parent.parent.name))
