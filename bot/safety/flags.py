"""Who must act on a flag, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NewType
from zoneinfo import ZoneInfo

import holidays
import tomllib

LONDON = ZoneInfo("Europe/London")

#: The name of a duty role, as in duty.toml; a deployment says who holds it.
Role = NewType("Role", str)


class NaiveTimeError(ValueError):
    """A time without a time zone was given where the clock matters."""


@dataclass(frozen=True)
class DutyHours:
    """When flags are taken: local opening hours, working days (Monday is 0), and how fast."""

    opens: time
    closes: time
    days: frozenset[int]
    to_take: timedelta
    next_morning: time


@dataclass(frozen=True)
class Duty:
    """One flag's owner: the role that must take it, by when, and who is told when nobody has."""

    owner: Role
    due: datetime
    deputy: Role


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "duty.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def duty_hours() -> DutyHours:
    """The hours of duty.toml."""
    hours = _table()["hours"]
    return DutyHours(
        opens=time.fromisoformat(hours["opens"]),
        closes=time.fromisoformat(hours["closes"]),
        days=frozenset(hours["days"]),
        to_take=timedelta(minutes=hours["minutes_to_take"]),
        next_morning=time.fromisoformat(hours["next_morning"]),
    )


def roles() -> tuple[Role, ...]:
    """Every role that must be filled before a production start."""
    return tuple(Role(role) for role in _table()["roles"].values())


def checklist() -> tuple[str, ...]:
    """What the person who takes a flag does, in order."""
    return tuple(_table()["checklist"]["steps"])


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date, hours: DutyHours | None = None) -> bool:
    """Whether flags are taken that day: a duty day that is no bank holiday in England."""
    hours = hours or duty_hours()
    return day.weekday() in hours.days and day not in _bank_holidays(day.year)


def in_hours(now: datetime, hours: DutyHours | None = None) -> bool:
    """Whether a moment falls within duty hours. Raises NaiveTimeError without a time zone."""
    if now.tzinfo is None:
        raise NaiveTimeError("A duty time needs a time zone")
    hours = hours or duty_hours()
    local = now.astimezone(LONDON)
    return is_working_day(local.date(), hours) and hours.opens <= local.time() < hours.closes


def due_time(now: datetime, hours: DutyHours | None = None) -> datetime:
    """When a flag raised now must be taken: 30 minutes in hours, else 9.30 on the next working day.

    A flag raised before opening on a working day is due at 9.30 that day. The answer is in London time.
    """
    hours = hours or duty_hours()
    if in_hours(now, hours):
        return now.astimezone(LONDON) + hours.to_take
    local = now.astimezone(LONDON)
    day = local.date()
    if not (is_working_day(day, hours) and local.time() < hours.opens):
        day += timedelta(days=1)
        while not is_working_day(day, hours):
            day += timedelta(days=1)
    return datetime.combine(day, hours.next_morning, LONDON)


def owner_of(kinds: Sequence[str], locality: str | None) -> Role:
    """The role that takes a flag: the safeguarding lead for abuse and children, else the locality's duty.

    `locality` is darwen, north, east or west; None or anything else is "surgery not known".
    """
    table = _table()
    if set(kinds) & set(table["safeguarding"]["kinds"]):
        return Role(table["roles"]["safeguarding"])
    wanted = locality if locality in ("darwen", "north", "east", "west") else "not_known"
    return Role(table["roles"][wanted])


def duty_for(kinds: Sequence[str], locality: str | None, *, now: datetime) -> Duty:
    """Who owns a flag of these kinds raised now, by when it must be taken, and who is told if it is not."""
    return Duty(owner_of(kinds, locality), due_time(now), Role(_table()["roles"]["deputy"]))
