"""Delivery: what became of each outgoing message, in rows that only ever move forward."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from bot.records.engine import Tx
from bot.records.ids import OutboxId, new_id
from bot.records.number_marks import CLOSED, opened_since
from bot.records.number_marks import mark as mark_number
from bot.records.statuses import AMBIGUOUS, CLOSES_NUMBER, OURS_AGAIN, QUEUED, meaning, moves_forward
from bot.records.tables import CarrierReport, Conversation, Outgoing, OutgoingMark, Person


def current_status(tx: Tx, outbox_id: OutboxId) -> str:
    """The latest status of a message."""
    last = _last(tx, outbox_id)
    return QUEUED if last is None else last.status


def doubts(tx: Tx) -> int:
    """How many messages may or may not have been sent."""
    later = aliased(OutgoingMark)
    settled = later.outbox_id == OutgoingMark.outbox_id, later.step > OutgoingMark.step
    in_doubt = tx.session.scalar(
        select(func.count())
        .select_from(Outgoing)
        .join(OutgoingMark, OutgoingMark.outbox_id == Outgoing.id)
        .where(Outgoing.open.is_(False), Outgoing.carrier_id.is_(None))
        .where(OutgoingMark.status == AMBIGUOUS, ~select(later.id).where(*settled).exists())
    )
    return in_doubt or 0


def mark(
    tx: Tx,
    outbox_id: OutboxId,
    status: str,
    *,
    attempt: int,
    at: datetime,
    code: str | None = None,
    carrier_status: str | None = None,
) -> bool:
    """Add a step, unless the message has come further already. Call with the message's row locked."""
    last = _last(tx, outbox_id)
    if last is not None and not _may_follow(last.status, status, from_carrier=carrier_status is not None):
        return False
    step = OutgoingMark(
        id=new_id(),
        outbox_id=outbox_id,
        step=1 if last is None else last.step + 1,
        status=status,
        carrier_status=carrier_status,
        code=code,
        attempt=attempt,
        at=at,
    )
    tx.session.add(step)
    tx.session.flush()
    return True


def status(
    tx: Tx,
    *,
    provider: str,
    carrier_id: str,
    status: str,
    at: datetime,
    error_code: int | str | None = None,
    client_reference: str | None = None,
) -> bool:
    """A carrier's delivery report, in the carrier's own word; whether a message was found for it.

    It is found by the carrier's id, else by `client_reference` (the outbox id, which settles an
    ambiguous send). Without either it is kept until `sent` tells whose it is.
    """
    code = None if error_code is None else str(error_code)
    row = _whose(tx, provider, carrier_id, client_reference)
    if row is None:
        kept = CarrierReport(id=new_id(), provider=provider, carrier_id=carrier_id, status=status, code=code, at=at)
        tx.session.add(kept)
        tx.session.flush()
        return False
    if row.carrier_id is None:
        row.provider, row.carrier_id = provider, carrier_id
    # The carrier has it, so nobody may send it again, whatever its worker still thinks.
    row.open, row.in_flight, row.retry_at = False, False, None
    _apply(tx, row, word=status, code=code, at=at)
    wipe_if_erased(tx, row)
    return True


def take_reports(tx: Tx, row: Outgoing) -> None:
    """Apply the reports that came before we knew the carrier's id of this message."""
    whose = (CarrierReport.provider == row.provider, CarrierReport.carrier_id == row.carrier_id)
    for kept in tx.session.scalars(select(CarrierReport).where(*whose).order_by(CarrierReport.at)).all():
        _apply(tx, row, word=kept.status, code=kept.code, at=kept.at)
    tx.session.execute(delete(CarrierReport).where(*whose))


def adopt_reports(tx: Tx) -> int:
    """Apply kept reports whose message is known by now (it and its report met at once); how many messages."""
    known = select(Outgoing).join(
        CarrierReport,
        (CarrierReport.provider == Outgoing.provider) & (CarrierReport.carrier_id == Outgoing.carrier_id),
    )
    rows = tx.session.scalars(known).unique().all()
    for row in rows:
        take_reports(tx, row)
    return len(rows)


def wipe_if_erased(tx: Tx, row: Outgoing) -> None:
    """The last text to someone who asked to be forgotten is itself forgotten once it has gone."""
    erased = tx.session.scalar(
        select(Person.erased_at)
        .join(Conversation, Conversation.person_id == Person.id)
        .where(Conversation.id == row.conversation_id)
    )
    if erased is not None and not row.open:
        row.body_sealed, row.number_sealed, row.body_hash = None, None, None
        tx.session.flush()


def _apply(tx: Tx, row: Outgoing, *, word: str, code: str | None, at: datetime) -> None:
    means = meaning(word)
    if means is not None:
        outbox_id = OutboxId(row.id)
        mark(tx, outbox_id, means, attempt=row.attempts, at=at, code=code, carrier_status=word.lower())
    if code in CLOSES_NUMBER:
        _close_number(tx, row, code=str(code), at=at)


def _close_number(tx: Tx, row: Outgoing, *, code: str, at: datetime) -> None:
    """Send nothing more to this message's number, unless its owner has sent START since it was written."""
    if row.number_sealed is None:
        return  # sent to somebody who was erased meanwhile: nobody's number any more
    number_hash = tx.keys.fingerprint(tx.keys.unseal(row.number_sealed, about=f"outbox:{row.id}:number"))
    if not opened_since(tx, number_hash, row.created_at):
        mark_number(tx, number_hash, CLOSED, on=True, why=code, now=at)


def _may_follow(before: str, after: str, *, from_carrier: bool) -> bool:
    ours_again = after in OURS_AGAIN and before in {QUEUED, AMBIGUOUS, *OURS_AGAIN}
    return moves_forward(before, after) or (ours_again and not from_carrier)


def _last(tx: Tx, outbox_id: OutboxId) -> OutgoingMark | None:
    return tx.session.scalars(
        select(OutgoingMark).where(OutgoingMark.outbox_id == outbox_id).order_by(OutgoingMark.step.desc()).limit(1)
    ).first()


def _whose(tx: Tx, provider: str, carrier_id: str, client_reference: str | None) -> Outgoing | None:
    by_id = select(Outgoing).where(Outgoing.provider == provider, Outgoing.carrier_id == carrier_id)
    row = tx.session.scalars(by_id.with_for_update()).first()
    if row is not None or client_reference is None:
        return row
    by_reference = select(Outgoing).where(Outgoing.id == client_reference)
    row = tx.session.scalars(by_reference.with_for_update()).first()
    # A reference whose message has another carrier id is a resend settled by hand: keep the first.
    return row if row is not None and row.carrier_id in (None, carrier_id) else None
