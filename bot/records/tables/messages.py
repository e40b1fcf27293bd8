"""Tables of messages: the inbox and the outbox, which are the queue, and what became of each message."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Base, Fingerprint, Key, Link, Moment, Sealed, Word

# SQLite uses a partial index only for the very words of the query, which SQLAlchemy writes differently.
STILL_OPEN, STILL_OPEN_SQLITE = text("is_open"), text("is_open = 1")
UNHANDLED = text("handled_at IS NULL")


class Turn(Base):
    """One working through of a conversation's waiting messages."""

    __tablename__ = "turns"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    started_at: Mapped[Moment]
    finished_at: Mapped[Moment]
    attempts: Mapped[int]
    worker: Mapped[Word]


class Incoming(Base):
    """A message from a person, stored before it is acknowledged."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("provider", "message_id"),
        UniqueConstraint("conversation_id", "position"),
        Index(
            "ix_inbox_unhandled",
            "conversation_id",
            "received_at",
            sqlite_where=UNHANDLED,
            postgresql_where=UNHANDLED,
        ),
        Index(None, "received_at"),
    )

    id: Mapped[Key]
    provider: Mapped[Word]
    message_id: Mapped[Word]
    conversation_id: Mapped[Link] = mapped_column(ForeignKey("conversations.id"))
    position: Mapped[int]
    body_sealed: Mapped[Sealed | None]
    media: Mapped[int]
    received_at: Mapped[Moment]
    handled_at: Mapped[Moment | None]
    turn_id: Mapped[Link | None] = mapped_column(ForeignKey("turns.id"))


class Outgoing(Base):
    """A message to a person. What became of it is in its marks; the columns here only run the queue."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("cause_kind", "cause_id", "position"),
        UniqueConstraint("conversation_id", "sequence"),
        UniqueConstraint("provider", "carrier_id"),
        Index(
            "ix_outbox_open",
            "conversation_id",
            "sequence",
            sqlite_where=STILL_OPEN_SQLITE,
            postgresql_where=STILL_OPEN,
        ),
        Index(None, "created_at"),
    )

    id: Mapped[Key]
    conversation_id: Mapped[Link] = mapped_column(ForeignKey("conversations.id"))
    sequence: Mapped[int]
    cause_kind: Mapped[Word]
    cause_id: Mapped[Word]
    position: Mapped[int]
    kind: Mapped[Word]
    number_sealed: Mapped[Sealed | None]
    body_sealed: Mapped[Sealed | None]
    body_hash: Mapped[Fingerprint | None]
    segments: Mapped[int]
    created_at: Mapped[Moment]
    not_before: Mapped[Moment | None]
    open: Mapped[bool] = mapped_column("is_open", default=True)  # still to be handed to the carrier
    retry_at: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)
    in_flight: Mapped[bool] = mapped_column(default=False)  # the carrier may have been called
    claimed_by: Mapped[Word | None]
    claim_token: Mapped[Link | None]
    claim_until: Mapped[Moment | None]
    provider: Mapped[Word | None]
    carrier_id: Mapped[Word | None]


class OutgoingMark(Base):
    """One step in the life of an outgoing message; rows are added, never changed."""

    __tablename__ = "outbox_marks"
    __table_args__ = (UniqueConstraint("outbox_id", "step"), Index(None, "status"))

    id: Mapped[Key]
    outbox_id: Mapped[Link] = mapped_column(ForeignKey("outbox.id"))
    step: Mapped[int]
    status: Mapped[Word]
    carrier_status: Mapped[Word | None]  # the carrier's own word, when the mark came from it
    code: Mapped[Word | None]
    attempt: Mapped[int]
    at: Mapped[Moment]


class CarrierReport(Base):
    """A delivery report that came before we knew whose it was."""

    __tablename__ = "carrier_reports"
    __table_args__ = (Index(None, "provider", "carrier_id"),)

    id: Mapped[Key]
    provider: Mapped[Word]
    carrier_id: Mapped[Word]
    status: Mapped[Word]
    code: Mapped[Word | None]
    at: Mapped[Moment]
