"""The staff site with one person for each role, clocks that the tests move, and a browser without windows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot import console
from bot.carriers import SimulatedCarrier
from bot.console import passwords
from bot.intake import Intake
from bot.records import staff, staff_secrets
from bot.records.engine import Records
from bot.records.ids import StaffId
from bot.records.keys import Keys
from bot.records.staff import BOROUGH, HELD_AT, ROLES, Grant
from bot.settings import Settings
from bot.spool import Spool
from bot.web import create_app

KEY = b"a number key that only the tests know"
PASSWORD, PIN, SECRET = "kettle meadow lantern", "4826", pyotp.random_base32()
MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
#: One place of each kind: Roman Road in the east, Brownhill in the north.
HERE = {"practice": "P81709", "locality": "east", "borough": BOROUGH}
ELSEWHERE = {"practice": "P81155", "locality": "north", "borough": BOROUGH}
_HASHES: dict[str, str] = {}
#: A migrated database without any row, made by the first test and copied by the others.
_EMPTY: list[bytes] = []


def hashed(text: str) -> str:
    """A hash, made once for all tests: each takes as long as it should."""
    return _HASHES.setdefault(text, passwords.hash_secret(text))


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def later(self, **spans: float) -> None:
        self.now += timedelta(**spans)


@dataclass
class StaffSite:
    """The application with its parts in reach."""

    settings: Settings
    records: Records
    app: Flask
    clock: Clock
    people: dict[str, StaffId] = field(default_factory=dict)

    def add(self, username: str, *grants: Grant, demo: bool = False, ready: bool = True) -> StaffId:
        """Somebody with these roles; `ready` to sign in with PASSWORD, SECRET and PIN."""
        with self.records.begin() as tx:
            person = staff.add(tx, username=username, name=username.title(), grants=grants, demo=demo, now=self.clock())
            assert person is not None
            if ready:
                staff_secrets.set_password(tx, person, hashed(PASSWORD), now=self.clock())
                staff_secrets.set_totp(tx, person, SECRET, step=0, now=self.clock())
                staff_secrets.set_recovery_codes(tx, person, ["abcdefghjkmn", "bcdefghjkmnp"])
                staff_secrets.set_pin(tx, person, hashed(PIN))
        self.people[username] = person
        return person

    def one_of_each(self) -> None:
        """One person for each role, named as the role."""
        for role in ROLES:
            self.add(role.replace("_", "."), Grant(role, HERE[HELD_AT[role]]))

    def browser(self, address: str = "127.0.0.1") -> Desk:
        return Desk(self, self.app.test_client(), address)

    def signed_in(self, username: str) -> Desk:
        """A browser in which this person has signed in; the clock moves on to a fresh code."""
        desk = self.browser()
        assert desk.sign_in(username).headers["Location"].endswith("/console")
        return desk

    def acts(self) -> list[str]:
        """What the audit says, oldest first."""
        from bot.records import audit

        with self.records.reading() as tx:
            return [entry.what for entry in reversed(audit.page(tx, limit=1000))]


@dataclass
class Desk:
    """One browser at one address."""

    site: StaffSite
    client: FlaskClient
    address: str = "127.0.0.1"

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"/console{path}", environ_overrides={"REMOTE_ADDR": self.address})

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(f"/console{path}", data=fields, environ_overrides={"REMOTE_ADDR": self.address})

    def password(self, username: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/sign-in", username=username, password=password, **more)

    def code(self, typed: str | None = None, **more: str) -> TestResponse:
        """Give a code: a fresh one of the app unless another is named."""
        if typed is None:
            self.site.clock.later(seconds=30)
            typed = code_at(self.site.clock())
        return self.post("/sign-in/code", code=typed, **more)

    def sign_in(self, username: str) -> TestResponse:
        first = self.password(username)
        assert first.status_code == 303, first.text
        return self.code()

    @property
    def inside(self) -> bool:
        """Whether this browser may see its own account page."""
        return self.get("/account").status_code == 200


def code_at(moment: datetime) -> str:
    """What an authenticator app shows then."""
    return pyotp.TOTP(SECRET).at(moment)


@contextmanager
def staff_site(home: Path, *, csrf: bool = False, ahead: timedelta = timedelta(0), **env: str) -> Iterator[StaffSite]:
    """`ahead`: how far a demonstration's clock is set before the real one, which the tests move."""
    settings = Settings.from_env({"SIGNPOST_HOME": str(home), **env})
    if _EMPTY:
        (home / "records.sqlite3").write_bytes(_EMPTY[0])
    records = Records.open(settings.records_database_url, Keys(KEY))
    if not _EMPTY:
        records.migrate()
        records.scrub()
        _EMPTY.append((home / "records.sqlite3").read_bytes())
    clock = Clock()
    intake = Intake(records, Spool(home / "spool", KEY), clock=clock, wake=lambda: None)
    blueprint = console.blueprint(settings, records, clock=lambda: clock() + ahead, real_clock=clock)
    app = create_app(
        settings, carrier=SimulatedCarrier(settings.demo_token), intake=intake, probes={}, blueprints=[blueprint]
    )
    app.config["WTF_CSRF_ENABLED"] = csrf
    yield StaffSite(settings, records, app, clock)
    records.close()
