"""Tables of care: referrals, danger flags, what people were told and what could not be found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import (
    Base,
    Document,
    Documents,
    Fingerprint,
    Key,
    Link,
    Moment,
    Sealed,
    Word,
    Words,
)


class Consent(Base):
    """Someone said yes or no to something; the latest of each kind holds."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[Word]
    given: Mapped[bool]
    at: Mapped[Moment]


class Referral(Base):
    """One person handed to one team with one plan; its own copy of the number outlives erasure."""

    __tablename__ = "referrals"
    __table_args__ = (Index(None, "number_hash"), Index(None, "conversation_id"))

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    number_sealed: Mapped[Sealed | None]
    number_hash: Mapped[Fingerprint | None]
    last_four: Mapped[Word | None]
    name_sealed: Mapped[Sealed | None]
    better_number_sealed: Mapped[Sealed | None]
    good_time_sealed: Mapped[Sealed | None]
    note_sealed: Mapped[Sealed | None]
    needs: Mapped[Words]
    behind: Mapped[Word | None]  # the need that seems to lie behind the others
    services: Mapped[Documents]
    team: Mapped[Word]  # a locality, "surgery not known" or "safeguarding lead"
    locality: Mapped[Word | None]
    practice: Mapped[Word | None]
    channel: Mapped[Word]  # call | text
    safe_to_ring: Mapped[bool | None]
    voicemail: Mapped[bool | None]
    language: Mapped[Word | None]
    tell_surgery: Mapped[bool | None]
    for_whom: Mapped[Word]  # me | child | adult
    under16: Mapped[bool]
    target_date: Mapped[date | None]
    created_at: Mapped[Moment]


class ReferralMark(Base):
    """One step in the life of a referral; rows are added, never changed."""

    __tablename__ = "referral_marks"
    __table_args__ = (UniqueConstraint("referral_id", "step"),)

    id: Mapped[Key]
    referral_id: Mapped[Link] = mapped_column(ForeignKey("referrals.id"))
    step: Mapped[int]
    status: Mapped[Word]
    by: Mapped[Word]
    at: Mapped[Moment]


class Flag(Base):
    """Someone may be in danger: which answer was given and why by rule, never their words."""

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("inbox_id"),
        Index(None, "number_hash"),
        Index(None, "conversation_id"),
    )

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    number_sealed: Mapped[Sealed | None]
    number_hash: Mapped[Fingerprint | None]
    last_four: Mapped[Word | None]
    inbox_id: Mapped[Link | None]
    response: Mapped[Word]
    kinds: Mapped[Words]
    about: Mapped[Word]
    rules: Mapped[Words]
    owner: Mapped[Word]
    due_at: Mapped[Moment]
    created_at: Mapped[Moment]


class FlagMark(Base):
    """One step in the life of a flag; rows are added, never changed."""

    __tablename__ = "flag_marks"
    __table_args__ = (UniqueConstraint("flag_id", "step"),)

    id: Mapped[Key]
    flag_id: Mapped[Link] = mapped_column(ForeignKey("flags.id"))
    step: Mapped[int]
    status: Mapped[Word]
    by: Mapped[Word]
    at: Mapped[Moment]


class Signpost(Base):
    """A service that someone was told about, with the listing as they were told it."""

    __tablename__ = "signposts"
    __table_args__ = (Index(None, "conversation_id"), Index(None, "at"))

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    service_id: Mapped[Word]
    needs: Mapped[Words]
    locality: Mapped[Word | None]
    told: Mapped[Document]
    at: Mapped[Moment]


class UnmetNeed(Base):
    """A need for which nothing fitting was found, and why."""

    __tablename__ = "unmet_needs"
    __table_args__ = (Index(None, "conversation_id"), Index(None, "at"))

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    need: Mapped[Word]
    locality: Mapped[Word | None]
    reason: Mapped[Word]
    at: Mapped[Moment]


class SurveyAnswer(Base):
    """The answer to "would you have booked a GP appointment for this?"."""

    __tablename__ = "survey_answers"
    __table_args__ = (Index(None, "conversation_id"),)

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    answer: Mapped[Word]
    locality: Mapped[Word | None]
    at: Mapped[Moment]


class Search(Base):
    """What was searched for and with what result, for the reports; never the person's words."""

    __tablename__ = "searches"
    __table_args__ = (Index(None, "conversation_id"), Index(None, "at"))

    id: Mapped[Key]
    conversation_id: Mapped[Link | None] = mapped_column(ForeignKey("conversations.id"))
    needs: Mapped[Words]
    locality: Mapped[Word | None]
    chosen: Mapped[Words]
    unmet: Mapped[Word | None]
    at: Mapped[Moment]
