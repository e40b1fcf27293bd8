"""The outbox: each reply written once, sent in order, never blindly repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import aliased

from bot.records.delivery import current_status, doubts, mark, take_reports, wipe_if_erased
from bot.records.delivery import status as status
from bot.records.engine import Tx
from bot.records.errors import LeaseLost, UnknownRecord
from bot.records.ids import ConversationId, LeaseToken, OutboxId, new_id
from bot.records.statuses import AMBIGUOUS, CANCELLED, FAILED, FINAL, QUEUED, RETRY, SENDING, SENT
from bot.records.tables import Conversation, Person
from bot.records.tables import Outgoing as Row

DANGER, STOP, DELETED = "danger", "stop", "deleted"
OVERTAKES = DANGER  # nothing silences a danger answer, not even a stuck reply before it
SURVIVES_STOP = (DANGER, STOP, DELETED)
SURVIVES_DELETE = (DANGER, DELETED)


@dataclass(frozen=True)
class Outgoing:
    """A message lent to one worker to be handed to the carrier."""

    id: OutboxId  # also the client reference to give to the carrier
    conversation_id: ConversationId
    number: str | None  # E.164; None when the person was erased: then cancel it
    body: str
    segments: int
    kind: str
    attempt: int  # 1 for the first
    token: LeaseToken


@dataclass(frozen=True)
class Unsent:
    """How many messages still have to be handed over, how many are in doubt, and the oldest of the unsent."""

    unsent: int
    ambiguous: int
    oldest: datetime | None


def add(
    tx: Tx,
    *,
    conversation: ConversationId,
    cause_kind: str,
    cause_id: str,
    position: int,
    body: str,
    segments: int,
    kind: str = "reply",
    now: datetime,
    not_before: datetime | None = None,
    number: str | None = None,
) -> OutboxId | None:
    """Queue a message, unless this cause already queued its message at this position (then None).

    `kind` is "danger" for danger answers (they overtake and survive STOP), "stop" for the reply
    to STOP, "deleted" for the reply to DELETE. `number` (E.164) is only needed when the person has just been erased.
    """
    thread = tx.session.get_one(Conversation, conversation, with_for_update=True, populate_existing=True)
    outbox_id = OutboxId(new_id())
    number = number or _number(tx, thread.person_id)
    values = {
        "id": outbox_id,
        "conversation_id": conversation,
        "sequence": thread.written + 1,
        "cause_kind": cause_kind,
        "cause_id": cause_id,
        "position": position,
        "kind": kind,
        "number_sealed": tx.keys.seal(number, about=_about(outbox_id, "number")) if number else None,
        "body_sealed": tx.keys.seal(body, about=_about(outbox_id, "body")),
        "body_hash": tx.keys.fingerprint(f"{number}\0{body}", purpose="outbox") if number else None,
        "segments": segments,
        "created_at": now,
        "not_before": not_before,
    }
    if not tx.insert_once(Row, values, unique=("cause_kind", "cause_id", "position")):
        return None
    thread.written += 1
    thread.last_out = now
    tx.session.flush()
    mark(tx, outbox_id, QUEUED, attempt=0, at=now)
    return outbox_id


def claim_next(tx: Tx, *, now: datetime, worker: str, lease: timedelta) -> Outgoing | None:
    """Lend this worker the next message to send: within a conversation strictly in order.

    A message waits for the unsent ones before it, unless those may not be sent yet (`not_before`)
    or it is a danger answer. Sends that were under way when their worker died become ambiguous.
    """
    lost_to_doubt(tx, now=now)
    row = tx.session.scalars(
        select(Row)
        .where(Row.open, _due(Row.not_before, now), _due(Row.retry_at, now), _due(Row.claim_until, now))
        .where(not_(Row.in_flight), not_(_blocked(now)))
        .order_by(Row.kind != DANGER, Row.created_at, Row.conversation_id, Row.sequence)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        return None
    row.claim_token, row.claimed_by, row.claim_until = new_id(), worker, now + lease
    tx.session.flush()
    return Outgoing(
        id=OutboxId(row.id),
        conversation_id=ConversationId(row.conversation_id),
        number=_unsealed(tx, row, "number"),
        body=_unsealed(tx, row, "body") or "",
        segments=row.segments,
        kind=row.kind,
        attempt=row.attempts + 1,
        token=LeaseToken(row.claim_token),
    )


def outlived(tx: Tx, out: Outgoing) -> bool:
    """Whether the person was erased after this was written, and it may not follow them."""
    erased_since = (
        select(Row.id)
        .join(Conversation, Conversation.id == Row.conversation_id)
        .join(Person, Person.id == Conversation.person_id)
        .where(Row.id == out.id, Row.created_at < Person.erased_at)
    )
    return out.kind not in SURVIVES_DELETE and tx.session.scalar(erased_since) is not None


def sending(tx: Tx, out: Outgoing, *, now: datetime) -> None:
    """Commit this before calling the carrier; LeaseLost when another worker has the message now."""
    row = locked(tx, out.id)
    if row.claim_token != out.token or not row.open:
        raise LeaseLost("Another worker has taken over this message, or it was cancelled")
    row.in_flight, row.attempts = True, out.attempt
    mark(tx, out.id, SENDING, attempt=out.attempt, at=now)


def sent(tx: Tx, outbox_id: OutboxId, carrier_id: str, *, provider: str, now: datetime) -> None:
    """The carrier took the message and gave it this id. Reports that came earlier are applied now."""
    row = locked(tx, outbox_id)
    row.provider, row.carrier_id = provider, carrier_id
    _leave_queue(row)
    mark(tx, outbox_id, SENT, attempt=row.attempts, at=now)
    take_reports(tx, row)
    wipe_if_erased(tx, row)


def failed(
    tx: Tx,
    outbox_id: OutboxId,
    code: str,
    *,
    permanent: bool,
    now: datetime,
    retry_at: datetime | None = None,
) -> None:
    """The carrier certainly did not take the message: for good, or to be tried again at `retry_at`."""
    row = locked(tx, outbox_id)
    if current_status(tx, outbox_id) in {SENT, *FINAL}:
        return  # a report has already proved that it went
    if permanent:
        _leave_queue(row)
        mark(tx, outbox_id, FAILED, attempt=row.attempts, at=now, code=code)
        wipe_if_erased(tx, row)
        return
    row.open, row.retry_at = True, retry_at or now
    _give_back(row)
    mark(tx, outbox_id, RETRY, attempt=row.attempts, at=now, code=code)


def ambiguous(tx: Tx, outbox_id: OutboxId, *, now: datetime, code: str | None = None) -> None:
    """The carrier was called and may have sent it: left to the status callback or to an operator."""
    row = locked(tx, outbox_id)
    _leave_queue(row)
    mark(tx, outbox_id, AMBIGUOUS, attempt=row.attempts, at=now, code=code)


def settle_unsent(tx: Tx, outbox_id: OutboxId, *, now: datetime) -> None:
    """An operator has seen at the carrier that an ambiguous message never went: send it now."""
    row = locked(tx, outbox_id)
    if current_status(tx, outbox_id) != AMBIGUOUS:
        raise UnknownRecord("This message is not in doubt")
    row.open, row.retry_at = True, None
    mark(tx, outbox_id, RETRY, attempt=row.attempts, at=now, code="settled")


def in_doubt(tx: Tx, *, number: str, body: str) -> list[OutboxId]:
    """Ambiguous messages with this number and these words: how a carrier's own list settles them."""
    body_hash = tx.keys.fingerprint(f"{number}\0{body}", purpose="outbox")
    rows = tx.session.scalars(select(Row.id).where(Row.body_hash == body_hash).order_by(Row.sequence))
    return [OutboxId(found) for found in rows if current_status(tx, OutboxId(found)) == AMBIGUOUS]


def cancel(tx: Tx, outbox_id: OutboxId, *, now: datetime, why: str) -> None:
    """Never send this message, if the carrier was not called yet."""
    row = locked(tx, outbox_id)
    if row.open and not row.in_flight:
        _leave_queue(row)
        mark(tx, outbox_id, CANCELLED, attempt=row.attempts, at=now, code=why)
        wipe_if_erased(tx, row)


def cancel_unsent(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    now: datetime,
    why: str = "opted_out",
    keep: Sequence[str] = SURVIVES_STOP,
) -> None:
    """Never send what is still unsent in this conversation, save the kinds in `keep`."""
    unsent = select(Row.id).where(Row.conversation_id == conversation_id, Row.open, Row.kind.not_in(keep))
    for found in tx.session.scalars(unsent).all():
        cancel(tx, OutboxId(found), now=now, why=why)


def lost_to_doubt(tx: Tx, *, now: datetime) -> int:
    """Sends that were under way when their worker died become ambiguous; how many did."""
    lost = tx.session.scalars(
        select(Row)
        .where(Row.open, Row.in_flight, Row.claim_until <= now)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    ).all()
    for row in lost:
        ambiguous(tx, OutboxId(row.id), now=now, code="worker_died")
    return len(lost)


def next_due(tx: Tx) -> datetime | None:
    """When the next message could be sent; None when none is unsent. May be in the past: then claim."""
    rows = tx.session.execute(select(Row.created_at, Row.not_before, Row.retry_at, Row.claim_until).where(Row.open))
    return min((max(filter(None, times)) for times in rows), default=None)


def unsent(tx: Tx) -> Unsent:
    """What the operator must know of the outbox."""
    count, oldest = tx.session.execute(select(func.count(), func.min(Row.created_at)).where(Row.open)).one()
    return Unsent(unsent=count, ambiguous=doubts(tx), oldest=oldest)


def body_of(tx: Tx, row: Row) -> str | None:
    """The words of a stored message; None once deleted."""
    return _unsealed(tx, row, "body")


def locked(tx: Tx, outbox_id: OutboxId) -> Row:
    """The row, held until the transaction ends; UnknownRecord when there is none."""
    row = tx.session.get(Row, outbox_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise UnknownRecord("No outgoing message has this id")
    return row


def _due(moment: ColumnElement[datetime | None] | object, now: datetime) -> ColumnElement[bool]:
    column: ColumnElement[datetime | None] = moment  # type: ignore[assignment]
    return or_(column.is_(None), column <= now)


def _blocked(now: datetime) -> ColumnElement[bool]:
    earlier = aliased(Row)
    return (
        select(earlier.id)
        .where(earlier.conversation_id == Row.conversation_id, earlier.sequence < Row.sequence)
        .where(earlier.open, _due(earlier.not_before, now))
        .where(or_(Row.kind != OVERTAKES, earlier.kind == OVERTAKES))
        .exists()
    )


def _leave_queue(row: Row) -> None:
    row.open, row.retry_at = False, None
    _give_back(row)


def _give_back(row: Row) -> None:
    row.in_flight, row.claim_token, row.claimed_by, row.claim_until = False, None, None, None


def _number(tx: Tx, person_id: str) -> str | None:
    sealed = tx.session.get_one(Person, person_id).number_sealed
    return None if sealed is None else tx.keys.unseal(sealed, about=f"people:{person_id}:number")


def _unsealed(tx: Tx, row: Row, column: str) -> str | None:
    sealed: bytes | None = getattr(row, f"{column}_sealed")
    return None if sealed is None else tx.keys.unseal(sealed, about=_about(row.id, column))


def _about(outbox_id: str, column: str) -> str:
    return f"outbox:{outbox_id}:{column}"
