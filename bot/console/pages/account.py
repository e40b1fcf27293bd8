"""A person's own account: password, second factors, recovery codes, PIN, and where they are signed in."""

from __future__ import annotations

from flask import Response, abort, request, session

from bot.console import guessing, passwords, sessions
from bot.console.access import EVERYBODY, EVERYBODY_FRESH, Pages, Viewer, viewer
from bot.console.pages.set_up import new_password_faults
from bot.console.site import Site, safe_next
from bot.records import staff_secrets, staff_sessions
from bot.records.errors import UnknownRecord
from bot.records.ids import PasskeyId

WRONG = "Enter the password that you use now"


def add(pages: Pages, site: Site) -> None:
    """Add these pages."""
    _add_account(pages, site)
    _add_passwords(pages, site)
    _add_passkeys(pages, site)


def _add_account(pages: Pages, site: Site) -> None:
    @pages.route("/account", EVERYBODY)
    def account() -> Response:
        found = viewer()
        with site.records.reading() as tx:
            has, keys = staff_secrets.of(tx, found.person.id), staff_secrets.passkeys(tx, found.person.id)
            open_ones = staff_sessions.open_ones(tx, found.person.id, since=site.clock() - sessions.LONGEST)
        others = len([one for one in open_ones if one.id != found.session.id])
        return site.page("account.html", has=has, keys=keys, others=others)

    @pages.post("/account/elsewhere", EVERYBODY)
    def sign_out_elsewhere() -> Response:
        found = viewer()
        with site.records.begin() as tx:
            now = site.clock()
            staff_sessions.end_all(tx, found.person.id, why="from elsewhere", now=now, but=found.session.id)
            site.auditor(tx, found).did("signed_out_elsewhere", "staff", found.person.id)
        return site.go("account")


def _add_passwords(pages: Pages, site: Site) -> None:
    @pages.form("/account/confirm", EVERYBODY)
    def confirm() -> Response:
        found, onward = viewer(), safe_next(request.values.get("next", ""))
        errors = _old_password_faults(site, found) if request.method == "POST" else {}
        if request.method == "GET" or errors:
            return site.page("confirm.html", errors=errors, next=onward)
        session[sessions.CONFIRMED] = sessions.confirmation(found.session, site.clock())
        response = site.go("account")
        response.location = onward
        return response

    @pages.form("/account/password", EVERYBODY)
    def change_password() -> Response:
        found = viewer()
        if request.method == "GET":
            return site.page("password.html")
        errors = _old_password_faults(site, found)
        errors |= new_password_faults(username=found.person.username, name=found.person.name)
        if errors:
            return site.page("password.html", errors=errors)
        hashed = passwords.hash_secret(request.form["new_password"])
        with site.records.begin() as tx:
            now = site.clock()
            staff_secrets.set_password(tx, found.person.id, hashed, now=now)
            staff_sessions.end_all(tx, found.person.id, why="new password", now=now, but=found.session.id)
            site.auditor(tx, found).did("password_set", "staff", found.person.id)
        return site.go("account")


def _add_passkeys(pages: Pages, site: Site) -> None:
    @pages.route("/account/passkeys/add", EVERYBODY_FRESH)
    def add_passkey() -> Response:
        return site.page("add_passkey.html")

    @pages.form("/account/passkeys/<key>/remove", EVERYBODY_FRESH)
    def remove_passkey(key: str) -> Response:
        found = viewer()
        with site.records.reading() as tx:
            own = {one.id: one for one in staff_secrets.passkeys(tx, found.person.id)}
            has = staff_secrets.of(tx, found.person.id)
        chosen = own.get(PasskeyId(key)) or abort(404)
        last = has.totp is None and len(own) == 1
        if request.method == "GET" or last:
            return site.page("remove_passkey.html", key=chosen, last=last)
        try:
            with site.records.begin() as tx:
                staff_secrets.remove_passkey(tx, found.person.id, chosen.id)
                site.auditor(tx, found).did("passkey_removed", "staff", found.person.id)
        except UnknownRecord:
            abort(404)
        return site.go("account")


def _old_password_faults(site: Site, found: Viewer) -> dict[str, str]:
    """Whether the present password was given: a desk left open must not be enough to take an account over."""
    typed = request.form.get("password", "")
    if not typed:
        return {"password": WRONG}
    about = (("device", f"change:{found.person.id}"),)
    with site.records.begin() as tx:
        tried = guessing.count(tx, about, now=site.clock())
        hashed = staff_secrets.of(tx, found.person.id).password_hash
    if tried.attempt is None:
        return {"password": f"Too many tries. Wait {guessing.in_words(tried.wait)}, then try again"}
    if not passwords.is_right(hashed, typed[: passwords.LONGEST]):
        return {"password": WRONG}
    with site.records.begin() as tx:
        guessing.was_right(tx, tried.attempt, about)
    return {}
