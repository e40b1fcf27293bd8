"""Being signed in: sessions, known browsers, one-time links and the challenges of passkeys, all by keyed hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.records.engine import Tx
from bot.records.ids import SessionId, StaffId, new_id
from bot.records.tables import StaffChallenge, StaffDevice, StaffLink, StaffSession

SESSION, DEVICE, LINK, CHALLENGE = "staff session", "staff device", "staff link", "staff challenge"


@dataclass(frozen=True)
class StoredSession:
    """A session as it is kept; whether it still counts is decided by bot/console/sessions.py."""

    id: SessionId
    staff_id: StaffId
    whole: bool
    started_at: datetime
    seen_at: datetime
    locked_at: datetime | None
    wrong_tries: int


@dataclass(frozen=True)
class StoredLink:
    """A one-time link that has not been used."""

    id: str
    purpose: str
    staff_id: StaffId | None
    expires_at: datetime


def start(tx: Tx, token: str, staff_id: StaffId, *, whole: bool, now: datetime) -> SessionId:
    """Begin a session that this token opens."""
    session_id = SessionId(new_id())
    row = StaffSession(
        id=session_id,
        token_hash=tx.keys.fingerprint(token, purpose=SESSION),
        staff_id=staff_id,
        whole=whole,
        started_at=now,
        seen_at=now,
        locked_at=None,
        wrong_tries=0,
        ended_at=None,
        ended_why=None,
    )
    tx.session.add(row)
    tx.session.flush()
    return session_id


def find(tx: Tx, token: str) -> StoredSession | None:
    """The session of this token, unless it was ended."""
    hashed = tx.keys.fingerprint(token, purpose=SESSION)
    query = select(StaffSession).where(StaffSession.token_hash == hashed, StaffSession.ended_at.is_(None))
    row = tx.session.scalars(query).first()
    return None if row is None else _stored(row)


def seen(tx: Tx, session_id: SessionId, *, now: datetime) -> None:
    """The person did something."""
    tx.session.get_one(StaffSession, session_id).seen_at = now


def lock(tx: Tx, session_id: SessionId, *, now: datetime) -> None:
    """Ask for the PIN from now on."""
    row = tx.session.get_one(StaffSession, session_id)
    row.locked_at = row.locked_at or now


def unlock(tx: Tx, session_id: SessionId, *, now: datetime) -> None:
    """The PIN was right."""
    row = tx.session.get_one(StaffSession, session_id)
    row.locked_at, row.wrong_tries, row.seen_at = None, 0, now


def count_try(tx: Tx, session_id: SessionId) -> int:
    """Count a try of the code or PIN before it is looked at; returns how many there were since a right one."""
    row = tx.session.get_one(StaffSession, session_id, with_for_update=True, populate_existing=True)
    row.wrong_tries += 1
    tx.session.flush()
    return row.wrong_tries


def end(tx: Tx, session_id: SessionId, *, why: str, now: datetime) -> None:
    """End one session."""
    row = tx.session.get_one(StaffSession, session_id)
    row.ended_at, row.ended_why = row.ended_at or now, row.ended_why or why
    tx.session.flush()


def end_all(tx: Tx, staff_id: StaffId, *, why: str, now: datetime, but: SessionId | None = None) -> None:
    """End every session of a person, except perhaps the one they are in."""
    statement = update(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(StaffSession.id != but)
    tx.session.execute(statement.values(ended_at=now, ended_why=why).execution_options(synchronize_session=False))


def open_ones(tx: Tx, staff_id: StaffId, *, since: datetime) -> Sequence[StoredSession]:
    """The whole sessions of a person begun since then and not ended, newest first."""
    query = select(StaffSession).where(
        StaffSession.staff_id == staff_id,
        StaffSession.ended_at.is_(None),
        StaffSession.whole,
        StaffSession.started_at >= since,
    )
    return [_stored(row) for row in tx.session.scalars(query.order_by(StaffSession.started_at.desc()))]


def forget_before(tx: Tx, moment: datetime) -> None:
    """Remove sessions begun, and links that ran out, before this moment."""
    tx.session.execute(delete(StaffSession).where(StaffSession.started_at < moment))
    tx.session.execute(delete(StaffLink).where(StaffLink.expires_at < moment))


def know_device(tx: Tx, token: str, staff_id: StaffId, *, now: datetime) -> None:
    """This person has signed in with this browser."""
    hashed = tx.keys.fingerprint(token, purpose=DEVICE)
    values = {"id": new_id(), "token_hash": hashed, "staff_id": staff_id, "seen_at": now}
    if not tx.insert_once(StaffDevice, values, unique=("token_hash", "staff_id")):
        tx.session.execute(
            update(StaffDevice)
            .where(StaffDevice.token_hash == hashed, StaffDevice.staff_id == staff_id)
            .values(seen_at=now)
        )


def knows_device(tx: Tx, token: str, staff_id: StaffId, *, since: datetime) -> bool:
    """Whether this person has signed in with this browser since then."""
    query = select(StaffDevice.id).where(
        StaffDevice.token_hash == tx.keys.fingerprint(token, purpose=DEVICE),
        StaffDevice.staff_id == staff_id,
        StaffDevice.seen_at >= since,
    )
    return tx.session.scalar(query) is not None


def forget_devices(tx: Tx, staff_id: StaffId) -> None:
    """No browser is known any more, as after a reset."""
    tx.session.execute(delete(StaffDevice).where(StaffDevice.staff_id == staff_id))


def make_link(
    tx: Tx, token: str, *, purpose: str, staff_id: StaffId | None, expires_at: datetime, now: datetime
) -> None:
    """Keep a one-time link; earlier ones with the same purpose for the same person stop working."""
    same = StaffLink.staff_id.is_(None) if staff_id is None else StaffLink.staff_id == staff_id
    tx.session.execute(update(StaffLink).where(same, StaffLink.used_at.is_(None)).values(used_at=now))
    hashed = tx.keys.fingerprint(token, purpose=LINK)
    row = StaffLink(
        id=new_id(), token_hash=hashed, purpose=purpose, staff_id=staff_id, expires_at=expires_at, used_at=None
    )
    tx.session.add(row)
    tx.session.flush()


def link(tx: Tx, token: str, *, now: datetime) -> StoredLink | None:
    """The unused link of this token, if it has not run out. Locks it until the transaction ends."""
    hashed = tx.keys.fingerprint(token, purpose=LINK)
    query = select(StaffLink).where(
        StaffLink.token_hash == hashed, StaffLink.used_at.is_(None), StaffLink.expires_at > now
    )
    row = tx.session.scalars(query.with_for_update()).first()
    if row is None:
        return None
    return StoredLink(row.id, row.purpose, StaffId(row.staff_id) if row.staff_id else None, row.expires_at)


def use_link(tx: Tx, link_id: str, *, now: datetime) -> None:
    """It has done its work."""
    tx.session.get_one(StaffLink, link_id).used_at = now
    tx.session.flush()


def end_links(tx: Tx, staff_id: StaffId, *, now: datetime) -> None:
    """No link of this person works any more."""
    tx.session.execute(
        update(StaffLink).where(StaffLink.staff_id == staff_id, StaffLink.used_at.is_(None)).values(used_at=now)
    )


def ask(tx: Tx, challenge: str, *, purpose: str, staff_id: StaffId | None, expires_at: datetime, now: datetime) -> None:
    """Remember a challenge that a passkey is asked to sign; those that ran out go."""
    tx.session.execute(delete(StaffChallenge).where(StaffChallenge.expires_at <= now))
    hashed = tx.keys.fingerprint(challenge, purpose=CHALLENGE)
    tx.session.add(StaffChallenge(id=hashed, purpose=purpose, staff_id=staff_id, expires_at=expires_at))
    tx.session.flush()


def take_challenge(tx: Tx, challenge: str, *, purpose: str, staff_id: StaffId | None, now: datetime) -> bool:
    """Use a challenge up; False when it was not asked for this, was used, or has run out."""
    same = StaffChallenge.staff_id.is_(None) if staff_id is None else StaffChallenge.staff_id == staff_id
    statement = (
        delete(StaffChallenge)
        .where(
            StaffChallenge.id == tx.keys.fingerprint(challenge, purpose=CHALLENGE),
            StaffChallenge.purpose == purpose,
            StaffChallenge.expires_at > now,
            same,
        )
        .returning(StaffChallenge.id)
    )
    return tx.session.scalar(statement) is not None


def _stored(row: StaffSession) -> StoredSession:
    return StoredSession(
        id=SessionId(row.id),
        staff_id=StaffId(row.staff_id),
        whole=row.whole,
        started_at=row.started_at,
        seen_at=row.seen_at,
        locked_at=row.locked_at,
        wrong_tries=row.wrong_tries,
    )
