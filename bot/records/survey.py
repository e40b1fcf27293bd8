"""The survey: "would you have booked a GP appointment for this?", asked once, after help."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.records.engine import Tx
from bot.records.errors import UnknownEffect
from bot.records.ids import ConversationId, new_id
from bot.records.tables import SurveyAnswer

ANSWERS = ("yes", "no", "skip")


def add(tx: Tx, conversation_id: ConversationId, *, answer: str, locality: str | None, now: datetime) -> None:
    """They answered one of ANSWERS."""
    if answer not in ANSWERS:
        raise UnknownEffect(f"{answer!r} is not an answer to the survey")
    row = SurveyAnswer(id=new_id(), conversation_id=conversation_id, answer=answer, locality=locality, at=now)
    tx.session.add(row)
    tx.session.flush()


def answered(tx: Tx, conversation_id: ConversationId) -> bool:
    """Whether this person was asked and answered (a skip is an answer)."""
    mine = select(SurveyAnswer.id).where(SurveyAnswer.conversation_id == conversation_id).limit(1)
    return tx.session.scalar(mine) is not None
