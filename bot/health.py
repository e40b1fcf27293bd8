"""Whether each part of the service answers: asked quickly, at the same time, and not too often."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text

from bot.records import migrations
from bot.records.engine import Records
from bot.settings import Settings

#: It would write Rasa's token, which stands in the address.
logging.getLogger("httpx").setLevel(logging.WARNING)

#: Says in a word or two how a part is, or raises when it is not well.
Probe = Callable[[], str]

PROBE_SECONDS, KEEP_SECONDS = 1.5, 1.0
#: A worker beats every few seconds; one silent for longer than this is stuck or gone.
SILENT_SECONDS = 20.0


class Unwell(Exception):  # noqa: N818 - the field's word
    """A part does not work; the message says how, without anything private."""


@dataclass(frozen=True)
class Part:
    """One part's state as `/readyz` shows it."""

    ok: bool
    detail: str


class Health:
    """All probes, asked together; the answers serve for a second, however many ask."""

    def __init__(
        self,
        probes: Mapping[str, Probe],
        *,
        patience: float = PROBE_SECONDS,
        keep: float = KEEP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._probes, self._patience, self._keep, self._clock = dict(probes), patience, keep, clock
        self._lock = threading.Lock()
        self._parts: dict[str, Part] = {}
        self._asked_at: float | None = None
        self._pool = ThreadPoolExecutor(max_workers=max(2 * len(self._probes), 1), thread_name_prefix="probe")

    def parts(self) -> Mapping[str, Part]:
        """Every part's state, at most `keep` seconds old."""
        with self._lock:
            if self._asked_at is None or self._clock() - self._asked_at >= self._keep:
                self._parts = self._ask()
                self._asked_at = self._clock()
            return self._parts

    def _ask(self) -> dict[str, Part]:
        asked = {name: self._pool.submit(probe) for name, probe in self._probes.items()}
        wait(asked.values(), timeout=self._patience)
        parts = {}
        for name, answer in asked.items():
            if not answer.done():
                answer.cancel()
                parts[name] = Part(False, "no answer in time")
            elif fault := answer.exception():
                parts[name] = Part(False, str(fault) if isinstance(fault, Unwell) else type(fault).__name__)
            else:
                parts[name] = Part(True, answer.result())
        return parts


def beat(home: Path) -> None:
    """Called by the worker every few seconds while it is well."""
    (home / "worker.beat").touch()


def worker_beats(home: Path, *, clock: Callable[[], float] = time.time) -> Probe:
    """Whether a worker has given a sign of life lately."""

    def probe() -> str:
        try:
            age = clock() - (home / "worker.beat").stat().st_mtime
        except FileNotFoundError:
            raise Unwell("has not started") from None
        if age > SILENT_SECONDS:
            raise Unwell(f"silent for {age:.0f} s")
        return "working"

    return probe


def answers(url: str, params: Mapping[str, str] | None = None) -> Probe:
    """Whether a part answers 200 at an address."""

    def probe() -> str:
        import httpx  # at the first question, so that the web need not wait for it when it starts

        try:
            answer = httpx.get(url, params=params, timeout=PROBE_SECONDS, trust_env=False)
        except httpx.HTTPError:
            raise Unwell("does not answer") from None
        if answer.status_code != 200:
            raise Unwell(f"answers HTTP {answer.status_code}")
        return "answers"

    return probe


def database(records: Records) -> Probe:
    """Whether the records can be read."""

    def probe() -> str:
        records.ping()
        return "answers"

    return probe


def migrated(records: Records) -> Probe:
    """Whether the records' tables are as this version of the service needs them."""
    needed = set(ScriptDirectory.from_config(migrations.config()).get_heads())

    def probe() -> str:
        with records.reading() as tx:
            found = set(tx.session.execute(text("SELECT version_num FROM alembic_version")).scalars())
        if found != needed:
            raise Unwell("the tables are of another version")
        return "up to date"

    return probe


def probes(settings: Settings, records: Records) -> dict[str, Probe]:
    """What `/readyz` asks in a running service."""
    return {
        "database": database(records),
        "migrations": migrated(records),
        "worker": worker_beats(settings.home),
        # Rasa's own status, which is 200 only with a model loaded.
        "rasa": answers(f"{settings.rasa_url}/status", {"token": settings.rasa_token}),
        "actions": answers(f"{settings.actions_url}/health"),
    }
