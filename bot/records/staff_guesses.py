"""Wrong tries at signing in, counted by keyed hash of what they were about; the waits are decided elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, text

from bot.records.engine import Tx
from bot.records.ids import new_id
from bot.records.tables import StaffGuess

PURPOSE = "staff guess"


def hold(tx: Tx, abouts: Collection[str]) -> None:
    """Let nobody else count tries about these until the transaction ends (SQLite has one writer anyway)."""
    if tx.on_postgresql:
        for about in sorted(abouts):
            number = int(tx.keys.fingerprint(about, purpose=PURPOSE)[:15], 16)
            tx.session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})


def times(tx: Tx, about: str, *, since: datetime) -> list[datetime]:
    """When there were tries about this, oldest first."""
    query = select(StaffGuess.at).where(
        StaffGuess.about == tx.keys.fingerprint(about, purpose=PURPOSE), StaffGuess.at > since
    )
    return list(tx.session.scalars(query.order_by(StaffGuess.at)))


def add(tx: Tx, abouts: Collection[str], *, now: datetime) -> str:
    """Count a try before its answer is known; returns its name, to forgive it when it was right."""
    attempt = new_id()
    for about in abouts:
        hashed = tx.keys.fingerprint(about, purpose=PURPOSE)
        tx.session.add(StaffGuess(id=new_id(), attempt=attempt, about=hashed, at=now))
    tx.session.flush()
    return attempt


def forgive(tx: Tx, attempt: str, *, also: Collection[str] = ()) -> None:
    """It was right: it no longer counts, nor do the earlier ones about `also`."""
    tx.session.execute(delete(StaffGuess).where(StaffGuess.attempt == attempt))
    for about in also:
        hashed = tx.keys.fingerprint(about, purpose=PURPOSE)
        tx.session.execute(delete(StaffGuess).where(StaffGuess.about == hashed))


def forget_before(tx: Tx, moment: datetime) -> None:
    """Remove what is too old to count."""
    tx.session.execute(delete(StaffGuess).where(StaffGuess.at < moment))
