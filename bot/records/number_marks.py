"""What a number itself is marked with, outliving its person: asked for no texts, or refused by the carrier."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.records.engine import Tx
from bot.records.ids import new_id
from bot.records.tables import NumberMark

OPTED_OUT, CLOSED = "opted_out", "closed"


def marks(tx: Tx, number_hash: str) -> dict[str, bool]:
    """Each kind of mark that this number ever had, and whether it is on now."""
    rows = tx.session.execute(
        select(NumberMark.kind, NumberMark.on).where(NumberMark.number_hash == number_hash).order_by(NumberMark.turn)
    )
    return {row.kind: row.on for row in rows}  # the latest of each kind wins


def mark(tx: Tx, number_hash: str, kind: str, *, on: bool, why: str, now: datetime) -> None:
    """Turn a mark on or off, with why; nothing happens when it is so already."""
    if marks(tx, number_hash).get(kind, False) == on:
        return
    of_this_kind = (NumberMark.number_hash == number_hash, NumberMark.kind == kind)
    last = tx.session.scalar(select(func.max(NumberMark.turn)).where(*of_this_kind)) or 0
    values = {
        "id": new_id(),
        "number_hash": number_hash,
        "kind": kind,
        "turn": last + 1,
        "is_on": on,
        "why": why,
        "at": now,
    }
    tx.insert_once(NumberMark, values, unique=("number_hash", "kind", "turn"))


def opened_since(tx: Tx, number_hash: str, moment: datetime) -> bool:
    """Whether a mark was taken off again after `moment`: its owner sent START."""
    off = (NumberMark.number_hash == number_hash, NumberMark.on.is_(False), NumberMark.at > moment)
    return tx.session.scalar(select(NumberMark.id).where(*off).limit(1)) is not None
