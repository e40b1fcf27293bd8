"""Tables of the people who work with the records: what they may do, how they prove who they are, sessions."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables.base import Base, Fingerprint, Key, Link, Moment, Sealed, Word


class StaffMember(Base):
    """Someone who works with the records. `demo` accounts open nothing outside a demonstration."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("username"),)

    id: Mapped[Key]
    username: Mapped[Word]
    name: Mapped[Word]
    organisation: Mapped[Word | None]  # whom they work for: the page says whose a record is
    sector: Mapped[Word | None]  # council | nhs | charity
    job: Mapped[Word | None]  # link worker, social worker, community nurse ...
    demo: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment]


class StaffGrant(Base):
    """One role at one place: a practice (ODS code), a locality, or "" for the whole borough."""

    __tablename__ = "staff_grants"
    __table_args__ = (UniqueConstraint("staff_id", "role", "place"),)

    id: Mapped[Key]
    staff_id: Mapped[Link] = mapped_column(ForeignKey("staff.id"))
    role: Mapped[Word]
    place: Mapped[Word]


class StaffSecrets(Base):
    """What a member of staff proves themselves with. `totp_step` is the last one used, so none works twice."""

    __tablename__ = "staff_secrets"

    staff_id: Mapped[Key] = mapped_column(ForeignKey("staff.id"))
    password_hash: Mapped[str | None]
    password_at: Mapped[Moment | None]
    pin_hash: Mapped[str | None]
    totp_sealed: Mapped[Sealed | None]
    totp_at: Mapped[Moment | None]
    totp_step: Mapped[int] = mapped_column(default=0)


class StaffRecoveryCode(Base):
    """A code for the day the phone is lost; it works once."""

    __tablename__ = "staff_recovery_codes"
    __table_args__ = (UniqueConstraint("staff_id", "code_hash"),)

    id: Mapped[Key]
    staff_id: Mapped[Link] = mapped_column(ForeignKey("staff.id"))
    code_hash: Mapped[Fingerprint]
    used_at: Mapped[Moment | None]


class StaffPasskey(Base):
    """A passkey or security key: the public half only."""

    __tablename__ = "staff_passkeys"
    __table_args__ = (UniqueConstraint("credential_id"), Index(None, "staff_id"))

    id: Mapped[Key]
    staff_id: Mapped[Link] = mapped_column(ForeignKey("staff.id"))
    credential_id: Mapped[str]  # base64url, as browsers give it
    public_key: Mapped[Sealed]  # COSE bytes; public, so not encrypted
    sign_count: Mapped[int]
    name: Mapped[Word]
    created_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class StaffChallenge(Base):
    """A random value that a passkey was asked to sign; taking it removes it."""

    __tablename__ = "staff_challenges"

    id: Mapped[Fingerprint] = mapped_column(primary_key=True)
    purpose: Mapped[Word]
    staff_id: Mapped[Link | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[Moment]


class StaffSession(Base):
    """One time of being signed in. The browser holds the token; here is only its hash."""

    __tablename__ = "staff_sessions"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "staff_id"))

    id: Mapped[Key]
    token_hash: Mapped[Fingerprint]
    staff_id: Mapped[Link] = mapped_column(ForeignKey("staff.id"))
    whole: Mapped[bool]  # both factors given
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    locked_at: Mapped[Moment | None]
    wrong_tries: Mapped[int] = mapped_column(default=0)  # of the code or the PIN, since the last right one
    ended_at: Mapped[Moment | None]
    ended_why: Mapped[Word | None]


class StaffDevice(Base):
    """A browser from which this person has signed in before; others' guesses do not slow it."""

    __tablename__ = "staff_devices"
    __table_args__ = (UniqueConstraint("token_hash", "staff_id"),)

    id: Mapped[Key]
    token_hash: Mapped[Fingerprint]
    staff_id: Mapped[Link] = mapped_column(ForeignKey("staff.id"))
    seen_at: Mapped[Moment]


class StaffGuess(Base):
    """A wrong or unfinished try; `about` is a keyed hash of an account, an address or a device."""

    __tablename__ = "staff_guesses"
    __table_args__ = (Index(None, "about", "at"), Index(None, "at"))

    id: Mapped[Key]
    attempt: Mapped[Link]
    about: Mapped[Fingerprint]
    at: Mapped[Moment]


class StaffLink(Base):
    """A one-time link: to make the first administrator, to start, or to start again after a reset."""

    __tablename__ = "staff_links"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "staff_id"))

    id: Mapped[Key]
    token_hash: Mapped[Fingerprint]
    purpose: Mapped[Word]
    staff_id: Mapped[Link | None] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]
