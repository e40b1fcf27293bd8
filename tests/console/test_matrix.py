"""Every route with every kind of visitor: the matrix is built from the application itself, and all of it is tried.

What each route asks for is written down here a second time, by hand, so that opening one takes two people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from bot.console.access import Pages
from bot.records.staff import ROLES, Grant
from tests.console.parts import Desk, StaffSite, staff_site

ANYBODY, HALF, HALF_OR_IN, ALL = {"anybody"}, {"half"}, {"half", *ROLES}, set(ROLES)
ADMINISTRATORS = {"administrator"}

#: Who may open each endpoint of the console.
MAY = {
    "static": ANYBODY,
    "frontend_static": ANYBODY,
    "nowhere": ANYBODY,
    "sign_in": ANYBODY,
    "welcome": ANYBODY,
    "passkey_ask": ANYBODY,
    "passkey_sign_in": ANYBODY,
    "code": HALF,
    "passkey_second_ask": HALF,
    "passkey_second": HALF,
    "sign_out": HALF_OR_IN,
    "set_up_second_factor": HALF_OR_IN,
    "passkey_options": HALF_OR_IN,
    "passkey_register": HALF_OR_IN,
    "lock": ALL,
    "lock_now": ALL,
    "recovery_codes": ALL,
    "pin": ALL,
    "start": ALL,
    "account": ALL,
    "confirm": ALL,
    "add_passkey": ALL,
    "change_password": ALL,
    "sign_out_elsewhere": ALL,
    "remove_passkey": ALL,
    "staff": ADMINISTRATORS,
    "staff_person": ADMINISTRATORS,
    "staff_add": ADMINISTRATORS,
    "staff_roles": ADMINISTRATORS,
    "staff_disable": ADMINISTRATORS,
    "staff_enable": ADMINISTRATORS,
    "staff_reset": ADMINISTRATORS,
    "audit": ADMINISTRATORS,
}
#: What stays open when the session is locked.
WHILE_LOCKED = {"lock", "sign_out"}
VISITORS = ("signed out", "half", "locked", "ended", *ROLES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffSite]:
    with staff_site(tmp_path_factory.mktemp("home")) as found:
        found.one_of_each()
        found.add("fresh", Grant("board"), ready=False)
        yield found


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Each rule of the console with each method it takes."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.")
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"})
    ]


@dataclass
class Matrix:
    """Visitors in their browsers."""

    site: StaffSite

    def visitor(self, kind: str) -> Desk:
        if kind == "signed out":
            return self.site.browser()
        if kind in ROLES:
            return self.site.signed_in(kind.replace("_", "."))
        desk = self.site.browser()
        desk.password("board")
        if kind == "half":
            return desk
        desk.code()
        if kind == "locked":
            desk.post("/lock-now")
        else:
            cookie = desk.client.get_cookie("signpost-staff")
            assert cookie is not None
            desk.post("/sign-out")
            desk.client.set_cookie("signpost-staff", cookie.value)
        return desk

    def address(self, rule: Rule) -> str:
        """The rule with ids that exist where it can."""
        values = dict.fromkeys(rule.arguments, self.site.people["fresh"])
        return rule.rule.replace("/console", "", 1) if not values else _filled(rule, values)


def _filled(rule: Rule, values: dict[str, str]) -> str:
    path = rule.rule
    for name, value in values.items():
        path = path.replace(f"<path:{name}>", value).replace(f"<{name}>", value)
    return path.replace("/console", "", 1)


def came_in(desk: Desk, method: str, path: str) -> bool:
    """Whether the guard let this visitor through to the page."""
    answer = desk.get(path) if method == "GET" else desk.post(path)
    where = answer.headers.get("Location", "")
    turned_away = answer.status_code == 303 and (
        where.startswith(("/console/sign-in?next", "/console/lock"))
        or (where in ("/console/sign-in", "/console/sign-in/code") and path not in ("/sign-out",))
        or (where == "/console" and path.startswith("/sign-in/"))
    )
    asked_for_pin = answer.status_code == 403 and "The screen is locked" in answer.text
    forbidden = answer.status_code == 403 and "You cannot see this page" in answer.text
    return not (turned_away or asked_for_pin or forbidden)


def may(visitor: str, endpoint: str) -> bool:
    allowed = MAY[endpoint]
    if allowed == ANYBODY:
        return True
    if visitor == "locked":
        return endpoint in WHILE_LOCKED
    return visitor in allowed


def test_every_route_is_in_the_table_and_names_who_may_come_in(site: StaffSite) -> None:
    found = {rule.endpoint.removeprefix("console.") for rule, _ in routes(site.app)}
    assert found == set(MAY)
    assert {name.removeprefix("console.") for name in site.app.blueprints["console"].access} == found  # type: ignore[attr-defined]


@pytest.mark.parametrize("visitor", VISITORS)
def test_each_visitor_gets_to_what_is_for_them_and_nothing_else(site: StaffSite, visitor: str) -> None:
    matrix = Matrix(site)
    wrong = []
    desk = matrix.visitor(visitor)
    for rule, method in routes(site.app):
        endpoint = rule.endpoint.removeprefix("console.")
        if endpoint in ("sign_out", "lock_now", "sign_in"):
            continue  # they end or change the visitor: tried alone below
        # An account that is set up may not set up a second factor from half a session.
        expected = may(visitor, endpoint)
        if visitor == "half" and endpoint in ("set_up_second_factor", "passkey_options", "passkey_register"):
            expected = False
            desk_answer = desk.get(matrix.address(rule)) if method == "GET" else desk.post(matrix.address(rule))
            if desk_answer.status_code != 403:
                wrong.append((method, endpoint, desk_answer.status_code))
            continue
        if came_in(desk, method, matrix.address(rule)) is not expected:
            wrong.append((method, endpoint, "expected" if expected else "not expected"))
    assert wrong == []


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize(
    ("method", "endpoint", "path"),
    [("POST", "sign_out", "/sign-out"), ("POST", "lock_now", "/lock-now"), ("GET", "sign_in", "/sign-in")],
)
def test_signing_in_and_out_and_locking_are_for_whom_they_should_be(
    site: StaffSite, visitor: str, method: str, endpoint: str, path: str
) -> None:
    desk = Matrix(site).visitor(visitor)
    if endpoint == "sign_in":
        answer = desk.get(path)
        assert answer.status_code == (303 if visitor in ROLES or visitor == "locked" else 200)
        return
    answer = desk.post(path)
    done = {"sign_out": "/console/sign-in?why=out", "lock_now": "/console/lock"}[endpoint]
    went_through = answer.status_code == 303 and answer.headers["Location"] == done
    assert went_through is may(visitor, endpoint)


def test_the_matrix_is_as_large_as_the_application(site: StaffSite) -> None:
    cells = len(routes(site.app)) * len(VISITORS)
    assert cells >= 11 * 40


def test_a_route_that_names_nobody_is_closed_to_everybody(tmp_path: Path) -> None:
    with staff_site(tmp_path) as site:
        site.add("boss", Grant("administrator"))
        desk = site.signed_in("boss")
        rules = site.app.blueprints["console"].access  # type: ignore[attr-defined]
        rules.pop("console.audit")
        assert desk.get("/audit").status_code == 403


def test_a_view_cannot_be_added_without_saying_who_may_see_it() -> None:
    with pytest.raises(TypeError):
        Pages.route(None, "/somewhere")  # type: ignore[call-arg, arg-type]
