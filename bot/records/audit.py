"""The audit: who did what to which record, and when; written on purpose, never by a hidden hook."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from bot.records.engine import Tx
from bot.records.errors import AnonymousAudit
from bot.records.ids import AuditId, new_id
from bot.records.tables import AuditRow


@dataclass(frozen=True)
class AuditEntry:
    """One thing that somebody did."""

    id: AuditId
    who: str
    what: str
    record_kind: str
    record_id: str
    at: datetime


def record(tx: Tx, *, who: str, what: str, record_kind: str, record_id: str, now: datetime) -> AuditId:
    """Write one row. `who` is a username, or "signpost" or "patient"; AnonymousAudit when it is empty."""
    if not who.strip():
        raise AnonymousAudit("An audit row must name who did it")
    audit_id = AuditId(new_id())
    row = AuditRow(id=audit_id, who=who, what=what, record_kind=record_kind, record_id=record_id, at=now)
    tx.session.add(row)
    tx.session.flush()
    return audit_id


def page(
    tx: Tx,
    *,
    limit: int,
    who: str | None = None,
    what: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: AuditId | None = None,
) -> Sequence[AuditEntry]:
    """The newest entries first, at most `limit`, going on behind the entry `after`."""
    query = select(AuditRow).order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit)
    if who is not None:
        query = query.where(AuditRow.who == who)
    if what is not None:
        query = query.where(AuditRow.what.in_(what))
    if since is not None:
        query = query.where(AuditRow.at >= since)
    if until is not None:
        query = query.where(AuditRow.at < until)
    last = None if after is None else tx.session.get(AuditRow, after)
    if last is not None:
        query = query.where(or_(AuditRow.at < last.at, and_(AuditRow.at == last.at, AuditRow.id < last.id)))
    return [
        AuditEntry(AuditId(row.id), row.who, row.what, row.record_kind, row.record_id, row.at)
        for row in tx.session.scalars(query)
    ]
