"""Setting up: the one-time link, the authenticator app, recovery codes and the PIN."""

from __future__ import annotations

import base64
import re

from flask import Response, abort, request

from bot.console import codes, passwords, signing_in
from bot.console.access import ANY_STAGE_FRESH, EVERYBODY_FRESH, OPEN, Pages, Viewer, viewer
from bot.console.auditing import Auditor
from bot.console.pages.sign_in import let_in, next_page
from bot.console.site import Site
from bot.records import staff, staff_secrets, staff_sessions
from bot.records.engine import Tx
from bot.records.errors import WrongKey
from bot.records.ids import StaffId
from bot.records.staff_sessions import StoredLink

FIRST_ADMINISTRATOR, START, AGAIN = "first administrator", "start", "start again"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
USERNAME_FAULT = "Username must be 3 to 40 letters and numbers, with no spaces, like amina.k"


def add(pages: Pages, site: Site) -> None:
    """Add these pages."""
    _add_link(pages, site)
    _add_second_factor(pages, site)
    _add_recovery_codes(pages, site)
    _add_pin(pages, site)


def username_fault(username: str) -> str:
    """What is wrong with a new username; empty when nothing is."""
    if not username:
        return "Enter a username"
    return "" if USERNAME.fullmatch(username) else USERNAME_FAULT


def new_password_faults(*, username: str, name: str) -> dict[str, str]:
    """What is wrong with the new password of this request."""
    typed = request.form.get("new_password", "")
    fault = passwords.password_fault(typed, username=username, name=name)
    return {"new_password": fault} if fault else {}


def _add_link(pages: Pages, site: Site) -> None:
    @pages.form("/welcome/<token>", OPEN)
    def welcome(token: str) -> Response:
        with site.records.begin() as tx:
            link = staff_sessions.link(tx, token, now=site.clock())
            person = staff.get(tx, link.staff_id) if link and link.staff_id else None
            if link is None or (person is not None and not site.may_enter(person)):
                return site.page("link_over.html", status=404)
            first = link.purpose == FIRST_ADMINISTRATOR
            if first and staff.administrators(tx):
                return site.page("link_over.html", status=404)
        if request.method == "GET":
            return site.page("welcome.html", first=first, person=person)
        name = person.name if person else request.form.get("name", "").strip()
        username = person.username if person else signing_in.username_of(request.form.get("username", ""))
        errors = _first_faults(name, username) if first else {}
        errors |= new_password_faults(username=username, name=name)
        if not errors:
            hashed = passwords.hash_secret(request.form["new_password"])
            with site.records.begin() as tx:
                opened = _open_account(tx, site, token, name, username, hashed)
            if opened is not None:
                return site.carry(site.go("set_up_second_factor"), opened)
            errors["username" if first else "new_password"] = "This username is taken, or the link was used"
        return site.page("welcome.html", errors=errors, first=first, person=person, name=name, username=username)


def _first_faults(name: str, username: str) -> dict[str, str]:
    faults = {} if name else {"name": "Enter your name"}
    wrong = username_fault(username)
    return faults | ({"username": wrong} if wrong else {})


def _open_account(tx: Tx, site: Site, token: str, name: str, username: str, hashed: str) -> str | None:
    """Use the link up, in one transaction; returns the token of the half session."""
    now = site.clock()
    link = staff_sessions.link(tx, token, now=now)
    if link is None:
        return None
    person = link.staff_id or _first_administrator(tx, site, link, name, username)
    if person is None:
        return None
    staff_sessions.use_link(tx, link.id, now=now)
    staff_secrets.set_password(tx, person, hashed, now=now)
    Auditor(tx, username, now).did("password_set", "staff", person)
    return site.begin(tx, person, whole=False)


def _first_administrator(tx: Tx, site: Site, link: StoredLink, name: str, username: str) -> StaffId | None:
    if link.purpose != FIRST_ADMINISTRATOR or staff.administrators(tx):
        return None
    grants = [staff.Grant(staff.ADMINISTRATOR)]
    person = staff.add(tx, username=username, name=name, grants=grants, now=site.clock())
    if person is not None:
        Auditor(tx, username, site.clock()).did("staff_added", "staff", person)
    return person


def _add_second_factor(pages: Pages, site: Site) -> None:
    @pages.form("/set-up/second-factor", ANY_STAGE_FRESH)
    def set_up_second_factor() -> Response:
        found = viewer()
        _refuse_half_with_factor(site, found)
        secret = _offered(site, found.person.id) or codes.new_totp_secret()
        if request.method == "GET":
            return _offer(site, found, secret)
        step = codes.matching_step(secret, request.form.get("code", ""), now=site.real_clock())
        if step is None:
            typed = request.form.get("code", "")
            said = "The code is not right. Check that the phone's clock is right, then enter the code it shows now"
            return _offer(site, found, secret, errors={"code": said if typed.strip() else "Enter the code"})
        with site.records.begin() as tx:
            _refuse_half(tx, found)
            staff_secrets.set_totp(tx, found.person.id, secret, step=step, now=site.clock())
            site.auditor(tx, found).did("authenticator_set", "staff", found.person.id)
            if found.session.whole:
                return site.go("account")
            answer = signing_in.whole(tx, site, found.person, "signed_in")
        return let_in(site, answer, next_page(site, found.person.id, ""))


def _refuse_half(tx: Tx, found: Viewer) -> None:
    """The password alone must not change a second factor that is there."""
    if not found.session.whole and staff_secrets.of(tx, found.person.id).second_factor:
        abort(403)


def _refuse_half_with_factor(site: Site, found: Viewer) -> None:
    with site.records.reading() as tx:
        _refuse_half(tx, found)


def _offered(site: Site, person: StaffId) -> str | None:
    """The secret that this form was shown with: sealed, so that it comes back as it was given."""
    try:
        sealed = base64.urlsafe_b64decode(request.form.get("offer", ""))
        return site.records.keys.unseal(sealed, about=_about(person)) if sealed else None
    except (WrongKey, ValueError):
        return None


def _offer(site: Site, found: Viewer, secret: str, *, errors: dict[str, str] | None = None) -> Response:
    address = codes.totp_address(secret, found.person.username)
    sealed = base64.urlsafe_b64encode(site.records.keys.seal(secret, about=_about(found.person.id))).decode()
    return site.page(
        "second_factor.html",
        errors=errors,
        secret=codes.grouped(secret),
        address=address,
        qr=codes.qr_svg(address),
        offer=sealed,
        whole=found.session.whole,
    )


def _about(person: StaffId) -> str:
    return f"staff_secrets:{person}:offer"


def _add_recovery_codes(pages: Pages, site: Site) -> None:
    @pages.form("/set-up/recovery-codes", EVERYBODY_FRESH)
    def recovery_codes() -> Response:
        found = viewer()
        if request.method == "GET":
            with site.records.reading() as tx:
                has = staff_secrets.of(tx, found.person.id)
            return site.page("recovery.html", has=has, shown=())
        shown = codes.new_recovery_codes()
        with site.records.begin() as tx:
            kept = [codes.recovery_code(code) or "" for code in shown]
            staff_secrets.set_recovery_codes(tx, found.person.id, kept)
            has = staff_secrets.of(tx, found.person.id)
            site.auditor(tx, found).did("recovery_codes_made", "staff", found.person.id)
        return site.page("recovery.html", has=has, shown=shown)


def _add_pin(pages: Pages, site: Site) -> None:
    @pages.form("/set-up/pin", EVERYBODY_FRESH)
    def pin() -> Response:
        found = viewer()
        if request.method == "GET":
            return site.page("pin.html")
        typed = request.form.get("pin", "").strip()
        fault = passwords.pin_fault(typed)
        if fault:
            return site.page("pin.html", errors={"pin": fault})
        hashed = passwords.hash_secret(typed)
        with site.records.begin() as tx:
            staff_secrets.set_pin(tx, found.person.id, hashed)
            site.auditor(tx, found).did("pin_set", "staff", found.person.id)
        return site.go("start")
