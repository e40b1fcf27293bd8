"""The steps of signing in, without pages: the password, the second factor, the PIN."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from bot.console import codes, guessing, passwords, sessions
from bot.console.access import Viewer
from bot.console.auditing import Auditor
from bot.console.site import Site
from bot.records import staff, staff_guesses, staff_secrets, staff_sessions
from bot.records.engine import Tx
from bot.records.ids import StaffId
from bot.records.staff import Colleague

LONGEST_USERNAME = 80
#: An ended session is kept so long, for questions that come up later.
SESSIONS_KEPT = timedelta(days=30)
#: Stands for an account that does not exist, so that it takes as many queries and rows as one that does.
NOBODY = StaffId("unknown")


@dataclass(frozen=True)
class Answer:
    """How a try went. `token` opens the new session; `device` is the cookie that knows this browser."""

    how: Literal["right", "wrong", "wait", "used", "ended"]
    token: str = ""
    device: str = ""
    wait: timedelta = timedelta(0)


def username_of(typed: str) -> str:
    """A username as it is kept: people type capitals and spaces."""
    return typed.strip().casefold()[:LONGEST_USERNAME]


def password(site: Site, typed_name: str, typed_password: str) -> Answer:
    """Check a username and password. Who exists is not to be told from the answer, its words or its time."""
    username = username_of(typed_name)
    with site.records.begin() as tx:
        person = staff.find(tx, username)
        if person is not None and not site.may_enter(person):
            person = None
        who = person.id if person else NOBODY
        device = site.known_browser(tx, who)
        about = guessing.buckets(account=username, address=site.address(), device=device)
        tried = guessing.count(tx, about, now=site.clock())
        hashed = staff_secrets.of(tx, who).password_hash
    if tried.attempt is None:
        return Answer("wait", wait=tried.wait)
    right = passwords.is_right(hashed, typed_password[: passwords.LONGEST])
    with site.records.begin() as tx:
        if not right or person is None or hashed is None:
            _audit(tx, site, "signpost", "sign_in_failed", who)
            return Answer("wrong")
        guessing.was_right(tx, tried.attempt, about)
        if passwords.needs_new_hash(hashed):
            staff_secrets.set_password(tx, person.id, passwords.hash_secret(typed_password), now=site.clock())
        return Answer("right", token=site.begin(tx, person.id, whole=False))


def second_factor(site: Site, viewer: Viewer, typed: str) -> Answer:
    """Check an authenticator code or a recovery code; right, it makes the session whole."""
    with site.records.begin() as tx:
        tried, about, ended = _count_code(tx, site, viewer)
        if ended:
            return Answer("ended")
        if tried.attempt is None:
            return Answer("wait", wait=tried.wait)
        found = _which_code(tx, site, viewer.person, typed)
        if found in ("wrong", "used"):
            _audit(tx, site, "signpost", "sign_in_failed", viewer.person.id)
            return Answer("used" if found == "used" else "wrong")
        guessing.was_right(tx, tried.attempt, about)
        return whole(tx, site, viewer.person, found)


def whole(tx: Tx, site: Site, person: Colleague, act: str) -> Answer:
    """Both factors are there: a whole session, with a new token, in a browser that is known from now on."""
    token, device = site.begin(tx, person.id, whole=True), site.remember_browser(tx, person.id)
    now = site.clock()
    staff_sessions.forget_before(tx, now - SESSIONS_KEPT)
    staff_guesses.forget_before(tx, now - guessing.KEPT)
    _audit(tx, site, person.username, act, person.id)
    return Answer("right", token=token, device=device)


def pin(site: Site, viewer: Viewer, typed: str) -> Answer:
    """Check the PIN of a locked session; the fifth wrong one ends it."""
    with site.records.begin() as tx:
        hashed = staff_secrets.of(tx, viewer.person.id).pin_hash
        tries = staff_sessions.count_try(tx, viewer.session.id)
    right = tries <= sessions.TRIES and passwords.is_right(hashed, typed.strip()[: passwords.PIN_LONGEST + 1])
    now = site.clock()
    with site.records.begin() as tx:
        auditor = site.auditor(tx, viewer)
        if right:
            staff_sessions.unlock(tx, viewer.session.id, now=now)
            auditor.did("unlocked", "staff", viewer.person.id)
            return Answer("right")
        auditor.did("pin_failed", "staff", viewer.person.id)
        if tries < sessions.TRIES:
            return Answer("wrong")
        staff_sessions.end(tx, viewer.session.id, why="wrong PINs", now=now)
        auditor.did("session_ended_wrong_tries", "staff", viewer.person.id)
        return Answer("ended")


def _count_code(tx: Tx, site: Site, viewer: Viewer) -> tuple[guessing.Try, tuple[tuple[str, str], ...], bool]:
    device = site.known_browser(tx, viewer.person.id)
    about = guessing.buckets(account=viewer.person.id, address=site.address(), device=device, code=True)
    tried = guessing.count(tx, about, now=site.clock())
    if tried.attempt is not None and staff_sessions.count_try(tx, viewer.session.id) > sessions.TRIES:
        staff_sessions.end(tx, viewer.session.id, why="wrong codes", now=site.clock())
        _audit(tx, site, "signpost", "session_ended_wrong_tries", viewer.person.id)
        return tried, about, True
    return tried, about, False


def _which_code(tx: Tx, site: Site, person: Colleague, typed: str) -> str:
    """The act that this code makes, or "wrong", or "used" for a right one that was taken before."""
    secret = staff_secrets.of(tx, person.id).totp
    step = codes.matching_step(secret, typed, now=site.real_clock()) if secret else None
    if step is not None:
        return "signed_in" if staff_secrets.use_totp_step(tx, person.id, step) else "used"
    recovery = codes.recovery_code(typed)
    if recovery and staff_secrets.use_recovery_code(tx, person.id, recovery, now=site.clock()):
        return "signed_in_with_recovery_code"
    return "wrong"


def _audit(tx: Tx, site: Site, who: str, what: str, staff_id: str) -> None:
    Auditor(tx, who, site.clock()).did(what, "staff", staff_id)
