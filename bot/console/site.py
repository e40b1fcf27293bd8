"""The parts that every page of the staff site works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, g, make_response, redirect, request, session, url_for

from bot.console import sessions
from bot.console.access import Viewer
from bot.console.auditing import Auditor
from bot.console.look import Look
from bot.records import staff, staff_sessions
from bot.records.engine import Records, Tx
from bot.records.ids import StaffId
from bot.settings import Settings

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Site:
    """Settings, records and clocks. `clock` may be a demonstration's; `real_clock` is what phones show."""

    settings: Settings
    records: Records
    clock: Clock
    real_clock: Clock
    look: Look
    cookies: sessions.Cookies

    def page(
        self, template: str, *, status: int = 200, errors: Mapping[str, str] | None = None, **values: Any
    ) -> Response:
        """A page; with errors its status says that nothing was done."""
        if errors and status == 200:
            status = 422
        return make_response(self.look.render(template, errors=errors, **values), status)

    def go(self, endpoint: str, **values: Any) -> Response:
        """On to another page."""
        return make_response(redirect(url_for(f"console.{endpoint}", **values), code=303))

    def auditor(self, tx: Tx, viewer: Viewer) -> Auditor:
        """Writes what this viewer does."""
        return Auditor(tx, viewer.person.username, self.clock())

    def may_enter(self, person: staff.Colleague) -> bool:
        """Whether this account works here at all: demonstration accounts only in a demonstration."""
        return person.active and (self.settings.demo or not person.demo)

    def find_viewer(self) -> Viewer | None:
        """Who this browser is, by its session cookie; None when it is nobody or the session is over."""
        token = request.cookies.get(self.cookies.session, "")
        if not token:
            return None
        with self.records.reading() as tx:
            stored = staff_sessions.find(tx, token)
            if stored is None or sessions.standing(stored, self.clock()) == "over":
                return None
            person = staff.get(tx, stored.staff_id)
        return Viewer(person, stored) if self.may_enter(person) else None

    def begin(self, tx: Tx, person: StaffId, *, whole: bool) -> str:
        """Start a session with a new token; the one this browser had ends. Returns the token."""
        now = self.clock()
        before = staff_sessions.find(tx, request.cookies.get(self.cookies.session, ""))
        if before is not None:
            staff_sessions.end(tx, before.id, why="went on" if not before.whole else "signed in anew", now=now)
        token = sessions.new_token()
        staff_sessions.start(tx, token, person, whole=whole, now=now)
        return token

    def carry(self, response: Response, token: str) -> Response:
        """Hand the new session to the browser, with fresh form tokens."""
        session.pop("csrf_token", None)
        self.cookies.give_session(response, token)
        return response

    def remember_browser(self, tx: Tx, person: StaffId) -> str:
        """This browser has signed in as this person: what guessers do elsewhere does not slow it."""
        token = request.cookies.get(self.cookies.device, "") or sessions.new_token()
        staff_sessions.know_device(tx, token, person, now=self.clock())
        return token

    def known_browser(self, tx: Tx, person: StaffId) -> str | None:
        """This browser's mark when the person has signed in with it before."""
        token = request.cookies.get(self.cookies.device, "")
        if not token or len(token) > 100:
            return None
        known = staff_sessions.knows_device(tx, token, person, since=self.clock() - sessions.DEVICE_KNOWN)
        return tx.keys.fingerprint(token, purpose=staff_sessions.DEVICE) if known else None

    @staticmethod
    def address() -> str:
        """The address that asks."""
        return request.remote_addr or "unknown"

    @staticmethod
    def locked() -> bool:
        return bool(g.get("locked"))


def safe_next(path: str) -> str:
    """A page of this site to go on to, or its start page: never another site."""
    ok = path.startswith("/console") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ok else "/console"
