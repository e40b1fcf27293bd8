"""Says what is going on: a line when a step starts, a sign of life while it lasts, a line when it is done."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path


class StepFailedError(Exception):
    """A step could not be done; the message says why and what to do."""


_LOCK = threading.Lock()
STILL_EVERY = 10.0
NETWORK_SIGNS = (
    "could not resolve", "failed to resolve", "name resolution", "dns error", "connection refused", "network is unreach",
    "error sending request", "failed to fetch", "client error (connect)", "enotfound", "eai_again", "etimedout",
    "no route to host", "tunnel error", "temporary failure",
)  # fmt: skip


def say(words: str) -> None:
    """One line, at once."""
    with _LOCK:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()


class Step:
    """A long step: `with Step("Installing ..."):` shows its start, that it is still going, and its end."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self._over = threading.Event()
        self._began = 0.0

    def __enter__(self) -> "Step":
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


def run(command: Sequence[str], *, doing: str, cwd: Path | None = None, env: dict[str, str] | None = None) -> str:
    """Run a command quietly; what it printed. Raises StepFailedError with its last words and what to do."""
    try:
        done = subprocess.run(
            list(command), cwd=cwd, env=env, capture_output=True, text=True, errors="replace", check=False,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except OSError as fault:
        raise StepFailedError(f"{doing}: {command[0]} cannot be run ({fault.strerror}).") from None
    said = done.stdout + done.stderr
    if done.returncode:
        raise StepFailedError(f"{doing} failed.\n{advice(said)}")
    return said


def advice(said: str) -> str:
    """The last words of a command that failed, and what to do where they tell of the network."""
    last = "\n".join("    " + line for line in said.strip().splitlines()[-8:])
    if any(sign in said.lower() for sign in NETWORK_SIGNS):
        return f"{last}\nThe package registry could not be reached. Check the network and run this again."
    return f"{last}\nRun this again; what is already made is kept."
