"""Hands the outbox to the carrier: in order, once, with what became of it written down."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot.carriers import Carrier, CarrierBusy, CarrierRefused, OutcomeUnknown, Reference
from bot.records import outbox, people
from bot.records.engine import Records, Tx
from bot.records.errors import LeaseLost

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
"""Longer than the carrier's own timeouts together: a send that outlives it is in doubt, not repeated."""

BACKOFF = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300, 900))
"""Waits between tries while the carrier is busy; the last one repeats."""

GIVE_UP_AFTER = 20
"""Tries after which a message is failed for good: about four hours, by when it answers nothing any more."""


WRITE_PAUSES = (0.1, 0.5, 2.0)
"""Seconds between tries to write down what the carrier said: forgotten, it would leave the message in doubt."""


class Sender:
    """Sends what is due, one message at a time; several threads may."""

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

    def send_next(self, taken: Callable[[], None] = lambda: None) -> bool:
        """Send one message; False when none is due.

        `taken` is called once one was found: another may be waiting behind it.
        """
        with self._records.begin() as tx:
            out = outbox.claim_next(tx, now=self._clock(), worker=self._worker, lease=LEASE)
            if out is None:
                return False
            why_not = _why_not(tx, out)
            if why_not:
                outbox.cancel(tx, out.id, now=self._clock(), why=why_not)
                return True
            try:
                outbox.sending(tx, out, now=self._clock())
            except LeaseLost:
                return True
        taken()
        self._hand_over(out)
        return True

    def _hand_over(self, out: outbox.Outgoing) -> None:
        """Call the carrier, outside any transaction, and write down how it went."""
        assert out.number is not None  # noqa: S101 - looked at before it was claimed for sending
        note: Callable[[Tx], None]
        try:
            sent = self._carrier.send(
                to=out.number,
                body=out.body,
                reference=Reference(out.id),
                status_callback=self._status_callback,
            )
        except CarrierRefused as refused:
            note = partial(self._refused, out=out, refused=refused)
        except CarrierBusy as busy:
            note = partial(self._busy, out=out, busy=busy)
        except OutcomeUnknown:
            log.warning("a send is in doubt; its delivery report will settle it")
            note = partial(self._in_doubt, out=out)
        else:
            note = partial(self._sent, out=out, carrier_id=sent.carrier_id)
        self._write(note)

    def _write(self, note: Callable[[Tx], None]) -> None:
        """Write down what the carrier said, however busy the database is; in the end the lease puts it in doubt."""
        for pause in WRITE_PAUSES:
            try:
                with self._records.begin() as tx:
                    note(tx)
                return
            except SQLAlchemyError as fault:
                log.warning("what the carrier said could not be written down yet (%s)", type(fault).__name__)
                time.sleep(pause)
        with self._records.begin() as tx:
            note(tx)

    def _sent(self, tx: Tx, *, out: outbox.Outgoing, carrier_id: str) -> None:
        outbox.sent(tx, out.id, carrier_id, provider=self._carrier.name, now=self._clock())

    def _in_doubt(self, tx: Tx, *, out: outbox.Outgoing) -> None:
        outbox.ambiguous(tx, out.id, now=self._clock())

    def _refused(self, tx: Tx, *, out: outbox.Outgoing, refused: CarrierRefused) -> None:
        if refused.closes_number and out.number:
            people.close_number(tx, out.number, code=str(refused.code), now=self._clock())
        outbox.failed(
            tx, out.id, str(refused.code or "refused"), permanent=refused.permanent or out.attempt >= GIVE_UP_AFTER,
            now=self._clock(), retry_at=None if refused.permanent else self._clock() + _wait(out.attempt),
        )  # fmt: skip

    def _busy(self, tx: Tx, *, out: outbox.Outgoing, busy: CarrierBusy) -> None:
        wait = max(_wait(out.attempt), timedelta(seconds=busy.retry_after or 0))
        outbox.failed(
            tx, out.id, "busy", permanent=out.attempt >= GIVE_UP_AFTER, now=self._clock(),
            retry_at=self._clock() + wait,
        )  # fmt: skip


def _why_not(tx: Tx, out: outbox.Outgoing) -> str | None:
    """Why a message must not be sent by now: the person is erased or said STOP, or the carrier refuses the number.

    It may have been at the carrier when that happened, where nothing could cancel it, and be tried again.
    """
    if out.number is None:
        return "no number"
    if outbox.outlived(tx, out):
        return "erased"
    if out.kind not in outbox.SURVIVES_STOP and people.opted_out(tx, out.number):
        return "opted_out"
    if out.kind != outbox.DANGER and people.closed(tx, out.number):
        return "closed"
    return None


def _wait(attempt: int) -> timedelta:
    return BACKOFF[min(attempt, len(BACKOFF)) - 1]
