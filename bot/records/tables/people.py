"""Tables of people: their number (sealed), their settings, their one conversation and its episodes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Base, Fingerprint, Key, Link, Moment, Sealed, Word


class Person(Base):
    """Someone who texts. After erasure the row stays with every identifying field empty."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("number_hash"),)

    id: Mapped[Key]
    number_sealed: Mapped[Sealed | None]
    number_hash: Mapped[Fingerprint | None]
    last_four: Mapped[Word | None]
    first_seen: Mapped[Moment]
    last_seen: Mapped[Moment]
    seen: Mapped[int] = mapped_column(default=0)
    easy_words: Mapped[bool] = mapped_column(default=False)
    deaf: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Word | None]
    flood_answered_at: Mapped[Moment | None]
    erased_at: Mapped[Moment | None]


class NumberMark(Base):
    """Opted out or closed, on a number's keyed hash: the latest of each kind holds, beyond erasure."""

    __tablename__ = "number_marks"
    __table_args__ = (UniqueConstraint("number_hash", "kind", "turn"),)

    id: Mapped[Key]
    number_hash: Mapped[Fingerprint]
    kind: Mapped[Word]  # opted_out | closed
    turn: Mapped[int]  # 1, 2, 3 ... of this kind on this number
    on: Mapped[bool] = mapped_column("is_on")
    why: Mapped[Word]
    at: Mapped[Moment]


class Conversation(Base):
    """The one thread with a person, with the state of the dialogue and the lease of the worker at it."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[Key]
    person_id: Mapped[Link] = mapped_column(ForeignKey("people.id"))
    state_sealed: Mapped[Sealed | None]
    mode: Mapped[Word] = mapped_column(default="bot")  # bot | human
    practice: Mapped[Word | None]
    locality: Mapped[Word | None]
    launcher: Mapped[Word | None]
    menus_expire_at: Mapped[Moment | None]
    created_at: Mapped[Moment]
    last_in: Mapped[Moment | None]
    last_out: Mapped[Moment | None]
    received: Mapped[int] = mapped_column(default=0)  # gives each incoming message its place
    written: Mapped[int] = mapped_column(default=0)  # gives each outgoing message its place
    claimed_by: Mapped[Word | None]
    claim_token: Mapped[Link | None]
    claim_until: Mapped[Moment | None]
    retry_at: Mapped[Moment | None]
    attempts: Mapped[int] = mapped_column(default=0)


class Episode(Base):
    """One separate time of seeking help; de-identified later by emptying the conversation."""

    __tablename__ = "episodes"
    __table_args__ = (Index(None, "conversation_id", "started_at"),)

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    started_at: Mapped[Moment]
    last_at: Mapped[Moment]
    helped_at: Mapped[Moment | None]  # when help, a referral or an unmet need was first recorded in it
