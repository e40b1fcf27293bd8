"""The staff site: guided sessions, referrals, the directory and reports, for people who have signed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, make_response
from werkzeug.exceptions import HTTPException

from bot.console import guard
from bot.console.access import OPEN, Pages
from bot.console.demo import create_soon as create_demo_accounts_soon
from bot.console.invitations import first_admin_link
from bot.console.look import Look
from bot.console.pages import account, audit, passkey, set_up, sign_in, staff, start
from bot.console.sessions import Cookies
from bot.console.site import Site
from bot.records.engine import Records
from bot.settings import Settings

__all__ = ["blueprint", "create_demo_accounts_soon", "first_admin_link"]

PARTS = (sign_in, passkey, set_up, account, staff, audit, start)
NEVER_CHANGES = "public, max-age=31536000, immutable"

#: What the pages for refused requests say.
REFUSED = {
    400: ("That did not work", "The form had expired or was not complete. Go back and try again."),
    403: ("You cannot see this page", "It is for people with another role. If you need it, ask an administrator."),
    404: ("Page not found", "Check the address, or go to the start page."),
    405: ("Page not found", "Check the address, or go to the start page."),
    413: ("That is too big", "Try a smaller file."),
    500: ("Sorry, there is a problem", "Try again in a minute."),
}


def _now() -> datetime:
    return datetime.now(UTC)


def blueprint(
    settings: Settings,
    records: Records,
    *,
    clock: Callable[[], datetime] | None = None,
    real_clock: Callable[[], datetime] = _now,
) -> Blueprint:
    """The pages under `/console`. `real_clock` is the time that authenticator apps show."""
    made = Blueprint("console", __name__, url_prefix="/console", static_folder="static", static_url_path="/files")
    https = settings.public_url.startswith("https:")
    site = Site(
        settings=settings,
        records=records,
        clock=clock or settings.clock,
        real_clock=real_clock,
        look=Look(demo=settings.demo),
        cookies=Cookies(https=https),
    )
    pages = Pages(made)
    pages.access["console.static"] = OPEN
    guard.install(pages, site)
    _add_frontend(pages, site)
    for part in PARTS:
        part.add(pages, site)
    made.register_error_handler(HTTPException, lambda fault: _refused(site, fault))
    made.access, made.look = pages.access, site.look  # type: ignore[attr-defined]  # for the tests of every route
    return made


def _refused(site: Site, fault: HTTPException) -> Response:
    code = fault.code or 500
    if code < 400:
        return make_response(fault.get_response())
    heading, advice = REFUSED.get(code, REFUSED[500])
    return site.page("refused.html", status=code, heading=heading, advice=advice)


def _add_frontend(pages: Pages, site: Site) -> None:
    """The design system's stylesheet and script, named by their hash."""

    # bot/web lets browsers keep what ends in "static".
    @pages.route("/look/<version>/<name>", OPEN)
    def frontend_static(version: str, name: str) -> Response:
        found = site.look.frontend
        if found is None or version != found.version:
            abort(404)
        kinds = {"nhsuk.css": (found.css, "text/css"), "nhsuk.js": (found.js, "text/javascript")}
        if name not in kinds:
            abort(404)
        body, kind = kinds[name]
        return Response(body, mimetype=kind, headers={"Cache-Control": NEVER_CHANGES})
