"""Checks everything there is to check, section by section: `python -m tests` (what `make test` runs).

Each section says what it does and whether it held; pytest comes last, and its summary ends the run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
RASA_PYTHON = ROOT / ".venv-rasa" / "bin" / "python"
RASA_STORIES = ROOT / "tests" / "rasa"
MODEL = ROOT / "build" / "models" / "signpost.tar.gz"

#: What would make a test depend on where it runs: our settings, which every test makes for itself.
OURS = (
    "SIGNPOST_", "TWILIO_", "RASA_", "ACTIONS_", "DIRECTORY_DATABASE_URL", "RECORDS_DATABASE_URL", "PUBLIC_URL",
    "SECRET_KEY", "NUMBER_KEY", "PORT", "DUTY_ROLES", "CLINICAL_SIGN_OFF", "TRUSTED_PROXY",
)  # fmt: skip
TESTING = ("SIGNPOST_TEST_",)


@dataclass(frozen=True)
class Section:
    """One thing to check, by a command that fails when it does not hold."""

    group: str
    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]


def main(argv: list[str] | None = None) -> int:
    """Run the sections that are asked for; 0 when all held."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("--only", choices=("style", "rasa", "pytest"), help="one group of sections")
    args, extra = parser.parse_known_args(argv)
    with tempfile.TemporaryDirectory(prefix="signpost-tests-") as work:
        failed = [s.name for s in sections(Path(work), extra) if args.only in (None, s.group) and not held(s)]
    if failed and failed != ["pytest"]:  # pytest has the last word about itself
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def sections(work: Path, extra: list[str]) -> Iterator[Section]:
    """Everything, the quick ones first. `work` is for what they write; `extra` goes to pytest."""
    env = clean_environment(os.environ)
    python = str(Path(sys.executable))
    for name, command in (
        ("ruff", ("ruff", "check", "--quiet", ".")),
        ("ruff format", ("ruff", "format", "--check", "--quiet", ".")),
        ("mypy", ("mypy",)),
        ("import direction", ("lint-imports", "--no-cache")),
    ):
        yield Section("style", name, (str(TOOLS / command[0]), *command[1:]), env)
    rasa = (str(RASA_PYTHON), "-W", "ignore", "-m", "rasa")
    yield Section(
        "rasa", "rasa data validate",
        (*rasa, "data", "validate", "--config", "config.yml", "--domain", "domain.yml",
         "--data", "data/nlu", "data/rules", "--fail-on-warnings"),
        rasa_environment(env),
    )  # fmt: skip
    if any(RASA_STORIES.glob("*.yml")):
        yield Section(
            "rasa", "rasa test",
            (*rasa, "test", "core", "--model", str(MODEL), "--stories", str(RASA_STORIES), "--out", str(work / "rasa"),
             "--no-plot", "--fail-on-prediction-errors"),
            rasa_environment(env),
        )  # fmt: skip
    # Tests that share a running service stay on one worker (tests/conftest.py).
    yield Section("pytest", "pytest", (python, "-m", "pytest", "-n", "2", *extra), env)


def held(section: Section) -> bool:
    """Run one section, showing what it says when it does not hold; pytest is shown as it goes."""
    print(f"== {section.name}", flush=True)
    began = time.monotonic()
    if section.group == "pytest":
        return subprocess.run(section.command, cwd=ROOT, env=section.env, check=False).returncode == 0
    done = subprocess.run(
        section.command, cwd=ROOT, env=section.env, check=False, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    took = time.monotonic() - began
    if done.returncode:
        print(f"{done.stdout.rstrip()}\n== {section.name}: failed after {took:.0f} s", flush=True)
    else:
        print(f"   held, in {took:.0f} s", flush=True)
    return done.returncode == 0


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without our own settings, which would leak from the machine into the tests."""
    kept = {name: value for name, value in environ.items() if name.startswith(TESTING) or not _ours(name)}
    return {**kept, "PYTHONPATH": str(ROOT)}


def _ours(name: str) -> bool:
    return any(name == ours or (ours.endswith("_") and name.startswith(ours)) for ours in OURS)


def rasa_environment(env: Mapping[str, str]) -> dict[str, str]:
    """What Rasa's own commands are told: quiet, no telemetry, no graphics card."""
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
    return {**env, **quiet, "PYTHONWARNINGS": "ignore", "OMP_NUM_THREADS": "1", "LOG_LEVEL_LIBRARIES": "ERROR"}


if __name__ == "__main__":
    sys.exit(main())
