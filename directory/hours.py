"""When a service is open: now, until when, when next, and the whole week in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays

from directory.documents import WEEKDAYS, Schedule

LONDON = ZoneInfo("Europe/London")
LAST_MINUTE = time(23, 59)
LOOK_AHEAD = timedelta(days=28)
DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

State = Literal["always", "open", "closed", "unknown"]


@dataclass(frozen=True)
class Opening:
    """What is known of opening at one moment; times are aware and in UTC.

    ``unknown`` is never "closed": nothing is known of the hours, or today is a bank holiday on which the
    usual hours may not hold (then ``bank_holiday`` has its name). ``next`` is the next opening that is
    certain, within four weeks.
    """

    state: State
    until: datetime | None = None
    next: datetime | None = None
    bank_holiday: str | None = None


@dataclass(frozen=True)
class Span:
    """One time of being open, in UTC, end not included."""

    start: datetime
    end: datetime


def opening(schedules: Sequence[Schedule], now: datetime, *, always_open: bool = False) -> Opening:
    """Whether the schedules say open at ``now`` (aware), until when, and when next."""
    if always_open or _never_closes(schedules):
        return Opening("always")
    moment = now.astimezone(UTC)
    today = now.astimezone(LONDON).date()
    current, later = _around(schedules, moment, today)
    if current is not None:
        return Opening("open", until=current.end, next=later.start if later else None)
    upcoming = later.start if later else None
    holiday = bank_holiday(today)
    if holiday and any(_covers(schedule, today) for schedule in schedules):
        return Opening("unknown", next=upcoming, bank_holiday=holiday)
    return Opening("closed", next=upcoming) if upcoming else Opening("unknown")


def opening_words(found: Opening, now: datetime) -> str:
    """The opening in a few words for a text: "Open now until 5pm", "Next: Mon 9am", "" when not known."""
    if found.state == "always":
        return "Any time"
    if found.state == "open" and found.until is not None:
        return f"Open now until {_until_words(found.until, now)}"
    upcoming = f"Next: {_moment_words(found.next, now)}" if found.next is not None else ""
    if found.bank_holiday:
        return f"Bank holiday: may be closed. {upcoming}".strip()
    return upcoming


def week_words(schedules: Sequence[Schedule], *, always_open: bool = False) -> str:
    """The whole week in words: "Mon to Fri 9am to 5pm, Sat 10am to 12pm"; "" when not known."""
    if always_open or _never_closes(schedules):
        return "Any time, day or night"
    by_hours: dict[tuple[time, time], list[int]] = {}
    extra = []
    for schedule in schedules:
        if schedule.opens_at is None or schedule.closes_at is None:
            extra.append(schedule.description)
            continue
        days = by_hours.setdefault((schedule.opens_at, schedule.closes_at), [])
        days += [day for code in schedule.byday if (day := WEEKDAYS.index(code)) not in days]
        if schedule.description:
            extra.append(schedule.description)
    rows = sorted(by_hours.items(), key=lambda row: (min(row[1]), row[0]))
    parts = [f"{_days_words(sorted(days))} {_hours_words(*hours)}" for hours, days in rows]
    return ". ".join(dict.fromkeys(part for part in [", ".join(parts), *extra] if part))


def clock_words(at: time) -> str:
    """A time of day as the NHS writes it: 9am, 9.30am, midday, midnight."""
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def bank_holiday(day: date) -> str | None:
    """The name of England's bank holiday on that day, or None."""
    return _bank_holidays(day.year).get(day)


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year).items())


def _never_closes(schedules: Sequence[Schedule]) -> bool:
    all_day = [s for s in schedules if _all_day(s) and not (s.valid_from or s.valid_to)]
    return {code for schedule in all_day for code in schedule.byday} == set(WEEKDAYS)


def _all_day(schedule: Schedule) -> bool:
    if schedule.opens_at is None or schedule.closes_at is None:
        return False
    return schedule.opens_at == time() and schedule.closes_at in (time(), LAST_MINUTE)


def _covers(schedule: Schedule, day: date) -> bool:
    """Whether the schedule's usual hours begin on that day, bank holiday or not."""
    return (
        schedule.opens_at is not None
        and WEEKDAYS[day.weekday()] in schedule.byday
        and (schedule.valid_from is None or schedule.valid_from <= day)
        and (schedule.valid_to is None or day <= schedule.valid_to)
    )


def _around(schedules: Sequence[Schedule], moment: datetime, today: date) -> tuple[Span | None, Span | None]:
    """The time of being open at the moment, and the first one that begins after it.

    Days are read one at a time and no further than needed, as a search asks this of every candidate.
    Times that touch or overlap are one: open all night is not two openings.
    """
    spans: list[Span] = []
    for offset in range(-1, LOOK_AHEAD.days):
        for span in _spans_of(schedules, today + timedelta(days=offset)):
            if spans and span.start <= spans[-1].end:
                spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
            else:
                spans.append(span)
        if spans and spans[-1].start > moment:
            break
    current = next((span for span in spans if span.start <= moment < span.end), None)
    later = next((span for span in spans if span.start > moment), None)
    return current, later


def _spans_of(schedules: Sequence[Schedule], day: date) -> list[Span]:
    """The certain times of being open that begin on a day, in order; a bank holiday has none."""
    if bank_holiday(day):
        return []
    spans = [_span(schedule, day) for schedule in schedules if _covers(schedule, day)]
    return sorted((span for span in spans if span), key=lambda span: (span.start, span.end))


def _span(schedule: Schedule, day: date) -> Span | None:
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens is None or closes is None:
        return None
    if closes == LAST_MINUTE:
        closes = time()
    end_day = day if closes > opens else day + timedelta(days=1)
    start = datetime.combine(day, opens, LONDON).astimezone(UTC)
    end = datetime.combine(end_day, closes, LONDON).astimezone(UTC)
    return Span(start, end) if start < end else None


def _until_words(until: datetime, now: datetime) -> str:
    local, today = until.astimezone(LONDON), now.astimezone(LONDON).date()
    words = clock_words(local.time())
    last_day = local.date() - timedelta(days=1) if local.time() == time() else local.date()
    overnight = last_day == today + timedelta(days=1) and local.time() < time(12)
    if last_day == today or overnight:
        return words
    return f"{_day_words(local.date(), today)} {words}"


def _moment_words(moment: datetime, now: datetime) -> str:
    local, today = moment.astimezone(LONDON), now.astimezone(LONDON).date()
    return f"{_day_words(local.date(), today)} {clock_words(local.time())}"


def _day_words(day: date, today: date) -> str:
    """today, a weekday within six days, and from the same weekday next week on the date as well."""
    if day == today:
        return "today"
    name = DAY_NAMES[day.weekday()]
    return name if (day - today).days < 7 else f"{name} {day.day} {MONTH_NAMES[day.month - 1]}"


def _days_words(days: Sequence[int]) -> str:
    if len(days) == 7:
        return "Every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    words = []
    for run in runs:
        if len(run) > 2:
            words.append(f"{DAY_NAMES[run[0]]} to {DAY_NAMES[run[-1]]}")
        else:
            words += [DAY_NAMES[day] for day in run]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _hours_words(opens: time, closes: time) -> str:
    if opens == time() and closes in (time(), LAST_MINUTE):
        return "all day"
    return f"{clock_words(opens)} to {clock_words(time() if closes == LAST_MINUTE else closes)}"
