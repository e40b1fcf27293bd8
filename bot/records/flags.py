"""Flags: someone may be in danger, whose task it is and by when; rule ids, never the person's words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from bot.records import due, steps
from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import ConversationId, FlagId, InboxId, new_id
from bot.records.people import number_of, person_of
from bot.records.quiet import DutyHours, flag_due
from bot.records.referrals import SAFEGUARDING, UNKNOWN
from bot.records.steps import Step
from bot.records.tables import Flag, FlagMark

OPEN, TAKEN, CLOSED = "open", "taken", "closed"
# The checklist of safety rule 10, each tick a row.
STATUSES = (OPEN, TAKEN, "rang", "not_reached", "called_999", "safeguarding", "recorded", CLOSED)
# Safety rule 10: abuse and child flags never go to a reception list.
FOR_SAFEGUARDING = frozenset({"violence_now", "control_at_home", "forced_marriage", "sexual_violence", "child_at_risk"})
ALERT = "flag_untaken"  # the kind of the due row that alerts the deputy


@dataclass(frozen=True)
class RaisedFlag:
    """A flag as its owner reads it. `owner` is a post of bot/duty (a locality, unknown, safeguarding)."""

    id: FlagId
    owner: str
    number: str | None = field(repr=False)
    response: str
    kinds: tuple[str, ...]
    about: str
    rules: tuple[str, ...]
    due_at: datetime
    created_at: datetime
    steps: tuple[Step, ...]

    @property
    def status(self) -> str:
        return self.steps[-1].status

    @property
    def taken(self) -> bool:
        return any(step.status != OPEN for step in self.steps)


def owner_of(kinds: Collection[str], locality: str | None, *, young: bool = False) -> str:
    """Whose task a flag is (a post of bot/duty)."""
    if young or FOR_SAFEGUARDING & set(kinds):
        return SAFEGUARDING
    return locality or UNKNOWN


def add(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    inbox_id: InboxId | None,
    response: str,
    kinds: Sequence[str],
    about: str,
    rules: Sequence[str],
    locality: str | None,
    now: datetime,
    young: bool = False,
    hours: DutyHours | None = None,
) -> FlagId | None:
    """Raise a flag, once for a message (None when it has one), with an alert if nobody takes it in time."""
    flag_id, due_at = FlagId(new_id()), flag_due(now, hours)
    number = number_of(tx, person_of(tx, conversation_id))
    values = {
        "id": flag_id,
        "conversation_id": conversation_id,
        "number_sealed": tx.keys.seal(number, about=_about(flag_id)) if number else None,
        "number_hash": tx.keys.fingerprint(number) if number else None,
        "last_four": number[-4:] if number else None,
        "inbox_id": inbox_id,
        "response": response,
        "kinds": list(kinds),
        "about": about,
        "rules": list(rules),
        "owner": owner_of(kinds, locality, young=young),
        "due_at": due_at,
        "created_at": now,
    }
    if not tx.insert_once(Flag, values, unique=("inbox_id",)):
        return None
    _step(tx, flag_id, OPEN, by=steps.SYSTEM, now=now)
    due.schedule(tx, kind=ALERT, about=flag_id, at=due_at)
    return flag_id


def mark(tx: Tx, flag_id: FlagId, status: str, *, by: str, now: datetime) -> None:
    """Its owner took it or ticked the checklist (STATUSES); AnonymousAudit when `by` is empty."""
    steps.check(status, by, STATUSES)
    if tx.session.get(Flag, flag_id, with_for_update=True) is None:
        raise UnknownRecord("No flag has this id")
    _step(tx, flag_id, status, by=by, now=now)
    if status != OPEN:
        due.cancel(tx, kind=ALERT, about=flag_id, now=now)


def get(tx: Tx, flag_id: FlagId) -> RaisedFlag:
    """One flag; UnknownRecord when there is none."""
    row = tx.session.get(Flag, flag_id)
    if row is None:
        raise UnknownRecord("No flag has this id")
    return _raised(tx, row)


def of_number(tx: Tx, number: str) -> list[RaisedFlag]:
    """The flags of a number (E.164), those kept after erasure too, oldest first."""
    return _all(tx, Flag.number_hash == tx.keys.fingerprint(number))


def of_conversation(tx: Tx, conversation_id: ConversationId) -> list[RaisedFlag]:
    """This conversation's flags, oldest first."""
    return _all(tx, Flag.conversation_id == conversation_id)


def untaken(tx: Tx, *, now: datetime) -> list[RaisedFlag]:
    """Flags that nobody took in time, oldest first."""
    return [flag for flag in _all(tx, Flag.due_at <= now) if not flag.taken]


def deidentify(row: Flag) -> None:
    """Take everything out of a flag that could lead back to a person."""
    row.conversation_id, row.inbox_id = None, None
    row.number_sealed, row.number_hash, row.last_four = None, None, None


def _all(tx: Tx, which: ColumnElement[bool]) -> list[RaisedFlag]:
    rows = tx.session.scalars(select(Flag).where(which).order_by(Flag.created_at, Flag.id))
    return [_raised(tx, row) for row in rows]


def _raised(tx: Tx, row: Flag) -> RaisedFlag:
    sealed = row.number_sealed
    marks = tx.session.scalars(select(FlagMark).where(FlagMark.flag_id == row.id).order_by(FlagMark.step))
    return RaisedFlag(
        id=FlagId(row.id),
        owner=row.owner,
        number=None if sealed is None else tx.keys.unseal(sealed, about=_about(row.id)),
        response=row.response,
        kinds=tuple(row.kinds),
        about=row.about,
        rules=tuple(row.rules),
        due_at=row.due_at,
        created_at=row.created_at,
        steps=tuple(Step(mark.status, mark.by, mark.at) for mark in marks),
    )


def _step(tx: Tx, flag_id: FlagId, status: str, *, by: str, now: datetime) -> None:
    last = tx.session.scalar(select(func.max(FlagMark.step)).where(FlagMark.flag_id == flag_id))
    tx.session.add(FlagMark(id=new_id(), flag_id=flag_id, step=(last or 0) + 1, status=status, by=by, at=now))
    tx.session.flush()


def _about(flag_id: str) -> str:
    return f"flags:{flag_id}:number"
