"""Starts the parts a command needs and that are not there: Rasa and the actions, on loopback, stopped at the end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from bot.settings import REPOSITORY, Settings
from provision import steps

RASA_PYTHON = steps.VENV_RASA / "bin" / "python"
MODEL = steps.MODEL

START_SECONDS = 90.0
STOP_SECONDS = 8.0


class NotBuilt(Exception):  # noqa: N818 - what is wrong
    """Something that set-up makes is missing; the message says what to run."""


class DidNotStart(Exception):  # noqa: N818 - what happened
    """A part ended or stayed silent; the message says which, and where its log is."""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def look_for_model() -> None:
    """Raise NotBuilt when the Rasa runtime or a model that fits the code is missing.

    A model path that does not exist makes Rasa load the newest model of that folder, silently; one trained from
    other data or for other components answers every turn with an error.
    """
    for needed, made_by in ((RASA_PYTHON, "the Rasa runtime"), (MODEL, "the trained model")):
        if not needed.exists():
            raise NotBuilt(f"{made_by} is missing: run `make setup` first")
    if not steps.model_is_current():
        raise NotBuilt("the trained model is older than what it learns from: run `make setup` first")


def rasa_command(settings: Settings) -> list[str]:
    """The command that runs Rasa: loopback only, its API behind the token, the one model named outright."""
    look_for_model()
    return [
        str(RASA_PYTHON), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(settings.rasa_port),
        "--enable-api", "--auth-token", settings.rasa_token, "--model", str(MODEL),
        "--endpoints", str(REPOSITORY / "endpoints.yml"), "--credentials", str(REPOSITORY / "credentials.yml"),
    ]  # fmt: skip


def base_environment(env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What any process of the Rasa runtime is told: no telemetry, no warnings, one thread; never a key of ours."""
    kept = {name: env[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR") if name in env}
    return kept | {
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "OMP_NUM_THREADS": "1",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def rasa_environment(settings: Settings, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the Rasa server is told besides: its token and where the actions are."""
    return base_environment(env) | {
        "RASA_TOKEN": settings.rasa_token,
        "ACTIONS_URL": f"{settings.actions_url}/webhook",
        "LOG_LEVEL": "WARNING",
        "LOG_LEVEL_LIBRARIES": "ERROR",
        "SANIC_WORKERS": "1",
        "REQUEST_MAX_SIZE": "262144",
    }


def actions_command(settings: Settings) -> list[str]:
    """The command that runs the action server."""
    return [sys.executable, "-m", "actions.server"]


def actions_environment(settings: Settings, env: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment of the action server: as ours, with the port settled."""
    return dict(env) | {
        "PYTHONPATH": str(REPOSITORY),
        "ACTIONS_PORT": str(settings.actions_port),
        "SIGNPOST_HOME": str(settings.home),
        "DIRECTORY_DATABASE_URL": settings.directory_database_url,
    }


def rasa_ready(settings: Settings) -> bool:
    """Whether Rasa answers with a model loaded."""
    import httpx  # here, as `signpost run` needs the commands only, and soon

    try:
        answer = httpx.get(
            f"{settings.rasa_url}/status", params={"token": settings.rasa_token}, timeout=1.0, trust_env=False
        )
    except httpx.HTTPError:
        return False
    return answer.status_code == 200


def actions_ready(settings: Settings) -> bool:
    """Whether the action server answers."""
    import httpx

    try:
        return httpx.get(f"{settings.actions_url}/health", timeout=1.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass
class Part:
    """One process that was started here."""

    name: str
    process: subprocess.Popen[bytes]
    ready: Callable[[], bool]
    log: Path


@dataclass
class Stack:
    """Rasa and the action server for as long as the `with` block lasts; what already answers is left alone."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    say: Callable[[str], None] = lambda _: None
    parts: list[Part] = field(default_factory=list)

    def __enter__(self) -> Stack:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start what is absent, both at once, and wait until they answer."""
        if not actions_ready(self.settings):
            self.start_actions()
        if not rasa_ready(self.settings):
            self.start_rasa()
        self.wait()

    def start_rasa(self) -> Part:
        """Start Rasa without waiting for it."""
        return self._start(
            "rasa", rasa_command(self.settings), rasa_environment(self.settings, self.environment),
            lambda: rasa_ready(self.settings),
        )  # fmt: skip

    def start_actions(self) -> Part:
        """Start the action server without waiting for it."""
        return self._start(
            "actions", actions_command(self.settings), actions_environment(self.settings, self.environment),
            lambda: actions_ready(self.settings),
        )  # fmt: skip

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Wait until every part answers. Raises `DidNotStart`."""
        until = time.monotonic() + seconds
        for part in self.parts:
            while not part.ready():
                if part.process.poll() is not None:
                    raise DidNotStart(f"{part.name} ended while starting; its last words are in {part.log.name}")
                if time.monotonic() > until:
                    raise DidNotStart(f"{part.name} did not answer within {seconds:.0f} s; see {part.log.name}")
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop what was started here, kindly and then for certain."""
        for part in self.parts:
            if part.process.poll() is None:
                os.killpg(part.process.pid, signal.SIGTERM)
        for part in self.parts:
            try:
                part.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(part.process.pid, signal.SIGKILL)
                part.process.wait()
        self.parts.clear()

    def _start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], ready: Callable[[], bool]
    ) -> Part:
        self.say(f"starting {name}")
        logs = self.settings.home / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        log = logs / f"{name}.log"
        with log.open("ab") as out:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                command, env=dict(environment), cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
        part = Part(name, process, ready, log)
        self.parts.append(part)
        return part
