"""Starts Signpost, says when it is ready, watches over its parts, and ends them all: `signpost run`."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import ports
from bot.ports import CannotRun
from bot.processes import Program, State, Supervisor
from bot.settings import REPOSITORY, Settings

#: The rest begins when the web answers or after this long: on two cores the web and Rasa, which takes
#: longest, come first.
WEB_FIRST_SECONDS = 4.0
LOOK_SECONDS = 0.2
WATCH_SECONDS = 1.0
STOP_SECONDS = 25.0
SLOW_SECONDS = 120.0
TOGETHER_SECONDS = 1.0
#: A part that cannot be started is tried again after this long.
AGAIN_SECONDS = 30.0
PAGES = (("simulator", "Simulator"), ("console", "Staff site"))

Say = Callable[[str], None]


def run(env: Mapping[str, str], say: Say) -> int:
    """Start everything and stay until told to stop. Returns the exit code: 0 after a clean end.

    Raises:
        SettingsError: the environment asks for something unusable.
        CannotRun: a port is taken, something was never made, or Signpost runs already.
    """
    env = {**env}
    os.umask(0o077)  # what we keep is nobody else's to read
    settings = Settings.from_env(env)
    settings.home.mkdir(parents=True, exist_ok=True)
    with alone(settings.home), Told() as told:
        env |= ports.choose(settings, env)
        settings = Settings.from_env(env)
        programs = programs_for(settings, env)
        supervisor = Supervisor(programs, home=settings.home, folder=REPOSITORY, env=child_environment(settings, env))
        run_ = Run(settings, supervisor, programs, told, say)
        supervisor.start()
        try:
            return run_.until_told()
        finally:
            run_.stop()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold this home for one `signpost run`. Raises CannotRun when another holds it."""
    with (home / "run.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            who = lock.read().strip() or "unknown"
            raise CannotRun(
                f"Signpost is already running with {home} (process {who}). Stop that one, or give this one a "
                "home of its own with SIGNPOST_HOME."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        # A sign of life from an earlier run would say that the worker works before it does.
        (home / "worker.beat").unlink(missing_ok=True)
        yield


def programs_for(settings: Settings, env: Mapping[str, str]) -> tuple[Program, ...]:
    """The parts to start. Raises NotBuilt when what set-up makes is missing."""
    from bot.stack import rasa_command

    serve = (sys.executable, "-m", "bot.cli", "serve")
    rasa: tuple[Program, ...] = ()
    if not ports.rasa_is_elsewhere(settings, env):
        rasa_command(settings)
        rasa = (Program("rasa", (*serve, "rasa"), "serving", stop_seconds=4),)
    return (
        Program("web", (*serve, "web"), "serving", stop_seconds=5),
        *rasa,
        Program("actions", (*serve, "actions"), "serving", at_once=False, stop_seconds=4),
        # It ends before the others: what it has begun it finishes, which may take some seconds.
        Program("worker", (*serve, "worker"), "working", at_once=False, stop_seconds=15),
    )


def child_environment(settings: Settings, env: Mapping[str, str]) -> dict[str, str]:
    """What every part is told: our environment, with the home and the ports settled."""
    told = {**env, "SIGNPOST_HOME": str(settings.home)}
    told["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), env.get("PYTHONPATH", "")]))
    if env.get("SIGNPOST_NOW", "").strip():  # so that a part restarted later agrees with the others on the time
        told.setdefault("SIGNPOST_NOW_SET_AT", f"{time.time():.3f}")
    return told


class Told:
    """How often we were told to stop, by Ctrl-C, by SIGTERM or by a closed terminal.

    Signals that come together count once: whoever tells a whole process group reaches us twice, as make passes
    SIGTERM on.
    """

    SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.times, self._last = 0, 0.0

    def __enter__(self) -> Told:
        self._before = {kind: signal.signal(kind, self._count) for kind in self.SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for kind, handler in self._before.items():
            signal.signal(kind, handler)

    def _count(self, *_: object) -> None:
        now = time.monotonic()
        if not self.times or now - self._last > TOGETHER_SECONDS:
            self.times, self._last = self.times + 1, now


@dataclass
class Run:
    """One run, from the start of the parts to their end."""

    settings: Settings
    supervisor: Supervisor
    programs: tuple[Program, ...]
    told: Told
    say: Say
    began: float = field(default_factory=time.monotonic)
    ready: set[str] = field(default_factory=set)
    _known: dict[str, State] = field(default_factory=dict)
    _given_up: dict[str, float] = field(default_factory=dict)
    _late: bool = False

    def until_told(self) -> int:
        """Wait for the parts, say that they are ready, and watch over them. 0 when told to stop."""
        self.say(f"Starting Signpost; what it keeps and its logs are in {self.settings.home}")
        all_ready, looked = False, 0.0
        while not self.told.times:
            if not self.supervisor.running:
                self.say("The supervisor ended, which it never should; see logs/supervisor.log. Start again.")
                return 1
            if time.monotonic() - looked >= (WATCH_SECONDS if all_ready else 2 * LOOK_SECONDS):
                looked = time.monotonic()
                if not self._watch():
                    return 1
            if not all_ready and self._look():
                all_ready = True
                self._watch()  # whatever dies from now on is known
                self._announce()
            time.sleep(LOOK_SECONDS)
        return 0

    def stop(self) -> None:
        """End every part: kindly, and for certain when it takes too long or a second signal comes."""
        self.say("Stopping Signpost ...")
        self.supervisor.ask_to_stop()
        until = time.monotonic() + STOP_SECONDS
        while self.supervisor.running and time.monotonic() < until and self.told.times < 2:
            time.sleep(0.05)
        self.supervisor.kill()
        self.say("Signpost has stopped.")

    def _look(self) -> bool:
        """Say which parts have become ready; True when all are."""
        if "web" not in self.ready:
            if _get(self.settings.port, "/healthz")[0] == 200:
                self._is_ready("web")
            if "web" in self.ready or self._age() > WEB_FIRST_SECONDS:
                self._start_the_rest()
            return False
        code, body = _get(self.settings.port, "/readyz")
        for name, part in _parts(body).items():
            if part.get("ok") and name not in self.ready:
                self._is_ready(name)
        if code != 200 and self._age() > SLOW_SECONDS and not self._late:
            self._late = True
            waiting = ", ".join(name for name, part in _parts(body).items() if not part.get("ok"))
            self.say(f"  Not ready after {SLOW_SECONDS:.0f} s: {waiting}. The logs say why; still waiting.")
        return code == 200

    def _start_the_rest(self) -> None:
        for program in self.programs:
            if not program.at_once and program.name not in self.ready:
                self.supervisor.start_part(program)

    def _announce(self) -> None:
        self.say(f"Signpost is ready: {self.settings.public_url}")
        for path, what in PAGES:
            if _get(self.settings.port, f"/{path}")[0] not in (0, 404):
                self.say(f"  {what}: {self.settings.public_url}/{path}")

    def _watch(self) -> bool:
        """Report parts that died and were started again; False when there is no use in going on."""
        states = self.supervisor.states()
        for name, state in (states or {}).items():
            before = self._known.get(name)
            if state.word == "FATAL":
                if name == "web" and "web" not in self.ready:
                    self.say(f"The web process cannot start:\n{last_words(state.log)}")
                    return False
                self._try_later(name, state)
            elif state.word == "RUNNING" or (state.word == "STARTING" and state.pid):
                if before is not None and before.pid != state.pid:
                    self.say(f"  {name} ended and was started again (logs/{state.log.name} says why).")
                self._known[name] = state
                self._given_up.pop(name, None)
            elif state.word in ("BACKOFF", "EXITED"):
                self._known[name] = state
        return True

    def _try_later(self, name: str, state: State) -> None:
        now = time.monotonic()
        due = self._given_up.get(name)
        if due is None:
            self.say(f"  {name} does not stay up; next try in {AGAIN_SECONDS:.0f} s. Its last words:")
            self.say(last_words(state.log))
            self._given_up[name] = now + AGAIN_SECONDS
        elif now >= due:
            self._given_up[name] = now + AGAIN_SECONDS
            self.supervisor.start_part(next(p for p in self.programs if p.name == name))

    def _is_ready(self, name: str) -> None:
        self.ready.add(name)
        self.say(f"  {name}: ready after {self._age():.1f} s")

    def _age(self) -> float:
        return time.monotonic() - self.began


def last_words(log: Path, lines: int = 3) -> str:
    """The last lines of a log, indented; they hold no words of patients (see bot/web.py)."""
    try:
        with log.open("rb") as opened:
            opened.seek(max(0, log.stat().st_size - 4000))
            found = opened.read().decode(errors="replace").strip().splitlines()[-lines:]
    except OSError:
        found = []
    return "\n".join(f"    {line}" for line in found or ["(nothing)"])


def _get(port: int, path: str) -> tuple[int, bytes]:
    """The status and body at an address of the web; (0, b"") while it does not answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    with contextlib.closing(connection):
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""


def _parts(body: bytes) -> dict[str, dict[str, Any]]:
    try:
        parts: dict[str, dict[str, Any]] = json.loads(body)["parts"]
    except (ValueError, KeyError, TypeError):
        return {}
    return parts
