"""Words for the tests of the records: someone texts, a worker reads, answers and sends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.records import Records, Tx, inbox, outbox, people, turns
from bot.records.ids import ConversationId, InboxId, OutboxId, PersonId
from bot.records.inbox import Claim
from bot.records.outbox import Outgoing
from bot.records.tables import OutgoingMark

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
# Numbers that Ofcom keeps free for drama.
ANNA, BILAL = "+447700900001", "+447700900002"
LEASE, TOGETHER = timedelta(minutes=1), timedelta(seconds=4)
_ids = count(1)


def later(seconds: float = 0, **more: float) -> datetime:
    """A while after NOW."""
    return NOW + timedelta(seconds=seconds, **more)


def text(
    records: Records,
    body: str = "i cant pay my rent",
    *,
    number: str = ANNA,
    at: datetime = NOW,
    message_id: str | None = None,
) -> InboxId | None:
    """Someone texts."""
    with records.begin() as tx:
        return inbox.receive(
            tx,
            provider="twilio",
            message_id=message_id or f"SM{next(_ids)}",
            number=number,
            body=body,
            received_at=at,
        )


def read(
    records: Records, *, at: datetime = NOW, worker: str = "one", together: timedelta = timedelta()
) -> Claim | None:
    """A worker takes a conversation."""
    with records.begin() as tx:
        return inbox.claim(tx, now=at, worker=worker, lease=LEASE, together=together)


def must_read(records: Records, **options: Any) -> Claim:
    """A worker takes a conversation that is there."""
    claim = read(records, **options)
    assert claim is not None
    return claim


def answer(records: Records, claim: Claim, *bodies: str, at: datetime = NOW, kind: str = "reply") -> list[OutboxId]:
    """A worker ends a turn with these messages."""
    with records.begin() as tx:
        inbox.confirm(tx, claim)
        turn_id = turns.add(tx, claim.conversation_id, started=at, finished=at)
        added = [
            outbox.add(
                tx,
                conversation=claim.conversation_id,
                cause_kind="turn",
                cause_id=turn_id,
                position=position,
                body=body,
                segments=1,
                kind=kind,
                now=at,
            )
            for position, body in enumerate(bodies)
        ]
        inbox.finish(tx, claim, turn_id, now=at)
    return [outbox_id for outbox_id in added if outbox_id is not None]


def converse(records: Records, *bodies: str, number: str = ANNA, at: datetime = NOW) -> list[OutboxId]:
    """Someone texts, and a worker answers with these messages."""
    text(records, number=number, at=at)
    return answer(records, must_read(records, at=at), *bodies, at=at)


def next_out(records: Records, *, at: datetime = NOW, worker: str = "one") -> Outgoing | None:
    """A worker takes the next message to send."""
    with records.begin() as tx:
        return outbox.claim_next(tx, now=at, worker=worker, lease=LEASE)


def must_next_out(records: Records, **options: Any) -> Outgoing:
    """A worker takes the next message, which is there."""
    out = next_out(records, **options)
    assert out is not None
    return out


def begin_sending(records: Records, *, at: datetime = NOW) -> Outgoing:
    """A worker takes the next message and is about to call the carrier."""
    out = must_next_out(records, at=at)
    with records.begin() as tx:
        outbox.sending(tx, out, now=at)
    return out


def send(records: Records, *, at: datetime = NOW, carrier_id: str | None = None) -> Outgoing:
    """A worker sends the next message and the carrier takes it."""
    out = begin_sending(records, at=at)
    with records.begin() as tx:
        outbox.sent(tx, out.id, carrier_id or f"OUT{next(_ids)}", provider="twilio", now=at)
    return out


def statuses(records: Records, outbox_id: OutboxId) -> list[str]:
    """The life of a message so far."""
    with records.reading() as tx:
        rows = tx.session.scalars(
            select(OutgoingMark.status).where(OutgoingMark.outbox_id == outbox_id).order_by(OutgoingMark.step)
        )
        return list(rows)


def conversation(tx: Tx, number: str = ANNA) -> ConversationId:
    """The conversation of someone who has texted."""
    return people.conversation_of(tx, person(tx, number))


def person(tx: Tx, number: str = ANNA) -> PersonId:
    """Someone who has texted."""
    found = people.find(tx, number)
    assert found is not None
    return found


def bodies(messages: Sequence[inbox.InMessage]) -> list[str]:
    """What they wrote."""
    return [message.body for message in messages]
