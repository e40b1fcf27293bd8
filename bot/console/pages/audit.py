"""The audit, for administrators: who did what to which record, and when; never what it said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Response, request

from bot.console.access import Pages, only, viewer
from bot.console.auditing import ACTS
from bot.console.look import LONDON
from bot.console.site import Site
from bot.records import audit, staff
from bot.records.ids import AuditId
from bot.records.staff import ADMINISTRATOR

ON_A_PAGE = 50


def add(pages: Pages, site: Site) -> None:
    """Add this page."""

    @pages.route("/audit", only(ADMINISTRATOR), name="audit")
    def audit_page() -> Response:
        asked, errors = request.args, {}
        on = _day(asked.get("on", ""))
        if asked.get("on", "").strip() and on is None:
            errors["on"] = "Enter a date like 6/8/2026"
        with site.records.begin() as tx:
            people = staff.everybody(tx)
            # A username is personal, so the address holds the person's opaque id.
            who = next((one for one in people if one.id == asked.get("who")), None)
            found = audit.page(
                tx,
                limit=ON_A_PAGE + 1,
                who=who.username if who else None,
                since=_start(on),
                until=_start(on + timedelta(days=1)) if on else None,
                after=AuditId(asked["after"]) if asked.get("after") else None,
            )
            site.auditor(tx, viewer()).did("audit_read", "audit", who.id if who else "all")
        names = {one.username: one.name for one in people}
        return site.page(
            "audit.html",
            errors=errors,
            entries=found[:ON_A_PAGE],
            more=found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None,
            people=people,
            names=names,
            staff_names={one.id: one.name for one in people},
            acts=ACTS,
            who=who,
            on=asked.get("on", ""),
        )


def _day(typed: str) -> date | None:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(typed.strip(), form).date()  # noqa: DTZ007  (a day, not a moment)
        except ValueError:
            continue
    return None


def _start(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(0), LONDON)
