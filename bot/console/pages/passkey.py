"""The addresses that the passkey script talks to: JSON in, JSON out, with the form token in a header."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for

from bot.console import passkeys, signing_in
from bot.console.access import ANY_STAGE_FRESH, HALF, OPEN, Pages, Viewer, viewer
from bot.console.pages.sign_in import let_in, next_page
from bot.console.passkeys import NotThisPasskey
from bot.console.site import Site, safe_next
from bot.records import staff, staff_secrets
from bot.records.engine import Tx

LARGEST = 64 * 1024
NOT_KNOWN = "That passkey did not work here. Try again, or sign in another way"


def add(pages: Pages, site: Site) -> None:
    """Add these addresses."""
    _add_registering(pages, site)
    _add_signing(pages, site)


def _add_registering(pages: Pages, site: Site) -> None:
    @pages.post("/passkeys/new", ANY_STAGE_FRESH)
    def passkey_options() -> Response:
        found = viewer()
        with site.records.begin() as tx:
            if _may_not_add(tx, found):
                return _no(403)
            return jsonify(passkeys.ask_to_register(tx, site, found.person))

    @pages.post("/passkeys", ANY_STAGE_FRESH)
    def passkey_register() -> Response:
        found = viewer()
        told = _told()
        name = str(told.get("name") or "").strip()[:60] or "Passkey"
        with site.records.begin() as tx:
            if _may_not_add(tx, found):
                return _no(403)
            try:
                passkeys.register(tx, site, found.person, told.get("credential") or {}, name=name)
            except NotThisPasskey:
                return _no(422)
            site.auditor(tx, found).did("passkey_added", "staff", found.person.id)
            if found.session.whole:
                return jsonify(next=url_for("console.account"))
            answer = signing_in.whole(tx, site, found.person, "signed_in_with_passkey")
        return _in(site, answer, next_page(site, found.person.id, ""))


def _add_signing(pages: Pages, site: Site) -> None:
    @pages.post("/sign-in/passkey/ask", OPEN)
    def passkey_ask() -> Response:
        with site.records.begin() as tx:
            return jsonify(passkeys.ask_to_sign(tx, site, None))

    @pages.post("/sign-in/passkey", OPEN)
    def passkey_sign_in() -> Response:
        told = _told()
        with site.records.begin() as tx:
            try:
                key = passkeys.signed(tx, site, None, told.get("credential") or {})
            except NotThisPasskey:
                return _no(422)
            person = staff.get(tx, key.staff_id)
            if not site.may_enter(person):
                return _no(422)
            answer = signing_in.whole(tx, site, person, "signed_in_with_passkey")
        return _in(site, answer, next_page(site, person.id, safe_next(str(told.get("next", "")))))

    @pages.post("/sign-in/code/passkey/ask", HALF)
    def passkey_second_ask() -> Response:
        with site.records.begin() as tx:
            return jsonify(passkeys.ask_to_sign(tx, site, viewer().person.id))

    @pages.post("/sign-in/code/passkey", HALF)
    def passkey_second() -> Response:
        found, told = viewer(), _told()
        with site.records.begin() as tx:
            try:
                passkeys.signed(tx, site, found.person.id, told.get("credential") or {})
            except NotThisPasskey:
                return _no(422)
            answer = signing_in.whole(tx, site, found.person, "signed_in_with_passkey")
        return _in(site, answer, next_page(site, found.person.id, safe_next(str(told.get("next", "")))))


def _may_not_add(tx: Tx, found: Viewer) -> bool:
    """The password alone must not add a second factor where there is one."""
    return not found.session.whole and staff_secrets.of(tx, found.person.id).second_factor


def _told() -> dict[str, Any]:
    request.max_content_length = LARGEST
    told = request.get_json(silent=True)
    return told if isinstance(told, dict) else {}


def _no(status: int) -> Response:
    answer = jsonify(error=NOT_KNOWN)
    answer.status_code = status
    return answer


def _in(site: Site, answer: signing_in.Answer, onward: str) -> Response:
    let = let_in(site, answer, onward)
    response = jsonify(next=onward)
    for cookie in let.headers.getlist("Set-Cookie"):
        response.headers.add("Set-Cookie", cookie)
    return response
