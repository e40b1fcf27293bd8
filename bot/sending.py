"""Hands the outbox to the carrier: in order, once, with what became of it written down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.carriers import Carrier, CarrierBusy, CarrierRefused, OutcomeUnknown, Reference
from bot.records import outbox, people
from bot.records.engine import Records
from bot.records.errors import LeaseLost

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than the carrier's own timeouts together: a send that outlives it is in doubt, not repeated."""

BACKOFF = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900))
"""Waits between tries while the carrier is busy; the last one repeats."""

GIVE_UP_AFTER = 20
"""Tries after which a message is failed for good: about four hours, by when it answers nothing any more."""


class Sender:
    """Sends what is due, one message at a time."""

    def __init__(
        self,
        records: Records,
        carrier: Carrier,
        *,
        worker: str,
        clock: Callable[[], datetime],
        status_callback: str,
    ) -> None:
        self._records, self._carrier, self._worker = records, carrier, worker
        self._clock, self._status_callback = clock, status_callback

    def send_next(self) -> bool:
        """Send one message; False when none is due."""
        with self._records.begin() as tx:
            out = outbox.claim_next(tx, now=self._clock(), worker=self._worker, lease=LEASE)
            if out is None:
                return False
            if out.number is None or (out.kind != outbox.DANGER and people.closed(tx, out.number)):
                outbox.cancel(
                    tx, out.id, now=self._clock(), why="no number" if out.number is None else "closed"
                )
                return True
            try:
                outbox.sending(tx, out, now=self._clock())
            except LeaseLost:
                return True
        self._hand_over(out)
        return True

    def _hand_over(self, out: outbox.Outgoing) -> None:
        """Call the carrier, outside any transaction, and write down how it went."""
        assert out.number is not None  # noqa: S101 - looked at before it was claimed for sending
        try:
            sent = self._carrier.send(
                to=out.number,
                body=out.body,
                reference=Reference(out.id),
                status_callback=self._status_callback,
            )
        except CarrierRefused as refused:
            self._refused(out, refused)
        except CarrierBusy as busy:
            self._busy(out, busy)
        except OutcomeUnknown:
            log.warning("a send is in doubt; its delivery report will settle it")
            with self._records.begin() as tx:
                outbox.ambiguous(tx, out.id, now=self._clock())
        else:
            with self._records.begin() as tx:
                outbox.sent(tx, out.id, sent.carrier_id, provider=self._carrier.name, now=self._clock())

    def _refused(self, out: outbox.Outgoing, refused: CarrierRefused) -> None:
        code = str(refused.code or "refused")
        with self._records.begin() as tx:
            if refused.closes_number and out.number:
                people.close_number(tx, out.number, code=code, now=self._clock())
            retry = None if refused.permanent else self._clock() + _wait(out.attempt)
            outbox.failed(
                tx, out.id, code, permanent=refused.permanent or out.attempt >= GIVE_UP_AFTER,
                now=self._clock(), retry_at=retry,
            )  # fmt: skip

    def _busy(self, out: outbox.Outgoing, busy: CarrierBusy) -> None:
        wait = max(_wait(out.attempt), timedelta(seconds=busy.retry_after or 0))
        with self._records.begin() as tx:
            outbox.failed(
                tx, out.id, "busy", permanent=out.attempt >= GIVE_UP_AFTER, now=self._clock(),
                retry_at=self._clock() + wait,
            )  # fmt: skip


def _wait(attempt: int) -> timedelta:
    return BACKOFF[min(attempt, len(BACKOFF)) - 1]
