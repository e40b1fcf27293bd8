"""Does what has become due: alerts for flags nobody took, calls left half arranged, keeping and forgetting."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import unfinished
from bot.faults import where
from bot.records import delivery, due, flags, retention
from bot.records.engine import Records, Tx
from bot.records.errors import LeaseLost
from bot.settings import Settings

log = logging.getLogger(__name__)

RETENTION_EVERY = timedelta(hours=6)

SCRUB_AGAIN = timedelta(minutes=2)
"""After an erasure: by then its confirmation was sent and is itself erased."""

LEASE = timedelta(minutes=2)

PUT_OFF = timedelta(minutes=10)
"""Until something due that failed is tried again."""


class Sweeper:
    """Sweeps what has become due; several may run side by side."""

    def __init__(
        self, settings: Settings, records: Records, *, clock: Callable[[], datetime], name: str = "sweeper"
    ) -> None:
        self._settings, self._records, self._clock, self._name = settings, records, clock, name
        self._kept_at: datetime | None = None
        self._scrub_at: datetime | None = None

    def sweep(self) -> bool:
        """Do one due thing; False when nothing is due."""
        return self._due() or self._adopt() or self._scrub_again() or self._keep()

    def scrub(self) -> None:
        """Leave no erased bytes on disk: now, and again when the confirmation has gone."""
        self._scrub_at = self._clock() + SCRUB_AGAIN
        self._records.scrub()

    def _due(self) -> bool:
        """Do the next due thing; one that fails is put off, so that it holds up nothing else."""
        now = self._clock()
        with self._records.begin() as tx:
            task = due.take(tx, now=now, worker=self._name, lease=LEASE)
        if task is None:
            return False
        try:
            with self._records.begin() as tx:
                due.done(tx, task, now=now)
                self._do(tx, task, now)
        except LeaseLost:
            log.info("another worker has done what was due")
        except Exception as fault:
            log.error("something due failed and is put off (%s, %s)", task.kind, where(fault))
            with self._records.begin() as tx:
                due.schedule(tx, kind=task.kind, about=task.about, at=now + PUT_OFF, details=task.details)
        return True

    def _do(self, tx: Tx, task: due.Due, now: datetime) -> None:
        if task.kind == flags.ALERT:
            # No content and no name: only that a flag of this owner waits (safety rule 10).
            log.error("a safety flag was not taken in time: its deputy must be told (flag %s)", task.about)
        elif task.kind == unfinished.UNFINISHED:
            unfinished.settle(tx, task, now=now, call_days=self._settings.call_days)

    def _adopt(self) -> bool:
        """Delivery reports that crossed with the carrier's answer find their message."""
        with self._records.begin() as tx:
            delivery.adopt_reports(tx)
        return False

    def _scrub_again(self) -> bool:
        if self._scrub_at is not None and self._clock() >= self._scrub_at:
            self._scrub_at = None
            self._records.scrub()
        return False

    def _keep(self) -> bool:
        now = self._clock()
        if self._kept_at is not None and now - self._kept_at < RETENTION_EVERY:
            return False
        with self._records.begin() as tx:
            retention.sweep(tx, now)
        self._records.scrub()
        self._kept_at = now
        return False
