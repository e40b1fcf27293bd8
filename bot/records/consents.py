"""Consents: what a person agreed to or refused, in rows of which the latest of each kind holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.records.engine import Tx
from bot.records.ids import ConversationId, new_id
from bot.records.tables import Consent


def record(tx: Tx, conversation_id: ConversationId, *, kind: str, given: bool, now: datetime) -> None:
    """They said yes (`given`) or no to `kind`, for example "contact_by_team" or "tell_surgery"."""
    row = Consent(id=new_id(), conversation_id=conversation_id, kind=kind, given=given, at=now)
    tx.session.add(row)
    tx.session.flush()


def holding(tx: Tx, conversation_id: ConversationId) -> dict[str, bool]:
    """What holds now, by kind."""
    rows = tx.session.execute(
        select(Consent.kind, Consent.given)
        .where(Consent.conversation_id == conversation_id)
        .order_by(Consent.at, Consent.id)
    )
    return {row.kind: row.given for row in rows}
