"""For administrators: who works here, adding people, their roles, resets and disabling."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request

from bot.console import invitations, roles, sessions
from bot.console.access import Pages, Viewer, only, viewer
from bot.console.pages.set_up import username_fault
from bot.console.signing_in import username_of
from bot.console.site import Site
from bot.records import staff, staff_secrets, staff_sessions
from bot.records.engine import Tx
from bot.records.errors import UnknownRecord
from bot.records.ids import StaffId
from bot.records.staff import ADMINISTRATOR, BOROUGH, HELD_AT, SECTORS, Colleague, Grant
from directory.gazetteer import LOCALITIES, LOCALITY_NAMES, practices

ADMINISTRATORS = only(ADMINISTRATOR)
LONGEST = 80


def add(pages: Pages, site: Site) -> None:
    """Add these pages."""
    _add_reading(pages, site)
    _add_person(pages, site)
    _add_roles(pages, site)
    _add_ending(pages, site)


def _add_reading(pages: Pages, site: Site) -> None:
    @pages.route("/staff", ADMINISTRATORS, name="staff")
    def staff_list() -> Response:
        with site.records.begin() as tx:
            people = staff.everybody(tx)
            site.auditor(tx, viewer()).did("staff_listed", "staff", "all")
        return site.page("staff.html", people=people)

    @pages.route("/staff/<person_id>", ADMINISTRATORS)
    def staff_person(person_id: str) -> Response:
        with site.records.begin() as tx:
            person = _person(tx, person_id)
            has = staff_secrets.of(tx, person.id)
            since = site.clock() - sessions.LONGEST
            signed_in = len(staff_sessions.open_ones(tx, person.id, since=since))
            site.auditor(tx, viewer()).did("staff_read", "staff", person.id)
        own = person.id == viewer().person.id
        return site.page("person.html", person=person, has=has, signed_in=signed_in, own=own)


def _add_person(pages: Pages, site: Site) -> None:
    @pages.form("/staff/add", ADMINISTRATORS)
    def staff_add() -> Response:
        if request.method == "GET":
            return site.page("add_person.html", typed=_nothing(), **_choices())
        typed, username = _typed(), username_of(request.form.get("username", ""))
        errors = _faults(username)
        if not errors:
            with site.records.begin() as tx:
                link = _new_person(tx, site, username)
            if link is not None:
                return site.page("added.html", name=request.form["name"].strip(), username=username, link=link)
            errors["username"] = "Another person has this username. Choose a different one"
        return site.page("add_person.html", errors=errors, typed=typed, **_choices())


def _new_person(tx: Tx, site: Site, username: str) -> str | None:
    form = request.form
    person = staff.add(
        tx,
        username=username,
        name=form["name"].strip(),
        grants=grants_in_form(),
        organisation=form.get("organisation", "").strip() or None,
        sector=form.get("sector") or None,
        job=form.get("job", "").strip() or None,
        now=site.clock(),
    )
    if person is None:
        return None
    site.auditor(tx, viewer()).did("staff_added", "staff", person)
    return invitations.invite(tx, site.settings, person, now=site.clock())


def _add_roles(pages: Pages, site: Site) -> None:
    @pages.form("/staff/<person_id>/roles", ADMINISTRATORS)
    def staff_roles(person_id: str) -> Response:
        with site.records.reading() as tx:
            person = _person(tx, person_id)
        if request.method == "GET":
            return site.page("person_roles.html", person=person, typed=_held(person), **_choices())
        errors = _role_faults()
        grants = () if errors else grants_in_form()
        with site.records.begin() as tx:
            if not errors and _last_administrator(tx, person) and Grant(ADMINISTRATOR) not in grants:
                errors["roles"] = "There must be an administrator. Make somebody else one first"
            if not errors:
                staff.set_grants(tx, person.id, grants)
                site.auditor(tx, viewer()).did("roles_changed", "staff", person.id)
                return site.go("staff_person", person_id=person.id)
        return site.page("person_roles.html", errors=errors, person=person, typed=_typed(), **_choices())


def _add_ending(pages: Pages, site: Site) -> None:
    @pages.form("/staff/<person_id>/disable", ADMINISTRATORS)
    def staff_disable(person_id: str) -> Response:
        with site.records.begin() as tx:
            person = _person(tx, person_id)
            why_not = _why_not_disable(tx, viewer(), person)
            if request.method == "POST" and not why_not:
                invitations.disable(tx, person.id, now=site.clock())
                site.auditor(tx, viewer()).did("staff_disabled", "staff", person.id)
                return site.go("staff_person", person_id=person.id)
        return site.page("disable.html", person=person, why_not=why_not)

    @pages.post("/staff/<person_id>/enable", ADMINISTRATORS)
    def staff_enable(person_id: str) -> Response:
        with site.records.begin() as tx:
            person = _person(tx, person_id)
            staff.set_active(tx, person.id, True)
            site.auditor(tx, viewer()).did("staff_enabled", "staff", person.id)
        return site.go("staff_person", person_id=person.id)

    @pages.form("/staff/<person_id>/reset", ADMINISTRATORS)
    def staff_reset(person_id: str) -> Response:
        with site.records.begin() as tx:
            person = _person(tx, person_id)
            if request.method == "GET" or person.id == viewer().person.id:
                return site.page("reset.html", person=person, own=person.id == viewer().person.id)
            link = invitations.reset(tx, site.settings, person.id, now=site.clock())
            site.auditor(tx, viewer()).did("staff_reset", "staff", person.id)
        return site.page("added.html", name=person.name, username=person.username, link=link, again=True)


def grants_in_form() -> tuple[Grant, ...]:
    """The roles ticked, each at the practices or localities ticked."""
    places = {
        "practice": request.form.getlist("practices"),
        "locality": request.form.getlist("localities"),
        "borough": [BOROUGH],
    }
    chosen = [role for role in request.form.getlist("roles") if role in HELD_AT]
    return tuple(Grant(role, place) for role in chosen for place in places[HELD_AT[role]])


def _role_faults() -> dict[str, str]:
    form, faults = request.form, {}
    chosen = form.getlist("roles")
    if not chosen or set(chosen) - set(HELD_AT):
        faults["roles"] = "Choose at least one role"
    known = {str(one.code) for one in practices()}
    at = {HELD_AT[role] for role in chosen if role in HELD_AT}
    if "practice" in at and (not form.getlist("practices") or set(form.getlist("practices")) - known):
        faults["practices"] = "Choose the practices that they work for"
    if "locality" in at and (not form.getlist("localities") or set(form.getlist("localities")) - set(LOCALITIES)):
        faults["localities"] = "Choose the localities that they work for"
    return faults


def _faults(username: str) -> dict[str, str]:
    form, faults = request.form, {}
    name = form.get("name", "").strip()
    if not name:
        faults["name"] = "Enter their name"
    elif len(name) > LONGEST:
        faults["name"] = f"Name must be {LONGEST} characters or fewer"
    wrong = username_fault(username)
    if wrong:
        faults["username"] = wrong
    team = staff.LOCALITY_TEAM in form.getlist("roles")
    for field, said in (("organisation", "Enter the organisation they work for"), ("job", "Enter their job")):
        value = form.get(field, "").strip()
        if team and not value:
            faults[field] = said
        elif len(value) > LONGEST:
            faults[field] = f"This must be {LONGEST} characters or fewer"
    sector = form.get("sector", "")
    if (team and not sector) or (sector and sector not in SECTORS):
        faults["sector"] = "Choose what kind of organisation it is"
    return faults | _role_faults()


def _nothing() -> dict[str, object]:
    return {"roles": [], "practices": [], "localities": []}


def _typed() -> dict[str, object]:
    form = request.form
    many = {name: form.getlist(name) for name in ("roles", "practices", "localities")}
    return {**{name: form.get(name, "") for name in ("name", "username", "organisation", "sector", "job")}, **many}


def _held(person: Colleague) -> dict[str, object]:
    held = person.grants
    return {
        "roles": list(person.roles),
        "practices": sorted({one.place for one in held if HELD_AT[one.role] == "practice"}),
        "localities": sorted({one.place for one in held if HELD_AT[one.role] == "locality"}),
    }


def _choices() -> dict[str, Any]:
    return {
        "role_items": [
            {"value": role, "text": name, "hint": {"text": roles.ROLE_HINTS[role]}}
            for role, name in roles.ROLE_NAMES.items()
        ],
        "practice_items": [
            {"value": str(one.code), "text": one.name} for one in sorted(practices(), key=lambda p: p.name)
        ],
        "locality_items": [{"value": one, "text": LOCALITY_NAMES[one]} for one in LOCALITIES],
        "sector_items": [{"value": one, "text": roles.SECTOR_NAMES[one]} for one in SECTORS],
    }


def _person(tx: Tx, person_id: str) -> Colleague:
    try:
        return staff.get(tx, StaffId(person_id))
    except UnknownRecord:
        abort(404)


def _last_administrator(tx: Tx, person: Colleague) -> bool:
    return ADMINISTRATOR in person.roles and not person.demo and staff.administrators(tx) <= 1


def _why_not_disable(tx: Tx, found: Viewer, person: Colleague) -> str:
    if person.id == found.person.id:
        return "You cannot disable your own account. Ask another administrator."
    if person.active and _last_administrator(tx, person):
        return "This is the only administrator. Make somebody else one first."
    return ""
