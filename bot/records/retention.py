"""Retention: words go after 30 days, identities after 12 months, referrals and safety records by the Code."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from bot.records import flags, referrals
from bot.records.delivery import adopt_reports
from bot.records.engine import Tx
from bot.records.forget import COUNTED, erase_person
from bot.records.ids import ReferralId
from bot.records.tables import (
    CarrierReport,
    Consent,
    Conversation,
    DueRow,
    Episode,
    Flag,
    Incoming,
    Outgoing,
    OutgoingMark,
    Person,
    Referral,
    Turn,
)

YEAR = timedelta(days=365)
# When each kind of counted row happened.
WHEN: dict[type[Any], str] = {Turn: "finished_at", Episode: "last_at"}


@dataclass(frozen=True)
class Retention:
    """How long each thing is kept (safety.md rule 18); a deployment may set other times.

    Referrals and safety records: the NHS Records Management Code of Practice keeps adult records
    8 years after the last contact and children's until their 25th birthday; somebody of 8 to 15
    reaches it within 17 years.
    """

    words: timedelta = timedelta(days=30)
    identity: timedelta = YEAR
    referrals: timedelta = 8 * YEAR + timedelta(days=2)
    child_referrals: timedelta = 17 * YEAR + timedelta(days=5)
    safety: timedelta = 8 * YEAR + timedelta(days=2)


@dataclass(frozen=True)
class Swept:
    """How many of each were erased or cut loose."""

    words: int = 0
    messages: int = 0
    people: int = 0
    counted: int = 0
    referrals: int = 0
    flags: int = 0

    @property
    def anything(self) -> bool:
        return any(getattr(self, part.name) for part in fields(self))


def sweep(tx: Tx, now: datetime, settings: Retention | None = None) -> Swept:
    """Delete what its time has come for. Call `Records.scrub` after the commit when `anything` was."""
    keep = settings or Retention()
    adopt_reports(tx)
    swept = Swept(
        words=_words(tx, now - keep.words),
        messages=_messages(tx, now - keep.identity),
        counted=_counted(tx, now - keep.identity),
        people=_people(tx, now, now - keep.identity),
        referrals=_referrals(tx, now, keep),
        flags=_flags(tx, now - keep.safety),
    )
    tx.session.execute(delete(DueRow).where(DueRow.done_at <= now - keep.words))
    tx.session.execute(delete(CarrierReport).where(CarrierReport.at <= now - keep.words))
    tx.session.flush()
    return swept


def _words(tx: Tx, before: datetime) -> int:
    incoming = update(Incoming).where(Incoming.received_at <= before, Incoming.body_sealed.is_not(None))
    # A message still waiting to be sent keeps its words until it has gone.
    outgoing = update(Outgoing).where(
        Outgoing.created_at <= before, Outgoing.open.is_(False), Outgoing.body_sealed.is_not(None)
    )
    connection = tx.session.connection()
    erased = connection.execute(incoming.values(body_sealed=None)).rowcount
    empty = outgoing.values(body_sealed=None, number_sealed=None, body_hash=None)
    return erased + connection.execute(empty).rowcount


def _messages(tx: Tx, before: datetime) -> int:
    """The carriers' message ids lead back to a person, so the rows themselves go."""
    connection = tx.session.connection()
    gone = select(Outgoing.id).where(Outgoing.created_at <= before, Outgoing.open.is_(False))
    connection.execute(delete(OutgoingMark).where(OutgoingMark.outbox_id.in_(gone)))
    sent = connection.execute(delete(Outgoing).where(Outgoing.created_at <= before, Outgoing.open.is_(False)))
    read = connection.execute(delete(Incoming).where(Incoming.received_at <= before, Incoming.handled_at.is_not(None)))
    return sent.rowcount + read.rowcount


def _counted(tx: Tx, before: datetime) -> int:
    connection, cut = tx.session.connection(), 0
    tables: list[type[Any]] = [*COUNTED, Consent]
    for table in tables:
        when: ColumnElement[datetime] = getattr(table, WHEN.get(table, "at"))
        old = update(table).where(table.conversation_id.is_not(None), when <= before)
        cut += connection.execute(old.values(conversation_id=None)).rowcount
    return cut


def _people(tx: Tx, now: datetime, before: datetime) -> int:
    silent = tx.session.scalars(
        select(Person.id)
        .join(Conversation, Conversation.person_id == Person.id)
        .where(Person.last_seen <= before, Person.number_hash.is_not(None))
        .where((Conversation.last_out.is_(None)) | (Conversation.last_out <= before))
    ).all()
    for person_id in silent:
        erase_person(tx, person_id, now=now)
    return len(silent)


def _referrals(tx: Tx, now: datetime, keep: Retention) -> int:
    rows = tx.session.scalars(
        select(Referral).where(Referral.number_hash.is_not(None), Referral.created_at <= now - keep.referrals)
    ).all()
    over = [row for row in rows if _over(tx, row, now, keep)]
    for row in over:
        referrals.deidentify(row)
    return len(over)


def _over(tx: Tx, row: Referral, now: datetime, keep: Retention) -> bool:
    last = referrals.get(tx, ReferralId(row.id)).steps[-1]
    kept_for = keep.child_referrals if row.under16 else keep.referrals
    return last.status in referrals.CLOSED and last.at <= now - kept_for


def _flags(tx: Tx, before: datetime) -> int:
    rows = tx.session.scalars(select(Flag).where(Flag.number_hash.is_not(None), Flag.created_at <= before)).all()
    for row in rows:
        flags.deidentify(row)
    return len(rows)
