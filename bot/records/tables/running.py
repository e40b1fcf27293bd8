"""Tables of running the service: what people did, what is due, and whether the key fits."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Base, Document, Key, Link, Moment, Sealed, Word


class AuditRow(Base):
    """Who did what to which record, and when; never what it said."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "record_kind", "record_id"), Index(None, "at"))

    id: Mapped[Key]
    who: Mapped[Word]
    what: Mapped[Word]
    record_kind: Mapped[Word]
    record_id: Mapped[Word]
    at: Mapped[Moment]


class DueRow(Base):
    """Something to be done at a time, once."""

    __tablename__ = "due"
    __table_args__ = (UniqueConstraint("kind", "about"), Index(None, "at"))

    id: Mapped[Key]
    kind: Mapped[Word]
    about: Mapped[Word]  # the id of the record that it concerns
    details: Mapped[Document]
    at: Mapped[Moment]
    done_at: Mapped[Moment | None]
    claimed_by: Mapped[Word | None]
    claim_token: Mapped[Link | None]
    claim_until: Mapped[Moment | None]


class KeyCheck(Base):
    """One sealed word that tells at start whether the key is the one these records were written with."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Sealed]
