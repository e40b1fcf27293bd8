"""Forgetting someone who asks: what is erased, and what stays because somebody still answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from bot.records import audit, outbox, people, referrals
from bot.records.engine import Tx
from bot.records.ids import ConversationId, InboxId, PersonId
from bot.records.tables import (
    Consent,
    Conversation,
    DueRow,
    Episode,
    Flag,
    Incoming,
    Outgoing,
    Referral,
    Search,
    Signpost,
    SurveyAnswer,
    Turn,
    UnmetNeed,
)

# What is counted in reports: it stays, without the link to the person.
COUNTED: tuple[type[Any], ...] = (Turn, Episode, Signpost, UnmetNeed, SurveyAnswer, Search)


@dataclass(frozen=True)
class Forgotten:
    """What was erased and what stays, in numbers, for the reply to DELETE."""

    messages: int  # whose words were erased, both ways
    signposts: int  # that no longer lead to the person
    open_referrals: int  # stay until their team is done
    closed_referrals: int  # emptied
    safety_records: int  # danger flags stay, by law and by safety.md rule 18
    opted_out: bool  # remembered by a keyed hash, so that nobody texts them again


def forget(tx: Tx, person_id: PersonId, *, now: datetime, handling: Sequence[InboxId] = ()) -> Forgotten:
    """Erase a person. `handling` are the messages of the turn that does it.

    Without them it is somebody else who erases: a turn that is under way meanwhile loses its claim.
    What arrived meanwhile and nobody has read yet is not lost: it goes on as from a stranger.
    The reply that confirms it is added afterwards with `outbox.add(..., number=...)`, and is itself
    emptied once sent. Call `Records.scrub` after the commit, so that no bytes stay on disk.
    """
    conversation_id = people.conversation_of(tx, person_id)
    _hold(tx, conversation_id, end_claim=not handling)
    contact = people.get(tx, person_id)
    outbox.cancel_unsent(tx, conversation_id, now=now, why="erased", keep=(outbox.DANGER,))
    words = _erase_words(tx, conversation_id, handling)
    signposts = _count(tx, Signpost, conversation_id)
    still_open, closed = _settle_referrals(tx, conversation_id)
    unlink(tx, conversation_id, keep_consents=still_open > 0)
    erase_person(tx, person_id, now=now)
    tx.session.flush()
    if contact.number is not None:
        _carry_over(tx, conversation_id, contact.number, handling, now)
    audit.record(tx, who="patient", what="forget", record_kind="person", record_id=person_id, now=now)
    return Forgotten(
        messages=words,
        signposts=signposts,
        open_referrals=still_open,
        closed_referrals=closed,
        safety_records=_count(tx, Flag, conversation_id),
        opted_out=contact.opted_out,
    )


def erase_person(tx: Tx, person_id: str, *, now: datetime) -> None:
    """Empty every field of a person and their conversation that says who they are or what they said."""
    person = people.row(tx, PersonId(person_id))
    person.number_sealed, person.number_hash, person.last_four = None, None, None
    person.language, person.flood_answered_at = None, None
    person.easy_words, person.deaf = False, False
    person.erased_at = person.erased_at or now
    conversation = tx.session.scalars(select(Conversation).where(Conversation.person_id == person_id)).one()
    conversation.state_sealed, conversation.menus_expire_at = None, None
    conversation.practice, conversation.locality, conversation.launcher = None, None, None


def unlink(tx: Tx, conversation_id: str, *, keep_consents: bool) -> None:
    """Cut the link from what is counted to the conversation; drop what was due about it."""
    tables: list[type[Any]] = [*COUNTED] if keep_consents else [*COUNTED, Consent]
    for table in tables:
        tx.session.execute(update(table).where(table.conversation_id == conversation_id).values(conversation_id=None))
    tx.session.execute(delete(DueRow).where(DueRow.about == conversation_id))


def _hold(tx: Tx, conversation_id: ConversationId, *, end_claim: bool) -> None:
    """Lock the conversation, so that no turn and no new message writes to it meanwhile."""
    thread = tx.session.get_one(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if end_claim:
        thread.claim_token, thread.claimed_by, thread.claim_until = None, None, None
        tx.session.flush()


def _erase_words(tx: Tx, conversation_id: ConversationId, handling: Sequence[InboxId]) -> int:
    read = Incoming.handled_at.is_not(None) | Incoming.id.in_(handling)
    erased = tx.session.connection().execute(
        update(Incoming)
        .where(Incoming.conversation_id == conversation_id, read, Incoming.body_sealed.is_not(None))
        .values(body_sealed=None)
    )
    sent = tx.session.connection().execute(
        update(Outgoing)
        .where(Outgoing.conversation_id == conversation_id, Outgoing.open.is_(False))
        .where(Outgoing.body_sealed.is_not(None))
        .values(body_sealed=None, number_sealed=None, body_hash=None)
    )
    tx.session.expire_all()
    return erased.rowcount + sent.rowcount


def _settle_referrals(tx: Tx, conversation_id: ConversationId) -> tuple[int, int]:
    rows = tx.session.scalars(select(Referral).where(Referral.conversation_id == conversation_id)).all()
    closed = [row for row in rows if not referrals.is_open(tx, row.id)]
    for row in closed:
        referrals.deidentify(row)
    return len(rows) - len(closed), len(closed)


def _carry_over(
    tx: Tx, conversation_id: ConversationId, number: str, handling: Sequence[InboxId], now: datetime
) -> None:
    """Move what nobody has read yet to a new person with the same number."""
    unread = tx.session.scalars(
        select(Incoming)
        .where(Incoming.conversation_id == conversation_id, Incoming.handled_at.is_(None))
        .where(Incoming.id.not_in(handling))
        .order_by(Incoming.position)
    ).all()
    if not unread:
        return
    stranger = people.find_or_create(tx, number, now=now)
    thread = tx.session.get_one(Conversation, people.conversation_of(tx, stranger))
    for message in unread:
        thread.received += 1
        message.conversation_id, message.position = thread.id, thread.received
    thread.last_in = unread[-1].received_at
    people.row(tx, stranger).seen += len(unread)
    tx.session.flush()


def _count(tx: Tx, table: type[Any], conversation_id: ConversationId) -> int:
    mine = select(func.count()).select_from(table).where(table.conversation_id == conversation_id)
    return tx.session.scalar(mine) or 0
