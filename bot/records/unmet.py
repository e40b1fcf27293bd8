"""Unmet needs: what could not be found for someone, where, and why."""

from __future__ import annotations

from datetime import datetime

from bot.records.engine import Tx
from bot.records.errors import UnknownEffect
from bot.records.ids import ConversationId, new_id
from bot.records.tables import UnmetNeed

REASONS = ("none_exists", "full", "wrong_time", "not_eligible", "too_far")


def add(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    need: str,
    locality: str | None,
    reason: str,
    now: datetime,
) -> None:
    """Nothing fitted `need`, for one of the REASONS."""
    if reason not in REASONS:
        raise UnknownEffect(f"{reason!r} is not a reason for an unmet need")
    row = UnmetNeed(id=new_id(), conversation_id=conversation_id, need=need, locality=locality, reason=reason, at=now)
    tx.session.add(row)
    tx.session.flush()
