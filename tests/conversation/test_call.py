"""The working days a team has, and what is asked before it is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import call
from bot.conversation.known import Known
from bot.conversation.turn import Context
from directory.hours import bank_holiday
from directory.places import find_place

NOW = Context(datetime(2026, 11, 24, 10, tzinfo=UTC))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 1))


@pytest.mark.parametrize(
    ("start", "days", "by"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_working_days(start: date, days: int, by: date) -> None:
    assert call.working_days_after(start, days) == by


@given(DAYS, st.integers(1, 20))
def test_the_day_is_a_working_day_and_as_many_are_in_between(start: date, days: int) -> None:
    by = call.working_days_after(start, days)
    between = [start + timedelta(days=n) for n in range(1, (by - start).days + 1)]
    working = [day for day in between if day.weekday() < 5 and bank_holiday(day) is None]
    assert working[-1] == by
    assert len(working) == days


@given(DAYS, st.integers(1, 19))
def test_more_days_are_never_sooner(start: date, days: int) -> None:
    assert call.working_days_after(start, days) < call.working_days_after(start, days + 1)


def test_the_day_is_reckoned_where_the_patients_are() -> None:
    just_after_midnight = Context(datetime(2026, 7, 20, 23, 30, tzinfo=UTC))
    assert just_after_midnight.today == date(2026, 7, 21)
    assert call.target(just_after_midnight) == date(2026, 7, 24)


def at(text: str, **known: object) -> Known:
    found = find_place(text)
    assert found is not None
    return Known(call={"channel": "call"}).at(found.place).with_(**known)


def test_each_question_is_asked_once_and_in_order() -> None:
    known = Known(call={"channel": "call"})
    asked = []
    while (slot := call.next_slot(known)) is not None:
        asked.append(slot)
        known = known.with_(call={**(known.call or {}), slot.removeprefix("call_"): "given"})
    assert asked == ["call_safe", "call_place", "call_name"]


def test_the_surgery_is_asked_about_only_where_one_is_known_and_never_for_a_child() -> None:
    answers = {"channel": "call", "safe": "safe", "name": "given"}
    assert call.next_slot(at("roman road docs", call=answers)) == "call_surgery"
    assert call.next_slot(at("darwen health centre", call=answers)) == "call_surgery"
    assert call.next_slot(at("bb3", call=answers)) is None
    assert call.next_slot(at("roman road docs", call=answers, age=14)) is None


def test_unsafe_ends_it() -> None:
    known = Known(call={"channel": "call", "safe": "unsafe"})
    assert call.next_slot(known) is None
    step = call.arrange(known, NOW)
    assert [fact["say"] for fact in step.facts] == ["call_off"]
    assert not step.effects and step.known.call is None


def test_a_referral_grows_only_by_new_needs() -> None:
    called = {"by": "2026-11-27", "channel": "call", "voicemail": True, "surgery": False, "needs": ["debt"]}
    known = Known(mentioned=("debt",), called=called)
    assert call.grown(known) == (known, [])
    after, effects = call.grown(known.with_(mentioned=("debt", "food")))
    assert [effect["needs"] for effect in effects] == [["debt", "food"]]
    assert call.grown(after) == (after, [])


def test_a_promise_that_has_passed_is_no_promise() -> None:
    known = Known(called={"by": "2026-11-23", "needs": []})
    assert call.promised(known, NOW) is None
    assert call.promised(known.with_(called={"by": "2026-11-24", "needs": []}), NOW) == date(2026, 11, 24)
