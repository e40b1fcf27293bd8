"""What is due: rows with a time (alerts, late replies), each taken by one worker when it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from bot.records.engine import Tx
from bot.records.errors import LeaseLost
from bot.records.ids import DueId, LeaseToken, new_id
from bot.records.tables import DueRow


@dataclass(frozen=True)
class Due:
    """Something whose time has come. `about` is the id of the record it concerns; `details` hold no words."""

    id: DueId
    kind: str
    about: str
    details: dict[str, Any]
    at: datetime
    token: LeaseToken


def schedule(tx: Tx, *, kind: str, about: str, at: datetime, details: dict[str, Any] | None = None) -> None:
    """Have `kind` done about a record at a time. Once for each kind and record: a second call moves it."""
    values = {"id": new_id(), "kind": kind, "about": about, "details": details or {}, "at": at}
    if not tx.insert_once(DueRow, values, unique=("kind", "about")):
        tx.session.execute(
            update(DueRow)
            .where(DueRow.kind == kind, DueRow.about == about)
            .values(at=at, details=details or {}, done_at=None)
        )


def take(tx: Tx, *, now: datetime, worker: str, lease: timedelta) -> Due | None:
    """Lend this worker the next thing whose time has come."""
    row = tx.session.scalars(
        select(DueRow)
        .where(DueRow.done_at.is_(None), DueRow.at <= now)
        .where(or_(DueRow.claim_until.is_(None), DueRow.claim_until <= now))
        .order_by(DueRow.at, DueRow.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    token = LeaseToken(new_id())
    row.claimed_by, row.claim_token, row.claim_until = worker, token, now + lease
    tx.session.flush()
    return Due(DueId(row.id), row.kind, row.about, dict(row.details), row.at, token)


def done(tx: Tx, task: Due, *, now: datetime) -> None:
    """It is done, in the transaction that did it; LeaseLost when another worker has it now."""
    finished = tx.session.connection().execute(
        update(DueRow)
        .where(DueRow.id == task.id, DueRow.claim_token == task.token, DueRow.done_at.is_(None))
        .values(done_at=now, claim_token=None, claimed_by=None, claim_until=None)
    )
    if finished.rowcount != 1:
        raise LeaseLost("Another worker has taken over what was due")


def cancel(tx: Tx, *, kind: str, about: str, now: datetime) -> None:
    """It need not be done any more."""
    tx.session.execute(
        update(DueRow).where(DueRow.kind == kind, DueRow.about == about, DueRow.done_at.is_(None)).values(done_at=now)
    )


def next_due(tx: Tx) -> datetime | None:
    """When the next thing is due; None when nothing is."""
    return tx.session.scalar(select(func.min(DueRow.at)).where(DueRow.done_at.is_(None)))
