"""Runs started by tests, each in a home of its own, and ended whatever happens."""

from __future__ import annotations

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Started:
    """One run: what it says, and how it ends."""

    def __init__(self, home: Path, *command: str, **env: str) -> None:
        self.home, self.port = home, int(env.get("PORT", free_port()))
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, text=True, bufsize=1,
            env={**kept, "SIGNPOST_HOME": str(home), "PORT": str(self.port), **env},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.began = time.monotonic()
        self.said: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as out:
            for line in out:
                self._lines.put(line.rstrip("\n"))

    def hears(self, words: str, *, within: float = 90) -> str:
        """Wait for a line with these words in it."""
        until = time.monotonic() + within
        while time.monotonic() < until:
            try:
                self.said.append(self._lines.get(timeout=0.1))
            except queue.Empty:
                if self.process.poll() is not None and self._lines.empty():
                    break
                continue
            if words in self.said[-1]:
                return self.said[-1]
        raise AssertionError(f"nothing said of {words!r}; it said:\n" + "\n".join(self.said))

    def tell(self, kind: signal.Signals) -> None:
        self.process.send_signal(kind)

    def ends(self, *, within: float = 60) -> int:
        return self.process.wait(timeout=within)

    def children(self) -> dict[str, int]:
        """The process of every part, by supervisor's own log."""
        log = (self.home / "logs" / "supervisor.log").read_text()
        spawned = [
            line.split("spawned: '")[1].split("' with pid ") for line in log.splitlines() if "spawned: '" in line
        ]
        return {name: int(pid) for name, pid in spawned}


def alive(pid: int) -> bool:
    """Whether this process runs (one that has ended and waits to be noticed does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int], *, within: float = 10) -> bool:
    until = time.monotonic() + within
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(alive(pid) for pid in pids)


Starter = Callable[..., Started]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def start(home: Path) -> Iterator[Starter]:
    """Start a run (of little parts unless told otherwise)."""
    all_started: list[Started] = []

    def start_one(*command: str, **env: str) -> Started:
        all_started.append(Started(home, *(command or ("tests.running.little",)), **env))
        return all_started[-1]

    yield start_one
    for started in all_started:
        for _ in range(2):
            if started.process.poll() is None:
                started.tell(signal.SIGTERM)
                time.sleep(0.1)
        started.process.wait(timeout=30)
