"""The web and worker processes as they really run, with the world outside them in the test's hands."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from bot.records import Keys, Records, flags
from bot.records import inspect as inspecting
from bot.settings import REPOSITORY, Settings
from tests.e2e import twilio
from tests.e2e.twilio import Twilio

PATIENCE = 60.0  # seconds: a busy machine is no failure
ANNA, BILAL = "+447700900001", "+447700900002"  # Ofcom keeps them free for drama


class Service:
    """Processes of one home."""

    def __init__(self, home: Path, world: Twilio, **env: str) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env = {
            **kept,
            "PYTHONPATH": str(REPOSITORY),
            "SIGNPOST_HOME": str(home),
            "PORT": str(free_port()),
            "SIGNPOST_TOGETHER": "0",
            "TWILIO_ACCOUNT_SID": twilio.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio.TOKEN,
            "TWILIO_NUMBER": twilio.SENDER,
            "TWILIO_API_URL": world.url,
            **env,
        }
        self.settings = Settings.from_env(self.env)
        self.world = world
        self.logs = home / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.records = Records.open(self.settings.records_database_url, Keys(self.settings.number_key.encode()))
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self._ids = count(1)

    # ---- processes

    def start(self, *parts: str, **env: str) -> None:
        """Start "web" or "worker", and wait until it does its work."""
        if "worker" in parts:  # the sign of life of an earlier one
            (self.settings.home / "worker.beat").unlink(missing_ok=True)
        for part in parts:
            with (self.logs / f"{part}.log").open("ab") as log:
                self.running[part] = subprocess.Popen(
                    [sys.executable, "-m", "bot.cli", "serve", part], cwd=REPOSITORY, env={**self.env, **env},
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                )  # fmt: skip
        for part in parts:
            self.wait_until(lambda part=part: self._works(part), f"{part} to start")

    def kill(self, part: str) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        process = self.running.pop(part)
        process.kill()
        process.wait()

    def stop(self, part: str) -> int:
        """SIGTERM; the exit code."""
        process = self.running.pop(part)
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=PATIENCE)

    def close(self) -> None:
        for part in list(self.running):
            self.kill(part)
        self.records.close()

    def later(self, seconds: float) -> dict[str, str]:
        """The environment of a process whose clock is ahead: leases that a killed one held have ended for it."""
        return {"SIGNPOST_NOW": (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()}

    def _works(self, part: str) -> bool:
        if self.running[part].poll() is not None:
            raise AssertionError(f"{part} ended with {self.running[part].returncode}")
        if part == "worker":
            return (self.settings.home / "worker.beat").exists()
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.settings.port)) == 0

    # ---- what happens

    def deliver(self, body: str, number: str = ANNA, *, message_id: str | None = None, **form: Any) -> int:
        """Twilio brings a text; the HTTP status."""
        fields = twilio.inbound(body, number, message_id or self.new_id(), form.get("media", 0))
        return twilio.post(f"{self.settings.public_url}/sms/inbound", fields, signed=form.get("signed"))

    def new_id(self) -> str:
        return f"SMin{next(self._ids):028d}"

    def says(self, body: str, number: str = ANNA) -> list[str]:
        """Text, and wait for what comes back."""
        before = len(self.world.to(number))
        assert self.deliver(body, number) == 204
        self.wait_until(lambda: self.settled(number) and len(self.world.to(number)) > before, "an answer")
        return self.world.to(number)[before:]

    # ---- what can be seen

    def inspect(self, number: str = ANNA) -> dict[str, Any]:
        with self.records.reading() as tx:
            return inspecting.inspect(tx, number)

    def queue(self) -> dict[str, Any]:
        with self.records.reading() as tx:
            return inspecting.queue(tx)

    def flags(self, number: str = ANNA) -> list[flags.RaisedFlag]:
        with self.records.reading() as tx:
            return flags.of_number(tx, number)

    def settled(self, number: str = ANNA) -> bool:
        """Whether every text from this person is handled and every answer handed over."""
        return all(
            m["status"] not in ("waiting", "queued", "sending", "retry") for m in self.inspect(number)["messages"]
        )

    def quiet(self) -> bool:
        """Whether nothing waits for an answer or for the carrier."""
        found = self.queue()
        return bool(found["waiting"] == found["unsent"] == 0)

    def statuses(self, number: str = ANNA) -> list[str]:
        """What became of each text to this person."""
        return [m["status"] for m in self.inspect(number)["messages"] if m["direction"] == "out"]

    def all_logs(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in self.logs.iterdir())

    def wait_until(self, holds: Callable[[], bool], what: str = "it", seconds: float = PATIENCE) -> None:
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"waited {seconds:.0f} s in vain for {what}; the logs:\n{self.all_logs()[-4000:]}")
            time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def service(home: Path, world: Twilio, **env: str) -> Iterator[Service]:
    """A service whose processes end with the block."""
    built = Service(home, world, **env)
    try:
        yield built
    finally:
        built.close()
