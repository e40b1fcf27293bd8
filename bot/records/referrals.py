"""Referrals: one person handed to one team with one plan that covers all their needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.records import steps
from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import ConversationId, ReferralId, new_id
from bot.records.people import number_of, person_of
from bot.records.steps import Step
from bot.records.tables import AuditRow, Conversation, Referral, ReferralMark, Signpost

NEW, CLOSED = "new", frozenset({"closed", "cancelled"})
STATUSES = (NEW, "taken", "tried", "contacted", "closed", "cancelled")
# The posts that bot/duty names for what no locality team may take.
SAFEGUARDING, UNKNOWN = "safeguarding", "unknown"
PRIVATE = ("name", "better_number", "good_time", "note")


@dataclass(frozen=True)
class NewReferral:
    """What was agreed with the person. `services` are ids, or documents with what they were told."""

    needs: tuple[str, ...]
    services: tuple[str | dict[str, Any], ...] = ()
    behind: str | None = None
    locality: str | None = None
    practice: str | None = None
    channel: str = "call"
    safe_to_ring: bool | None = None
    voicemail: bool | None = None
    name: str | None = field(default=None, repr=False)
    better_number: str | None = field(default=None, repr=False)
    good_time: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    language: str | None = None
    tell_surgery: bool | None = None
    for_whom: str = "me"
    under16: bool = False
    target_date: date | None = None


@dataclass(frozen=True)
class Plan:
    """A referral as its team reads it. `number` is whom to ring unless `agreed.better_number` is there."""

    id: ReferralId
    team: str  # a locality, "unknown" (surgery not known) or "safeguarding"
    number: str | None = field(repr=False)
    agreed: NewReferral
    created_at: datetime
    steps: tuple[Step, ...]

    @property
    def status(self) -> str:
        return self.steps[-1].status

    @property
    def open(self) -> bool:
        return self.status not in CLOSED


def team_for(locality: str | None, *, under16: bool) -> str:
    """Who takes a referral: the locality's team; for a child the safeguarding lead (safety rule 8)."""
    if under16:
        return SAFEGUARDING
    return locality or UNKNOWN


def add(tx: Tx, conversation_id: ConversationId, agreed: NewReferral, *, now: datetime) -> ReferralId:
    """Hand the person over; when nobody has taken their last one for the same person yet, that one grows instead."""
    waiting = _waiting(tx, conversation_id, agreed.for_whom)
    row = waiting or _fresh(tx, conversation_id, now)
    _write(tx, row, agreed)
    tx.session.add(row)
    tx.session.flush()
    if waiting is None:
        _step(tx, row.id, NEW, by=steps.SYSTEM, now=now)
    return ReferralId(row.id)


def mark(tx: Tx, referral_id: ReferralId, status: str, *, by: str, now: datetime) -> None:
    """A member of staff moved it on (STATUSES); AnonymousAudit when `by` is empty.

    One that stayed over its person's DELETE is emptied when it is closed, as it would have been
    then; a child's, which went to safeguarding, stays as a safety record does (safety.md rule 18).
    """
    steps.check(status, by, STATUSES)
    found = tx.session.get(Referral, referral_id, with_for_update=True)
    if found is None:
        raise UnknownRecord("No referral has this id")
    _step(tx, referral_id, status, by=by, now=now)
    if status in CLOSED and found.team != SAFEGUARDING and _asked_to_be_forgotten(tx, found):
        deidentify(found)
        tx.session.flush()


def get(tx: Tx, referral_id: ReferralId) -> Plan:
    """One referral, opened; UnknownRecord when there is none."""
    row = tx.session.get(Referral, referral_id)
    if row is None:
        raise UnknownRecord("No referral has this id")
    return _plan(tx, row)


def of_conversation(tx: Tx, conversation_id: ConversationId) -> list[Plan]:
    """This conversation's referrals, oldest first."""
    return _plans(tx, Referral.conversation_id == conversation_id)


def of_number(tx: Tx, number: str) -> list[Plan]:
    """The referrals of a number (E.164), those kept after erasure too, oldest first."""
    return _plans(tx, Referral.number_hash == tx.keys.fingerprint(number))


def of_team(tx: Tx, team: str) -> list[Plan]:
    """A team's open referrals, oldest first."""
    return [plan for plan in _plans(tx, Referral.team == team) if plan.open]


def deidentify(row: Referral) -> None:
    """Take everything out of a referral that could lead back to a person."""
    row.conversation_id, row.number_sealed, row.number_hash, row.last_four = None, None, None, None
    for part in PRIVATE:
        setattr(row, f"{part}_sealed", None)


def is_open(tx: Tx, referral_id: str) -> bool:
    """Whether someone still has to work on it."""
    return _steps(tx, referral_id)[-1].status not in CLOSED


def _asked_to_be_forgotten(tx: Tx, row: Referral) -> bool:
    """Whether this person sent DELETE. One who was only silent for a year is erased without it being asked."""
    asked = (
        select(AuditRow.id)
        .join(Conversation, Conversation.person_id == AuditRow.record_id)
        .where(Conversation.id == row.conversation_id)
        .where(AuditRow.record_kind == "person", AuditRow.what == "forget")
    )
    return tx.session.scalar(asked.limit(1)) is not None


def _fresh(tx: Tx, conversation_id: ConversationId, now: datetime) -> Referral:
    row = Referral(id=new_id(), conversation_id=conversation_id, needs=[], services=[], created_at=now)
    number = number_of(tx, person_of(tx, conversation_id))
    if number:
        row.number_sealed = tx.keys.seal(number, about=_about(row.id, "number"))
        row.number_hash = tx.keys.fingerprint(number)
        row.last_four = number[-4:]
    return row


def _write(tx: Tx, row: Referral, agreed: NewReferral) -> None:
    row.needs = list(dict.fromkeys([*row.needs, *agreed.needs]))
    told = {service["id"]: service for service in row.services}
    told.update((service["id"], service) for service in _documents(tx, row, agreed.services))
    row.services = list(told.values())
    row.behind = agreed.behind or row.behind
    row.under16 = agreed.under16 or bool(row.under16)
    row.locality, row.practice = agreed.locality, agreed.practice
    row.team = team_for(agreed.locality, under16=row.under16)
    row.channel, row.for_whom, row.language = agreed.channel, agreed.for_whom, agreed.language
    row.safe_to_ring, row.voicemail = agreed.safe_to_ring, agreed.voicemail
    row.tell_surgery, row.target_date = agreed.tell_surgery, agreed.target_date
    # Whether it is safe to ring was said of the number given now: an older number may not stay beside it.
    row.better_number_sealed = None
    for part in PRIVATE:
        value = getattr(agreed, part)
        if value:
            setattr(row, f"{part}_sealed", tx.keys.seal(value, about=_about(row.id, part)))


def _documents(tx: Tx, row: Referral, services: Sequence[str | dict[str, Any]]) -> list[dict[str, Any]]:
    """What the person was told of each service; of an id alone, what the signposts remember."""
    told = {
        signpost.service_id: signpost.told
        for signpost in tx.session.scalars(
            select(Signpost).where(Signpost.conversation_id == row.conversation_id).order_by(Signpost.at, Signpost.id)
        )
    }
    return [told.get(found, {"id": found}) if isinstance(found, str) else found for found in services]


def _waiting(tx: Tx, conversation_id: ConversationId, for_whom: str) -> Referral | None:
    rows = tx.session.scalars(
        select(Referral)
        .where(Referral.conversation_id == conversation_id, Referral.for_whom == for_whom)
        .order_by(Referral.created_at.desc())
        .with_for_update()
    )
    return next((row for row in rows if _steps(tx, row.id)[-1].status == NEW), None)


def _plans(tx: Tx, which: ColumnElement[bool]) -> list[Plan]:
    rows = tx.session.scalars(select(Referral).where(which).order_by(Referral.created_at, Referral.id))
    return [_plan(tx, row) for row in rows]


def _plan(tx: Tx, row: Referral) -> Plan:
    agreed = NewReferral(
        needs=tuple(row.needs),
        services=tuple(row.services),
        behind=row.behind,
        locality=row.locality,
        practice=row.practice,
        channel=row.channel,
        safe_to_ring=row.safe_to_ring,
        voicemail=row.voicemail,
        name=_opened(tx, row, "name"),
        better_number=_opened(tx, row, "better_number"),
        good_time=_opened(tx, row, "good_time"),
        note=_opened(tx, row, "note"),
        language=row.language,
        tell_surgery=row.tell_surgery,
        for_whom=row.for_whom,
        under16=row.under16,
        target_date=row.target_date,
    )
    return Plan(
        id=ReferralId(row.id),
        team=row.team,
        number=_opened(tx, row, "number"),
        agreed=agreed,
        created_at=row.created_at,
        steps=_steps(tx, row.id),
    )


def _steps(tx: Tx, referral_id: str) -> tuple[Step, ...]:
    rows = tx.session.scalars(
        select(ReferralMark).where(ReferralMark.referral_id == referral_id).order_by(ReferralMark.step)
    )
    return tuple(Step(row.status, row.by, row.at) for row in rows)


def _step(tx: Tx, referral_id: str, status: str, *, by: str, now: datetime) -> None:
    last = tx.session.scalar(select(func.max(ReferralMark.step)).where(ReferralMark.referral_id == referral_id))
    mark = ReferralMark(id=new_id(), referral_id=referral_id, step=(last or 0) + 1, status=status, by=by, at=now)
    tx.session.add(mark)
    tx.session.flush()


def _opened(tx: Tx, row: Referral, part: str) -> str | None:
    sealed: bytes | None = getattr(row, f"{part}_sealed")
    return None if sealed is None else tx.keys.unseal(sealed, about=_about(row.id, part))


def _about(referral_id: str, part: str) -> str:
    return f"referrals:{referral_id}:{part}"
