"""What a session still allows: how long it lasts, when it locks, and the cookies that carry it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Literal

from flask import Response

from bot.records.staff_sessions import StoredSession

#: After 15 idle minutes the PIN is asked for; after 12 hours everything (NHS screening service; ASVS 7.3).
IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=12)
#: From the right password to the second factor.
HALF_LASTS = timedelta(minutes=15)
#: A session is marked as used at most this often, so that reading pages writes little.
SEEN_EVERY = timedelta(seconds=30)
#: Tries of the PIN, or of the code, before the session ends.
TRIES = 5
#: How long a browser stays known, and one-time links work.
DEVICE_KNOWN, LINK_LASTS, CHALLENGE_LASTS = timedelta(days=180), timedelta(hours=72), timedelta(minutes=5)

#: How long after signing in, or giving the password again, one may change how one signs in.
FRESH = timedelta(minutes=10)
CONFIRMED = "staff_confirmed"

Standing = Literal["over", "half", "locked", "open"]


def standing(session: StoredSession, now: datetime) -> Standing:
    """What this session allows now. A clock set back counts as over."""
    if now - session.started_at >= (LONGEST if session.whole else HALF_LASTS) or now < session.started_at:
        return "over"
    if not session.whole:
        return "half"
    return "locked" if session.locked_at is not None or now - session.seen_at >= IDLE else "open"


def is_fresh(session: StoredSession, confirmed: object, now: datetime) -> bool:
    """Whether the password was given lately. `confirmed` is what `confirmation` made, from a signed cookie."""
    if now - session.started_at < FRESH:
        return True
    if not isinstance(confirmed, list) or len(confirmed) != 2 or confirmed[0] != session.id:
        return False
    at = confirmed[1]
    return isinstance(at, float | int) and timedelta(0) <= now - datetime.fromtimestamp(at, UTC) < FRESH


def confirmation(session: StoredSession, now: datetime) -> list[str | float]:
    """The mark that this session's password was given again."""
    return [session.id, now.timestamp()]


def new_token() -> str:
    """A token nobody can guess (256 bits)."""
    return secrets.token_urlsafe(32)


class Cookies:
    """The two cookies of the staff site: the session's, and the one that tells a known browser."""

    def __init__(self, *, https: bool) -> None:
        self.https = https
        prefix = "__Host-" if https else ""  # such a cookie can only come from this very host
        self.session, self.device = f"{prefix}signpost-staff", f"{prefix}signpost-device"

    def give_session(self, response: Response, token: str) -> None:
        """It ends with the browser; the server ends it earlier."""
        response.set_cookie(self.session, token, secure=self.https, httponly=True, samesite="Lax", path="/")

    def take_session(self, response: Response) -> None:
        """Remove it from the browser."""
        response.delete_cookie(self.session, secure=self.https, httponly=True, samesite="Lax", path="/")

    def give_device(self, response: Response, token: str) -> None:
        """Tell this browser again next time."""
        response.set_cookie(
            self.device,
            token,
            max_age=DEVICE_KNOWN,
            secure=self.https,
            httponly=True,
            samesite="Lax",
            path="/",
        )
