"""The inbox: each message stored once, and one conversation at a time handed to one worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from bot.records import conversations, people
from bot.records.engine import Tx
from bot.records.errors import LeaseLost
from bot.records.ids import ConversationId, InboxId, LeaseToken, PersonId, TurnId, new_id
from bot.records.tables import Conversation, Incoming, Person

# Someone who never stops typing is read all the same, after this many times `together`.
PATIENCE = 5


@dataclass(frozen=True)
class InMessage:
    """A message that waits for its answer. `body` is "" for a blank or erased one."""

    id: InboxId
    body: str
    media: int  # how many pictures came with it
    received_at: datetime
    position: int  # 1, 2, 3 ... in its conversation


@dataclass(frozen=True)
class Claim:
    """One conversation's waiting messages, lent to one worker until `until`."""

    conversation_id: ConversationId
    person_id: PersonId
    number: str | None  # E.164
    messages: tuple[InMessage, ...]  # oldest first
    attempts: int  # failed tries before this one
    token: LeaseToken
    worker: str
    until: datetime

    @property
    def message_ids(self) -> tuple[InboxId, ...]:
        return tuple(message.id for message in self.messages)


@dataclass(frozen=True)
class Waiting:
    """How many messages wait for an answer, and since when the oldest does."""

    count: int
    oldest: datetime | None


def receive(
    tx: Tx,
    *,
    provider: str,
    message_id: str,
    number: str,
    body: str,
    media: int = 0,
    received_at: datetime,
) -> InboxId | None:
    """Store a message from `number` (E.164); None when this provider's message id is there already."""
    if _known(tx, provider, message_id):
        return None
    person_id, row = _sender(tx, number, received_at)
    conversation_id = ConversationId(row.id)
    inbox_id = InboxId(new_id())
    values = {
        "id": inbox_id,
        "provider": provider,
        "message_id": message_id,
        "conversation_id": conversation_id,
        "position": row.received + 1,
        "body_sealed": tx.keys.seal(body, about=_body_of(inbox_id)) if body else None,
        "media": media,
        "received_at": received_at,
    }
    if not tx.insert_once(Incoming, values, unique=("provider", "message_id")):
        return None
    row.received += 1
    row.last_in = received_at
    row.retry_at = None  # new words may be about danger: they do not wait for an old message's back-off
    _seen(tx, person_id, received_at)
    conversations.episode(tx, conversation_id, now=received_at)
    tx.session.flush()
    return inbox_id


def claim(tx: Tx, *, now: datetime, worker: str, lease: timedelta, together: timedelta) -> Claim | None:
    """Lend this worker the conversation that has waited longest, with all its unhandled messages.

    A conversation is ready when its newest message is at least `together` old (or its oldest
    PATIENCE times that), no other worker holds it and no retry is set for later.
    """
    passed: list[str] = []
    while True:
        found = _ready(tx, now, together, passed)
        if found is None:
            return None
        messages = _unhandled(tx, ConversationId(found.id))
        if messages and _read_together(messages, together) <= now:
            return _lend(tx, found, messages, now=now, worker=worker, lease=lease)
        passed.append(found.id)  # another worker was done with it between our look and our lock


def extend(tx: Tx, claim: Claim, *, now: datetime, lease: timedelta) -> None:
    """Keep a claim longer; LeaseLost when it has gone to another worker."""
    confirm(tx, claim).claim_until = now + lease
    tx.session.flush()


def confirm(tx: Tx, claim: Claim) -> Conversation:
    """Call first in the turn's transaction: locks the conversation, or raises LeaseLost."""
    row = _lock(tx, claim.conversation_id)
    if row.claim_token != claim.token:
        raise LeaseLost("Another worker has taken over this conversation")
    return row


def mark_handled(tx: Tx, message_ids: Sequence[InboxId], turn_id: TurnId, *, now: datetime) -> None:
    """These messages were answered by this turn; LeaseLost when one of them already was."""
    result = tx.session.connection().execute(
        update(Incoming)
        .where(Incoming.id.in_(message_ids), Incoming.handled_at.is_(None))
        .values(handled_at=now, turn_id=turn_id)
    )
    if result.rowcount != len(set(message_ids)):
        raise LeaseLost("Another worker has answered one of these messages")


def finish(tx: Tx, claim: Claim, turn_id: TurnId, *, now: datetime) -> None:
    """End a turn, in its transaction: check the lease, mark the messages handled, give the claim back."""
    row = confirm(tx, claim)
    mark_handled(tx, claim.message_ids, turn_id, now=now)
    row.attempts, row.retry_at = 0, None
    _give_back(row)
    tx.session.flush()


def under_way(tx: Tx, conversation_id: ConversationId, *, now: datetime) -> bool:
    """Whether a worker has this conversation at this moment; locks it, so that none takes it meanwhile."""
    row = _lock(tx, conversation_id)
    return row.claim_token is not None and row.claim_until is not None and row.claim_until > now


def release(tx: Tx, claim: Claim) -> None:
    """Give a claim back unhandled, to be taken again at once; nothing happens when it was lost."""
    row = _lock(tx, claim.conversation_id)
    if row.claim_token == claim.token:
        _give_back(row)
        tx.session.flush()


def retry_at(tx: Tx, claim: Claim, when: datetime, attempts: int) -> None:
    """The turn failed: give the claim back, to be tried again at `when` (or when new words come)."""
    row = confirm(tx, claim)
    newer = tx.session.scalar(
        select(func.count())
        .select_from(Incoming)
        .where(Incoming.conversation_id == row.id, Incoming.handled_at.is_(None))
        .where(Incoming.id.not_in(claim.message_ids))
    )
    row.retry_at = None if newer else when
    row.attempts = attempts
    _give_back(row)
    tx.session.flush()


def next_due(tx: Tx, *, together: timedelta) -> datetime | None:
    """When the next claim could become possible; None when no message waits."""
    rows = tx.session.execute(
        select(
            func.max(Incoming.received_at),
            func.min(Incoming.received_at),
            Conversation.claim_until,
            Conversation.retry_at,
        )
        .join(Conversation, Conversation.id == Incoming.conversation_id)
        .where(Incoming.handled_at.is_(None))
        .group_by(Conversation.id, Conversation.claim_until, Conversation.retry_at)
    )
    times = [
        max([min(newest + together, oldest + PATIENCE * together), *filter(None, holds)])
        for newest, oldest, *holds in rows
    ]
    return min(times, default=None)


def waiting(tx: Tx) -> Waiting:
    """The messages that nobody has answered yet."""
    count, oldest = tx.session.execute(
        select(func.count(), func.min(Incoming.received_at)).where(Incoming.handled_at.is_(None))
    ).one()
    return Waiting(count=count, oldest=oldest)


def body_of(tx: Tx, row: Incoming) -> str | None:
    """The words of a stored message; None once deleted (or when it had none)."""
    return None if row.body_sealed is None else tx.keys.unseal(row.body_sealed, about=_body_of(row.id))


def _known(tx: Tx, provider: str, message_id: str) -> bool:
    same = select(Incoming.id).where(Incoming.provider == provider, Incoming.message_id == message_id)
    return tx.session.scalar(same) is not None


def _sender(tx: Tx, number: str, now: datetime) -> tuple[PersonId, Conversation]:
    """Who has this number, with their conversation locked; a stranger if they were erased while we waited for it."""
    while True:
        person_id = people.find_or_create(tx, number, now=now)
        row = _lock(tx, people.conversation_of(tx, person_id))
        person = tx.session.get_one(Person, person_id, populate_existing=True)
        if person.number_hash is not None:
            return person_id, row


def _lock(tx: Tx, conversation_id: ConversationId) -> Conversation:
    # FOR UPDATE on PostgreSQL; on SQLite the whole transaction already holds the write lock.
    return tx.session.get_one(Conversation, conversation_id, with_for_update=True, populate_existing=True)


def _ready(tx: Tx, now: datetime, together: timedelta, passed: Sequence[str]) -> Conversation | None:
    waiting_since = (
        select(
            Incoming.conversation_id,
            func.min(Incoming.received_at).label("oldest"),
            func.max(Incoming.received_at).label("newest"),
        )
        .where(Incoming.handled_at.is_(None))
        .group_by(Incoming.conversation_id)
        .subquery()
    )
    settled: ColumnElement[bool] = or_(
        waiting_since.c.newest <= now - together, waiting_since.c.oldest <= now - PATIENCE * together
    )
    free = and_(
        or_(Conversation.claim_until.is_(None), Conversation.claim_until <= now),
        or_(Conversation.retry_at.is_(None), Conversation.retry_at <= now),
    )
    return tx.session.scalars(
        select(Conversation)
        .join(waiting_since, waiting_since.c.conversation_id == Conversation.id)
        .where(settled, free, Conversation.id.not_in(passed))
        .order_by(waiting_since.c.oldest, Conversation.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Conversation)
        .execution_options(populate_existing=True)
    ).first()


def _unhandled(tx: Tx, conversation_id: ConversationId) -> tuple[InMessage, ...]:
    rows = tx.session.scalars(
        select(Incoming)
        .where(Incoming.conversation_id == conversation_id, Incoming.handled_at.is_(None))
        .order_by(Incoming.position)
    )
    return tuple(
        InMessage(
            id=InboxId(row.id),
            body=body_of(tx, row) or "",
            media=row.media,
            received_at=row.received_at,
            position=row.position,
        )
        for row in rows
    )


def _read_together(messages: Sequence[InMessage], together: timedelta) -> datetime:
    times = [message.received_at for message in messages]
    return min(max(times) + together, min(times) + PATIENCE * together)


def _lend(
    tx: Tx,
    row: Conversation,
    messages: tuple[InMessage, ...],
    *,
    now: datetime,
    worker: str,
    lease: timedelta,
) -> Claim:
    if row.claim_token is not None:
        row.attempts += 1  # the worker before this one died at it
    token, person_id = LeaseToken(new_id()), PersonId(row.person_id)
    row.claim_token, row.claimed_by, row.claim_until = token, worker, now + lease
    tx.session.flush()
    return Claim(
        conversation_id=ConversationId(row.id),
        person_id=person_id,
        number=people.number_of(tx, person_id),
        messages=messages,
        attempts=row.attempts,
        token=token,
        worker=worker,
        until=now + lease,
    )


def _give_back(row: Conversation) -> None:
    row.claim_token, row.claimed_by, row.claim_until = None, None, None


def _seen(tx: Tx, person_id: PersonId, now: datetime) -> None:
    person = people.row(tx, person_id)
    person.seen = Person.seen + 1  # in the database, as another message may be arriving
    person.last_seen = now


def _body_of(inbox_id: str) -> str:
    return f"inbox:{inbox_id}:body"
