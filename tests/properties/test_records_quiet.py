"""Nobody is texted unasked at night, on Sundays or bank holidays, and no flag waits past its hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.records.quiet import flag_due, next_allowed

LONDON = ZoneInfo("Europe/London")
# England's bank holidays around the tests' days (gov.uk/bank-holidays).
CHRISTMAS, BOXING_DAY_OBSERVED, GOOD_FRIDAY = date(2026, 12, 25), date(2026, 12, 28), date(2026, 4, 3)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def here(text: str) -> datetime:
    """A moment by the clocks of Blackburn."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@settings(deadline=None)  # a year's calendar is read at its first use
@given(MOMENTS)
def test_the_moment_allowed_is_never_quiet_and_never_past(now: datetime) -> None:
    allowed = next_allowed(now)
    there = allowed.astimezone(LONDON)
    assert allowed >= now
    assert time(9) <= there.time() < time(20)
    assert there.weekday() != 6
    assert there.date() not in (CHRISTMAS, BOXING_DAY_OBSERVED, GOOD_FRIDAY)


@settings(deadline=None)  # a year's calendar is read at its first use
@given(MOMENTS)
def test_a_moment_that_is_allowed_stays_as_it_is(now: datetime) -> None:
    assert next_allowed(next_allowed(now)) == next_allowed(now)


@settings(deadline=None)  # a year's calendar is read at its first use
@given(MOMENTS)
def test_no_wait_is_longer_than_the_longest_holiday(now: datetime) -> None:
    assert next_allowed(now) - now <= timedelta(days=5)
    assert timedelta() < flag_due(now) - now <= timedelta(days=6)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:00"),
        ("2026-11-24T08:59", "2026-11-24T09:00"),
        ("2026-11-24T20:00", "2026-11-25T09:00"),
        ("2026-11-28T20:00", "2026-11-30T09:00"),
        ("2026-11-29T12:00", "2026-11-30T09:00"),
        ("2026-12-24T20:00", "2026-12-29T09:00"),
        ("2026-07-01T19:59", "2026-07-01T19:59"),
    ],
    ids=["day", "early", "late", "saturday night", "sunday", "christmas", "summer evening"],
)
def test_unprompted_texts_wait_for(now: str, allowed: str) -> None:
    assert next_allowed(here(now)) == here(allowed)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:30"),
        ("2026-11-24T07:00", "2026-11-24T09:30"),
        ("2026-11-24T17:00", "2026-11-25T09:30"),
        ("2026-11-27T18:00", "2026-11-30T09:30"),
        ("2026-04-02T18:00", "2026-04-07T09:30"),
    ],
    ids=["in hours", "before hours", "after hours", "friday evening", "easter"],
)
def test_a_flag_must_be_taken_by(now: str, due: str) -> None:
    assert flag_due(here(now)) == here(due)
