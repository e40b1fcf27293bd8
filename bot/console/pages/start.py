"""The start page of each role, and the page for addresses that do not exist."""

from __future__ import annotations

from flask import Response, abort, current_app

from bot.console import look, roles
from bot.console.access import EVERYBODY, OPEN, Pages, viewer
from bot.console.look import LONDON
from bot.console.pages.sign_in import next_page
from bot.console.site import Site


def add(pages: Pages, site: Site) -> None:
    """Add these pages."""

    @pages.route("", EVERYBODY)
    def start() -> Response:
        from bot.safety import numbers  # reads its tables, which the web need not wait for at its start

        found = viewer()
        onward = next_page(site, found.person.id, "")
        if onward != "/console":
            response = site.go("start")
            response.location = onward
            return response
        rooms = [room for room in roles.ROOMS if found.holds(*room.roles)]
        return site.page(
            "start.html",
            rooms=[(room, look.exists(current_app, room)) for room in rooms],
            overdue=numbers.overdue(site.clock().astimezone(LONDON).date()),
        )

    @pages.route("/<path:address>", OPEN)
    def nowhere(address: str) -> Response:
        abort(404)
