"""Turns: each working through of a conversation's waiting messages, for speed reports and for tracing."""

from __future__ import annotations

from datetime import datetime

from bot.records.engine import Tx
from bot.records.ids import ConversationId, TurnId, new_id
from bot.records.tables import Turn


def add(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    started: datetime,
    finished: datetime,
    attempts: int = 1,
    worker: str = "",
    turn_id: TurnId | None = None,
) -> TurnId:
    """Record a turn that is being committed, and give its id (the cause of its outbox rows)."""
    turn_id = turn_id or TurnId(new_id())
    turn = Turn(
        id=turn_id,
        conversation_id=conversation_id,
        started_at=started,
        finished_at=finished,
        attempts=attempts,
        worker=worker,
    )
    tx.session.add(turn)
    tx.session.flush()
    return turn_id
