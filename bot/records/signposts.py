"""Signposts: the services that a person was told about, with each listing as they were told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.records.engine import Tx
from bot.records.ids import ConversationId, new_id
from bot.records.tables import Signpost


def add(
    tx: Tx,
    conversation_id: ConversationId,
    *,
    cards: Sequence[Mapping[str, Any]],
    needs: Sequence[str],
    locality: str | None,
    now: datetime,
) -> None:
    """Remember what was told: one row for each card, with those of `needs` that the service covers."""
    for card in cards:
        covered = [need for need in needs if need in card.get("needs", needs)]
        row = Signpost(
            id=new_id(),
            conversation_id=conversation_id,
            service_id=str(card["id"]),
            needs=covered or list(needs),
            locality=locality,
            told=dict(card),
            at=now,
        )
        tx.session.add(row)
    tx.session.flush()


def told(tx: Tx, conversation_id: ConversationId) -> list[Signpost]:
    """Everything this person was told, oldest first."""
    return list(
        tx.session.scalars(
            select(Signpost).where(Signpost.conversation_id == conversation_id).order_by(Signpost.at, Signpost.id)
        )
    )
