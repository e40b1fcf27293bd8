"""Whatever the hours, what is said of opening holds together."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from directory.documents import WEEKDAYS, Schedule
from directory.hours import LONDON, opening, opening_words, week_words

TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
SCHEDULES = st.lists(
    st.builds(
        Schedule,
        what=st.just("phone"),
        byday=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(
            lambda days: tuple(day for day in WEEKDAYS if day in days)
        ),
        opens_at=TIMES,
        closes_at=TIMES,
    ),
    max_size=4,
).map(tuple)
MOMENTS = st.integers(0, 700 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@settings(deadline=None)  # the bank holidays are read at their first use
@given(SCHEDULES, MOMENTS)
def test_it_closes_after_now_and_opens_after_now(schedules: tuple[Schedule, ...], now: datetime) -> None:
    found = opening(schedules, now)
    assert found.until is None or found.until > now
    assert found.next is None or found.next > now


@given(SCHEDULES, MOMENTS)
def test_it_is_open_just_before_it_closes_and_not_when_it_closes(
    schedules: tuple[Schedule, ...], now: datetime
) -> None:
    until = opening(schedules, now).until
    if until is not None and until - now < timedelta(days=5):
        assert opening(schedules, until - timedelta(seconds=1)).state == "open"
        assert opening(schedules, until).state != "open"


@given(SCHEDULES, MOMENTS)
def test_at_the_next_opening_it_is_open(schedules: tuple[Schedule, ...], now: datetime) -> None:
    upcoming = opening(schedules, now).next
    if upcoming is not None:
        assert opening(schedules, upcoming).state == "open"


@given(SCHEDULES, MOMENTS)
def test_closed_is_said_only_when_the_next_opening_is_known(schedules: tuple[Schedule, ...], now: datetime) -> None:
    found = opening(schedules, now)
    assert found.state != "closed" or found.next is not None


@given(SCHEDULES, MOMENTS)
def test_the_answer_does_not_depend_on_the_timezone_the_question_is_put_in(
    schedules: tuple[Schedule, ...], now: datetime
) -> None:
    local = now.astimezone(LONDON)
    assert opening(schedules, now) == opening(schedules, local)
    assert opening_words(opening(schedules, now), now) == opening_words(opening(schedules, local), local)


@given(SCHEDULES)
def test_known_hours_are_never_without_words(schedules: tuple[Schedule, ...]) -> None:
    assert bool(week_words(schedules)) == bool(schedules)
