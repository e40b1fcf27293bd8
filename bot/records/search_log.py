"""The search log: what was looked for and found, for the reports; never the person's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.records.engine import Tx
from bot.records.ids import ConversationId, new_id
from bot.records.tables import Search


def add(
    tx: Tx,
    conversation_id: ConversationId | None,
    *,
    needs: Sequence[str],
    locality: str | None,
    chosen: Sequence[str],
    unmet: str | None,
    now: datetime,
) -> None:
    """One search: the needs looked for, the ids of the services chosen, and why none when none was."""
    row = Search(
        id=new_id(),
        conversation_id=conversation_id,
        needs=list(needs),
        locality=locality,
        chosen=list(chosen),
        unmet=unmet,
        at=now,
    )
    tx.session.add(row)
    tx.session.flush()
