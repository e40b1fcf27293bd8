"""Opening hours: now, next and the week, with the bugs other directories are known for."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from directory.documents import Schedule
from directory.hours import bank_holiday, opening, opening_words, week_words
from tests.directory.builders import at, schedule

OFFICE = (schedule("MO,TU,WE,TH,FR", "09:00", "17:00"),)
BAR = (schedule("FR,SA", "20:00", "02:00"),)
THURSDAYS = (schedule("TH", "10:00", "11:00", "session"),)
SPLIT_DAY = (schedule("MO", "09:00", "12:00"), schedule("MO", "13:00", "16:30"))
SHELTER = (schedule("every day", "17:00", "10:00"),)
ONE_WHOLE_DAY = (schedule("SA", "00:00", "24:00"),)
ROUND_THE_CLOCK = (schedule("every day", "00:00", "24:00"),)
ALMOST_ROUND_THE_CLOCK = (schedule("every day", "00:00", "23:59"),)
ONLY_WORDS = (Schedule(what="session", description="First Tuesday of the month"),)

MONDAY, WEDNESDAY, THURSDAY = "2026-11-23", "2026-11-25", "2026-11-26"
FRIDAY, SATURDAY, SUNDAY = "2026-11-27", "2026-11-28", "2026-11-29"

CASES = {
    "open in office hours": (OFFICE, at(MONDAY, "10:00"), "Open now until 5pm"),
    "open at the very minute it opens": (OFFICE, at(MONDAY, "09:00"), "Open now until 5pm"),
    "closed at the very minute it closes": (OFFICE, at(MONDAY, "17:00"), "Next: Tue 9am"),
    "opens later today": (OFFICE, at(MONDAY, "07:00"), "Next: today 9am"),
    "closed for the weekend": (OFFICE, at(SATURDAY, "10:00"), "Next: Mon 9am"),
    "in the lunch break": (SPLIT_DAY, at(MONDAY, "12:30"), "Next: today 1pm"),
    "half hours are said": (SPLIT_DAY, at(MONDAY, "14:00"), "Open now until 4.30pm"),
    "close after midnight, before midnight": (BAR, at(FRIDAY, "23:00"), "Open now until 2am"),
    "close after midnight, after midnight": (BAR, at(SATURDAY, "01:00"), "Open now until 2am"),
    "close after midnight, past the close": (BAR, at(SATURDAY, "02:30"), "Next: today 8pm"),
    "same weekday next week has its date": (THURSDAYS, at(THURSDAY, "11:30"), "Next: Thu 3 Dec 10am"),
    "same weekday, still to come today": (THURSDAYS, at(THURSDAY, "08:00"), "Next: today 10am"),
    "a shelter open over night": (SHELTER, at(SUNDAY, "22:00"), "Open now until 10am"),
    "24 hours is never until 12am": (ROUND_THE_CLOCK, at(MONDAY, "23:30"), "Any time"),
    "a minute short of 24 hours is 24 hours": (ALMOST_ROUND_THE_CLOCK, at(MONDAY, "23:59"), "Any time"),
    "a whole single day ends at midnight": (ONE_WHOLE_DAY, at(SATURDAY, "12:00"), "Open now until midnight"),
    "no hours known says nothing": ((), at(MONDAY), ""),
    "hours only in words say nothing of now": (ONLY_WORDS, at(MONDAY), ""),
    "a bank holiday is not promised": (
        OFFICE,
        at("2026-12-25"),
        "Bank holiday: may be closed. Next: Tue 9am",
    ),
    "the next opening skips bank holidays": (OFFICE, at("2026-12-24", "18:00"), "Next: Tue 9am"),
    "a night begun before a bank holiday": (SHELTER, at("2026-12-25", "08:00"), "Open now until 10am"),
}


@pytest.mark.parametrize(("schedules", "now", "words"), CASES.values(), ids=CASES.keys())
def test_the_opening_is_said_as_a_person_would(schedules: tuple[Schedule, ...], now: datetime, words: str) -> None:
    assert opening_words(opening(schedules, now), now) == words


def test_all_times_empty_is_unknown_and_neither_open_nor_closed() -> None:
    assert opening((), at(MONDAY)).state == "unknown"


def test_hours_that_a_curator_edited_are_known_at_once() -> None:
    assert opening(OFFICE, at(MONDAY)).state == "open"


def test_a_bank_holiday_is_unknown_and_named() -> None:
    found = opening(OFFICE, at("2026-12-25"))
    assert (found.state, found.bank_holiday) == ("unknown", "Christmas Day")


def test_a_bank_holiday_on_a_day_without_hours_changes_nothing() -> None:
    found = opening(THURSDAYS, at("2026-12-25"))
    assert (found.state, found.bank_holiday) == ("closed", None)


def test_a_service_that_never_closes_is_open_on_christmas_day() -> None:
    assert opening((), at("2026-12-25"), always_open=True).state == "always"


def test_easter_monday_is_a_bank_holiday_in_england() -> None:
    assert bank_holiday(date(2027, 3, 29)) == "Easter Monday"


def test_a_scottish_bank_holiday_is_an_ordinary_day_here() -> None:
    assert bank_holiday(date(2026, 11, 30)) is None


def test_nine_in_the_morning_stays_nine_when_the_clocks_go_back() -> None:
    friday, monday = at("2026-10-23", "08:59"), at("2026-10-26", "09:00")
    assert opening(OFFICE, friday).state == "closed"
    assert opening(OFFICE, monday).state == "open"
    assert opening_words(opening(OFFICE, at("2026-10-25")), at("2026-10-25")) == "Next: Mon 9am"


def test_a_night_shift_over_the_change_of_the_clocks_ends_by_the_clock_on_the_wall() -> None:
    now = at("2026-10-24", "23:00")
    until = opening(SHELTER, now).until
    assert until is not None
    assert (until - now).total_seconds() / 3600 == 12


def test_summer_time_is_not_read_as_utc() -> None:
    assert opening(OFFICE, datetime.fromisoformat("2026-07-06T08:30:00+00:00")).state == "open"


def test_a_schedule_out_of_season_is_not_used() -> None:
    winter = Schedule(
        what="walk_in",
        byday=OFFICE[0].byday,
        opens_at=OFFICE[0].opens_at,
        closes_at=OFFICE[0].closes_at,
        valid_from=date(2026, 12, 1),
    )
    found = opening((winter,), at(MONDAY))
    assert found.state == "closed"
    assert opening_words(found, at(MONDAY)) == "Next: Tue 1 Dec 9am"


WEEKS = {
    "office": (OFFICE, "Mon to Fri 9am to 5pm"),
    "split": (SPLIT_DAY, "Mon 9am to midday, Mon 1pm to 4.30pm"),
    "every day": (SHELTER, "Every day 5pm to 10am"),
    "two days": (BAR, "Fri and Sat 8pm to 2am"),
    "gaps": ((schedule("MO,TU,WE,FR,SU", "09:00", "17:00"),), "Mon to Wed, Fri and Sun 9am to 5pm"),
    "day": (ONE_WHOLE_DAY, "Sat all day"),
    "clock": (ROUND_THE_CLOCK, "Any time, day or night"),
    "words": (ONLY_WORDS, "First Tuesday of the month"),
    "unknown": ((), ""),
}


@pytest.mark.parametrize(("schedules", "words"), WEEKS.values(), ids=WEEKS.keys())
def test_the_whole_week_is_said_in_words(schedules: tuple[Schedule, ...], words: str) -> None:
    assert week_words(schedules) == words
