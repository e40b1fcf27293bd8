"""Who owns a flag and by when it must be taken."""

from datetime import datetime

import pytest

from bot.safety.flags import LONDON, NaiveTimeError, checklist, due_time, duty_for, in_hours, owner_of, roles


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-11-23T10:00", "2026-11-23T10:30"),  # Monday, in hours
        ("2026-11-23T07:00", "2026-11-23T09:30"),  # before opening: the same morning
        ("2026-11-23T18:00", "2026-11-24T09:30"),  # evening: the next morning
        ("2026-11-21T12:00", "2026-11-23T09:30"),  # Saturday: Monday morning
        ("2026-12-24T18:00", "2026-12-29T09:30"),  # Christmas Day is a Friday, Boxing Day is kept on Monday
    ],
)
def test_a_flag_is_due_in_30_minutes_in_hours_and_else_on_the_next_working_morning(raised: str, due: str) -> None:
    assert due_time(at(raised)) == at(due)


def test_bank_holidays_are_outside_duty_hours() -> None:
    assert not in_hours(at("2026-12-25T11:00"))
    assert in_hours(at("2026-11-23T11:00"))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveTimeError):
        due_time(datetime(2026, 11, 23, 10, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    "kind", ["violence_now", "control_at_home", "forced_marriage", "sexual_violence", "child_at_risk"]
)
def test_abuse_and_children_go_to_the_safeguarding_lead(kind: str) -> None:
    assert owner_of([kind, "suicide"], "darwen") == "safeguarding_lead"


def test_other_flags_go_to_the_locality_and_unknown_surgeries_have_an_owner_too() -> None:
    assert owner_of(["suicide"], "east") == "duty_east"
    assert owner_of(["suicide"], None) == "duty_not_known"


def test_a_duty_names_owner_time_and_deputy() -> None:
    duty = duty_for(["suicide"], "west", now=at("2026-11-23T10:00"))

    assert (duty.owner, duty.deputy) == ("duty_west", "deputy")
    assert {duty.owner, duty.deputy} <= set(roles())
    assert checklist()[0] == "ring"
