"""The audit: who did what to which record, and when; written on purpose, never by a hidden hook."""

from __future__ import annotations

from datetime import datetime

from bot.records.engine import Tx
from bot.records.errors import AnonymousAudit
from bot.records.ids import AuditId, new_id
from bot.records.tables import AuditRow


def record(tx: Tx, *, who: str, what: str, record_kind: str, record_id: str, now: datetime) -> AuditId:
    """Write one row. `who` is a username, or "signpost" or "patient"; AnonymousAudit when it is empty."""
    if not who.strip():
        raise AnonymousAudit("An audit row must name who did it")
    audit_id = AuditId(new_id())
    row = AuditRow(id=audit_id, who=who, what=what, record_kind=record_kind, record_id=record_id, at=now)
    tx.session.add(row)
    tx.session.flush()
    return audit_id
