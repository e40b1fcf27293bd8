"""What happens to a text or report from a carrier: stored for certain, whatever is down, then worked on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from bot.carriers import InboundText, StatusReport
from bot.records import delivery, inbox
from bot.records.engine import Records
from bot.spool import Spool, SpoolError

log = logging.getLogger(__name__)

REPLAY_SECONDS = 3.0

Outcome = Literal["stored", "repeat", "spooled"]


class NotStored(Exception):  # noqa: N818 - the field's word
    """Neither the database nor the spool could keep it: the carrier must bring it again."""


class Intake:
    """The one door for texts and reports; the webhook, the simulator and the simulated carrier use it."""

    def __init__(
        self,
        records: Records,
        spool: Spool,
        *,
        clock: Callable[[], datetime],
        wake: Callable[[], None] = lambda: None,
    ) -> None:
        """`wake` tells the worker that something is waiting; it must not raise or block."""
        self._records, self._spool, self._clock, self._wake = records, spool, clock, wake

    def text(self, provider: str, message: InboundText) -> Outcome:
        """Store one text. Raises `NotStored`."""
        return self._keep(
            {
                "kind": "text",
                "provider": provider,
                "message_id": message.message_id,
                "number": message.number,
                "body": message.body,
                "media": message.media,
                "at": self._clock().isoformat(),
            }
        )

    def status(self, provider: str, report: StatusReport) -> Outcome:
        """Store one delivery report. Raises `NotStored`."""
        return self._keep(
            {
                "kind": "status",
                "provider": provider,
                "carrier_id": report.carrier_id,
                "status": report.status,
                "error_code": report.error_code,
                "reference": report.client_reference,
                "at": self._clock().isoformat(),
            }
        )

    def replay(self) -> int:
        """Store what the spool holds; returns how much. Raises what the database raises."""
        done = self._spool.replay(self._store)
        if done:
            self._wake()
        return done

    def keep_replaying(self, stop: threading.Event | None = None, *, every: float = REPLAY_SECONDS) -> None:
        """Look at the spool now and every few seconds until `stop`: nothing waits for traffic."""
        stop = stop or threading.Event()
        while True:
            try:
                self.replay()
            except Exception as fault:
                log.error("the spool could not be replayed (%s)", type(fault).__name__)
            if stop.wait(every):
                return

    def _keep(self, entry: Mapping[str, Any]) -> Outcome:
        try:
            new = self._store(entry)
        except Exception as fault:  # whatever it is, the message must not be lost
            self._set_aside(entry, fault)
            outcome: Outcome = "spooled"
        else:
            outcome = "stored" if new else "repeat"
        self._wake()
        return outcome

    def _set_aside(self, entry: Mapping[str, Any], fault: Exception) -> None:
        # The kind of fault only: a database error repeats the values it was given.
        log.error("a %s could not be stored (%s)", entry["kind"], type(fault).__name__)
        try:
            self._spool.add(entry)
        except SpoolError as full:
            log.critical("a %s was stored nowhere: %s", entry["kind"], full)
            raise NotStored("neither database nor spool could keep it") from None

    def _store(self, entry: Mapping[str, Any]) -> bool:
        """Whether it was new. Raises what the database raises."""
        at = datetime.fromisoformat(entry["at"])
        with self._records.begin() as tx:
            if entry["kind"] == "status":
                delivery.status(
                    tx,
                    provider=entry["provider"],
                    carrier_id=entry["carrier_id"],
                    status=entry["status"],
                    error_code=entry["error_code"],
                    at=at,
                    client_reference=entry["reference"],
                )
                return True
            stored = inbox.receive(
                tx,
                provider=entry["provider"],
                message_id=entry["message_id"],
                number=entry["number"],
                body=entry["body"],
                media=entry["media"],
                received_at=at,
            )
            return stored is not None
