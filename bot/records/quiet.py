"""When we may text unasked, and by when staff must have taken a flag: pure rules of the clock in England."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from directory.hours import bank_holiday

LONDON = ZoneInfo("Europe/London")
# Safety rule 15: never between 8pm and 9am, on Sundays or bank holidays.
OPENS, CLOSES = time(9), time(20)
SUNDAY, SATURDAY = 6, 5


@dataclass(frozen=True)
class DutyHours:
    """When the duty roles work (Monday to Friday, no bank holidays) and how fast they take a flag.

    Safety rule 10: within 30 minutes in hours, else by 9.30 on the next working day.
    """

    opens: time = time(9)
    closes: time = time(17)
    within: timedelta = timedelta(minutes=30)
    first_thing: time = time(9, 30)


def next_allowed(now: datetime) -> datetime:
    """The first moment, `now` or later, at which an unprompted text may be sent (in `now`'s time zone)."""
    here = now.astimezone(LONDON)
    day = here.date()
    if _speaking_day(day) and OPENS <= here.time() < CLOSES:
        return now
    if not (_speaking_day(day) and here.time() < OPENS):
        day = _next(day, _speaking_day)
    return datetime.combine(day, OPENS, LONDON).astimezone(now.tzinfo)


def flag_due(now: datetime, hours: DutyHours | None = None) -> datetime:
    """By when a flag raised `now` must be taken (in `now`'s time zone)."""
    hours = hours or DutyHours()
    here = now.astimezone(LONDON)
    day = here.date()
    if _working_day(day) and hours.opens <= here.time() < hours.closes:
        return now + hours.within
    if not (_working_day(day) and here.time() < hours.opens):
        day = _next(day, _working_day)
    return datetime.combine(day, hours.first_thing, LONDON).astimezone(now.tzinfo)


def _speaking_day(day: date) -> bool:
    return day.weekday() != SUNDAY and bank_holiday(day) is None


def _working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and bank_holiday(day) is None


def _next(day: date, fits: Callable[[date], bool]) -> date:
    day += timedelta(days=1)
    while not fits(day):
        day += timedelta(days=1)
    return day
