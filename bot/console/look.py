"""Renders the pages: the NHS design system's templates and ours, in an environment of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, select_autoescape

from bot.console import roles
from bot.console.frontend import Frontend, load

LONDON = ZoneInfo("Europe/London")


class Look:
    """The templates. `frontend` is None when the design system's files are not there."""

    def __init__(self, *, demo: bool) -> None:
        self.demo = demo

    @cached_property
    def frontend(self) -> Frontend | None:
        return load()

    @cached_property
    def environment(self) -> Environment:
        """Read at the first page, so that the web starts quickly."""
        made = Environment(
            loader=ChoiceLoader([PackageLoader("bot.console"), PackageLoader("nhsuk_frontend_jinja")]),
            undefined=ChainableUndefined,  # the design system's macros rely on it
            autoescape=select_autoescape(default=True, default_for_string=True),
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.globals.update(
            url_for=url_for, csrf_token=generate_csrf, demo=self.demo, ROLE_NAMES=roles.ROLE_NAMES, summary=summary
        )
        made.filters.update(day=day, moment=moment, place_name=roles.place_name, grant=roles.in_words, message=message)
        return made

    def render(self, template: str, /, *, errors: Mapping[str, str] | None = None, **values: Any) -> str:
        """One page. `errors` by field shows them beside the fields and in the summary."""
        found = self.environment.get_template(f"console/{template}")
        return found.render(
            errors=dict(errors or {}),
            viewer=g.get("viewer"),
            locked=g.get("locked", False),
            menu=menu(),
            here=request.endpoint,
            frontend=self.frontend,
            cspNonce=nonce(),
            **values,
        )


def nonce() -> str:
    """The word that lets the page template's own inline script run (bot/web)."""
    make: Callable[[], str] = current_app.jinja_env.globals["csp_nonce"]  # type: ignore[assignment]
    return make()


def menu() -> list[roles.Room]:
    """The rooms that exist and are for whoever is looking."""
    found = g.get("viewer")
    if found is None or g.get("locked"):
        return []
    return [room for room in roles.ROOMS if room.in_menu and found.holds(*room.roles) and exists(current_app, room)]


def exists(app: Flask, room: roles.Room) -> bool:
    """Whether this room has been built."""
    return room.endpoint in app.view_functions


def message(errors: Mapping[str, str], field: str) -> dict[str, str] | None:
    """A field's error as the design system's macros take it."""
    return {"text": errors[field]} if field in errors else None


def summary(errors: Mapping[str, str]) -> list[dict[str, str]]:
    """The error summary's list: the same words as at the fields, each a link to its field."""
    return [{"text": words, "href": f"#{field}"} for field, words in errors.items()]


def day(at: datetime) -> str:
    """A date as the NHS writes it: 6 August 2026."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y}"


def moment(at: datetime) -> str:
    """A date and time: 6 August 2026, 3:05pm."""
    local = at.astimezone(LONDON)
    return f"{day(at)}, {local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
