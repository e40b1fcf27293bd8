"""Says what is going on: a line when a step starts, a sign of life while it lasts, a line when it is done."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO


class StepFailedError(Exception):
    """A step could not be done; the message says why and what to do."""


STILL_EVERY = 10.0
END_SECONDS = 5.0
NETWORK_SIGNS = (
    "could not resolve", "failed to resolve", "name resolution", "dns error", "connection refused",
    "network is unreach",
    "error sending request", "failed to fetch", "client error (connect)", "enotfound", "eai_again", "etimedout",
    "no route to host", "tunnel error", "temporary failure", "name or service not known", "newconnectionerror",
    "network connectivity is disabled", "because the network", "connect timeout", "timed out", "proxyerror",
    "econnrefused", "econnreset",
)  # fmt: skip

_LOCK = threading.Lock()
_RUNNING: set[subprocess.Popen[str]] = set()
_ENDED = threading.Event()


_OUT: list[TextIO] = []
_HELD: set[int] = set()


def hold(lock: int) -> None:
    """Let every command hold this lock too: when we are killed, the next set-up waits for what we began."""
    _HELD.add(lock)


def say_on(stream: TextIO) -> None:
    """From now on say things there."""
    _OUT[:] = [stream]


def say(words: str) -> None:
    """One line, at once."""
    out = _OUT[0] if _OUT else sys.stdout
    with _LOCK:
        out.write(words + "\n")
        out.flush()


class Step:
    """A long step: `with Step("Installing ..."):` shows its start, that it is still going, and its end."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._over = threading.Event()
        self._began = 0.0

    def __enter__(self) -> Step:
        self._began = time.monotonic()
        say(f"  {self.doing} ...")
        threading.Thread(target=self._still, daemon=True).start()
        return self

    def __exit__(self, kind: object, value: object, trace: object) -> None:
        self._over.set()
        how = "failed" if kind else "done"
        say(f"  {self.doing}: {how} in {time.monotonic() - self._began:.0f} s")

    def _still(self) -> None:
        while not self._over.wait(STILL_EVERY):
            say(f"    {self.doing}: still going after {time.monotonic() - self._began:.0f} s")


def run(command: Sequence[str], *, doing: str, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """Run a command quietly; what it printed. Raises StepFailedError with its last words and what to do."""
    try:
        process = _begin(command, cwd, env)
    except OSError as fault:
        raise StepFailedError(f"{doing}: {command[0]} cannot be run ({fault.strerror}).") from None
    try:
        said, _ = process.communicate()
    finally:
        with _LOCK:
            _RUNNING.discard(process)
    if _ENDED.is_set():
        raise StepFailedError(f"{doing} was stopped.")
    if process.returncode:
        raise StepFailedError(f"{doing} failed.\n{advice(said)}")
    return said


def _begin(command: Sequence[str], cwd: Path | None, env: Mapping[str, str] | None) -> subprocess.Popen[str]:
    with _LOCK:
        if _ENDED.is_set():
            raise StepFailedError("Stopped.")
        process = subprocess.Popen(
            list(command), cwd=cwd, env=None if env is None else dict(env), text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            pass_fds=tuple(_HELD),
        )  # fmt: skip
        _RUNNING.add(process)
    return process


def end_all() -> None:
    """End every command that runs, with all it started, and let none begin: we were told to stop."""
    _ENDED.set()
    with _LOCK:
        running = list(_RUNNING)
    for kind in (signal.SIGTERM, signal.SIGKILL):
        for process in running:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, kind)
        until = time.monotonic() + END_SECONDS
        while time.monotonic() < until and any(process.poll() is None for process in running):
            time.sleep(0.05)


def advice(said: str) -> str:
    """The last words of a command that failed, and what to do where they tell of the network."""
    last = "\n".join("    " + line for line in said.strip().splitlines()[-8:])
    if any(sign in said.lower() for sign in NETWORK_SIGNS):
        return f"{last}\nThe package registry could not be reached. Check the network and run this again."
    return f"{last}\nRun this again; what is already made is kept."
