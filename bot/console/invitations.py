"""One-time links: to make the first administrator, to start an account, or to start again after a reset."""

from __future__ import annotations

from datetime import datetime

from bot.console import sessions
from bot.console.pages.set_up import AGAIN, FIRST_ADMINISTRATOR, START
from bot.records import staff, staff_secrets, staff_sessions
from bot.records.engine import Records, Tx
from bot.records.ids import StaffId
from bot.settings import Settings

__all__ = ["AGAIN", "START", "disable", "first_admin_link", "invite", "reset"]


def first_admin_link(settings: Settings, records: Records) -> str | None:
    """A link that makes the first administrator, once, within 3 days; None when there is one already,
    or in a demonstration, which has its own accounts. Earlier links stop working."""
    if settings.demo:
        return None
    with records.begin() as tx:
        if staff.administrators(tx):
            return None
        return _link(tx, settings, purpose=FIRST_ADMINISTRATOR, person=None, now=settings.clock())


def invite(tx: Tx, settings: Settings, person: StaffId, *, now: datetime) -> str:
    """A link with which a new member of staff chooses a password."""
    return _link(tx, settings, purpose=START, person=person, now=now)


def reset(tx: Tx, settings: Settings, person: StaffId, *, now: datetime) -> str:
    """Take away everything this person could sign in with, end their sessions, and give a link to start again."""
    staff_secrets.clear(tx, person)
    staff_sessions.forget_devices(tx, person)
    staff_sessions.end_all(tx, person, why="reset", now=now)
    return _link(tx, settings, purpose=AGAIN, person=person, now=now)


def disable(tx: Tx, person: StaffId, *, now: datetime) -> None:
    """Let nobody in with this account, from now on and where it is in."""
    staff.set_active(tx, person, False)
    staff_sessions.end_links(tx, person, now=now)
    staff_sessions.end_all(tx, person, why="disabled", now=now)


def _link(tx: Tx, settings: Settings, *, purpose: str, person: StaffId | None, now: datetime) -> str:
    token = sessions.new_token()
    until = now + sessions.LINK_LASTS
    staff_sessions.make_link(tx, token, purpose=purpose, staff_id=person, expires_at=until, now=now)
    return f"{settings.public_url}/console/welcome/{token}"
