"""What is known is kept as JSON and holds nobody's words."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.known import Known, Menu, a_new_episode
from directory.needs import SLUGS
from directory.places import find_place

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
NEEDS = st.lists(st.sampled_from(SLUGS), unique=True, max_size=4).map(tuple)
MENUS = st.none() | st.builds(
    lambda kind, options: Menu.open(kind, NOW, tuple(options)),
    st.sampled_from(["offer", "survey", "person", "language"]),
    st.lists(st.uuids().map(str), max_size=3),
)
KNOWN = st.builds(
    Known,
    needs=NEEDS,
    pending=NEEDS,
    mentioned=NEEDS,
    offered=MENUS,
    yes_no=MENUS,
    age=st.none() | st.integers(5, 110),
    voice_ok=st.booleans(),
    hushed=st.booleans(),
    last=st.lists(st.uuids().map(str), max_size=3).map(tuple),
    call=st.none() | st.just({"channel": "call"}),
)


@given(KNOWN)
def test_it_comes_back_from_json_as_it_went(known: Known) -> None:
    assert Known.from_json(json.loads(json.dumps(known.as_json()))) == known


def test_nothing_known_is_nothing_kept() -> None:
    assert Known().as_json() == {}
    assert Known.from_json(None) == Known()


def test_fields_of_an_older_version_are_let_go() -> None:
    assert Known.from_json({"easy": True, "age": 40}) == Known(age=40)


@given(KNOWN)
def test_another_day_carries_no_need_and_nothing_that_waits(known: Known) -> None:
    carried = a_new_episode(known)
    assert not (carried.needs or carried.pending or carried.mentioned or carried.call)
    assert carried.offered is None and carried.yes_no is None
    assert carried.last == known.last and carried.voice_ok == known.voice_ok


@pytest.mark.parametrize(
    ("known", "is_child"),
    [
        (Known(age=15), True),
        (Known(age=16), False),
        (Known(age_group="under16"), True),
        (Known(groups=("young",)), True),
        (Known(groups=("young",), age=17, age_group="16_17"), False),
        (Known(age=9, for_whom="child"), False),
        (Known(), False),
    ],
)
def test_who_is_treated_as_a_child(known: Known, is_child: bool) -> None:
    assert known.under_16 is is_child


@pytest.mark.parametrize(
    "need", ["domestic_abuse", "sexual_health", "pregnancy_young_parents", "substance_misuse", "gambling"]
)
def test_some_needs_are_never_replayed(need: str) -> None:
    assert Known(mentioned=("debt", need)).sensitive
    assert not Known(mentioned=("debt",)).sensitive
    assert Known(mentioned=("debt",), hushed=True).sensitive


@pytest.mark.parametrize(
    ("text", "name"), [("bb1 6ph", "BB1"), ("BB3", "BB3"), ("roman rd docs", "Roman Road Health Centre")]
)
def test_a_place_is_kept_no_closer_than_a_district(text: str, name: str) -> None:
    found = find_place(text)
    assert found is not None
    where = Known().at(found.place).where
    assert where is not None and where.name == name


def test_being_young_is_no_group_that_a_listing_asks_for() -> None:
    assert Known(groups=("young", "carer")).query().groups == ("carer",)
