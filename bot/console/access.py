"""Who may open which page, and see which record: every route names it, and what names nothing is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flask import Blueprint, abort, g
from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from bot.records.staff import HELD_AT, ROLES, SAFEGUARDING_LEAD, Colleague
from bot.records.staff_sessions import StoredSession

View = Callable[..., Any]
Column = InstrumentedAttribute[Any]


#: Who sees people of the whole borough. The board, curators and administrators see no person anywhere.
EVERYWHERE = frozenset({SAFEGUARDING_LEAD})


@dataclass(frozen=True)
class Access:
    """What a route asks for.

    `open`: nothing. `half`: the right password, and nothing more yet. `any_stage`: either of half and
    whole. `signed_in`: both factors and one of `roles`. `while_locked`: also before the PIN. `fresh`: a
    whole session must be new, or have given its password again, as the page changes how one signs in.
    """

    kind: Literal["open", "half", "any_stage", "signed_in"]
    roles: frozenset[str] = frozenset()
    while_locked: bool = False
    fresh: bool = False


OPEN = Access("open", while_locked=True)
HALF = Access("half")
ANY_STAGE_FRESH = Access("any_stage", fresh=True)
ANY_STAGE_LOCKED = Access("any_stage", while_locked=True)
EVERYBODY = Access("signed_in", frozenset(ROLES))
EVERYBODY_FRESH = Access("signed_in", frozenset(ROLES), fresh=True)
EVERYBODY_LOCKED = Access("signed_in", frozenset(ROLES), while_locked=True)


def only(*roles: str) -> Access:
    """For people who hold one of these roles. ValueError for a role that does not exist."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"A route must name roles that exist, not {sorted(unknown)}")
    return Access("signed_in", frozenset(roles))


class Pages:
    """The console's routes with what each asks for."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.access: dict[str, Access] = {}

    def route(
        self, rule: str, access: Access, *, methods: tuple[str, ...] = ("GET",), name: str | None = None
    ) -> Callable[[View], View]:
        """Register a view for everybody whom `access` lets in."""

        def register(view: View) -> View:
            endpoint = name or view.__name__
            self.access[f"{self.blueprint.name}.{endpoint}"] = access
            self.blueprint.add_url_rule(rule, endpoint, view, methods=list(methods), strict_slashes=False)
            return view

        return register

    def form(self, rule: str, access: Access, *, name: str | None = None) -> Callable[[View], View]:
        """Register a view that shows a form and takes it."""
        return self.route(rule, access, methods=("GET", "POST"), name=name)

    def post(self, rule: str, access: Access, *, name: str | None = None) -> Callable[[View], View]:
        """Register a view that only takes a form."""
        return self.route(rule, access, methods=("POST",), name=name)


@dataclass(frozen=True)
class Viewer:
    """Who is looking, in which session."""

    person: Colleague
    session: StoredSession

    def holds(self, *roles: str) -> bool:
        """Whether they hold one of these roles anywhere."""
        return bool(set(roles) & set(self.person.roles))

    def reach(self, *roles: str) -> Reach:
        """The records that these roles let them see."""
        held = [role for role in roles if self.holds(role)]
        return Reach(
            practices=self.person.places(*(role for role in held if HELD_AT[role] == "practice")),
            localities=self.person.places(*(role for role in held if HELD_AT[role] == "locality")),
            borough=bool(EVERYWHERE & set(held)),
        )


@dataclass(frozen=True)
class Reach:
    """Practices and localities, or the whole borough. Every page that shows a record asks it first."""

    practices: frozenset[str] = frozenset()
    localities: frozenset[str] = frozenset()
    borough: bool = False

    def covers(self, *, practice: str | None = None, locality: str | None = None) -> bool:
        """Whether a record of this practice or locality is within it. A record of neither is for the borough."""
        return self.borough or practice in self.practices or locality in self.localities

    def require(self, *, practice: str | None = None, locality: str | None = None) -> None:
        """Answer "not found" otherwise, so that nobody learns which ids exist elsewhere."""
        if not self.covers(practice=practice, locality=locality):
            abort(404)

    def where(self, *, practice: Column | None = None, locality: Column | None = None) -> ColumnElement[bool]:
        """The same rule for a query's rows."""
        if self.borough:
            return true()
        some: list[ColumnElement[bool]] = [false()]
        if practice is not None and self.practices:
            some.append(practice.in_(sorted(self.practices)))
        if locality is not None and self.localities:
            some.append(locality.in_(sorted(self.localities)))
        return or_(*some)


def viewer() -> Viewer:
    """Who is looking at this page. Only on routes that ask for a session."""
    found: Viewer | None = g.get("viewer")
    if found is None:
        abort(403)
    return found
