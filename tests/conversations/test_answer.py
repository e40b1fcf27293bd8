"""The answer: services whole in themselves, details, more, back; and honestly none."""

import re

import pytest

from bot.messages.segments import count
from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation

REACH = re.compile(r"Ring |Text |Drop in|Where: |Website: |Email: |Reply CALL")


def offered_food(ann: Patient) -> Patient:
    ann.texts("need a food parcel, im in darwen")
    assert ann.services, str(ann)
    return ann


def test_each_service_says_how_to_reach_it_and_that_nobody_checked_it(ann: Patient) -> None:
    offered_food(ann)
    rows = [row for row in ann.said.splitlines() if row[:2] in ("1 ", "2 ", "3 ")]
    assert 1 <= len(rows) <= 3
    assert all(REACH.search(row) and "Not checked." in row for row in rows)


def test_the_offer_fits_three_segments_and_says_what_to_reply(ann: Patient) -> None:
    offered_food(ann)
    assert count(ann.heard[0]).segments <= 3
    assert re.search(r"Reply 1.*CALL", ann.heard[0])


def test_a_free_number_is_marked_free(ann: Patient) -> None:
    ann.texts("in debt with credit cards, bb2").hears("(free)")


def test_a_number_gives_the_details_of_that_service(ann: Patient) -> None:
    second = offered_food(ann).services[1]
    ann.texts("2").hears(second, "Cost")


def test_the_first_one_in_words_gives_details_too(ann: Patient) -> None:
    first = offered_food(ann).services[0]
    ann.texts("the first one please").hears(first)


def test_a_number_that_is_not_on_the_list_is_said_so(ann: Patient) -> None:
    offered_food(ann)
    ann.texts("8").hears("That list goes from 1 to")


def test_more_gives_others_and_then_says_that_is_all(ann: Patient) -> None:
    seen = set(offered_food(ann).services)
    for _ in range(8):
        ann.texts("MORE")
        assert not seen & set(ann.services)
        seen |= set(ann.services)
        if not ann.services:
            break
    ann.hears("That's all I have for this.")


def test_back_shows_the_same_list(ann: Patient) -> None:
    names = offered_food(ann).services
    ann.texts("1")
    ann.texts("BACK")
    assert ann.services == names


def test_what_a_person_was_told_is_written_down_as_told(ann: Patient) -> None:
    names = offered_food(ann).services
    assert [signpost["told"]["name"] for signpost in ann.record["signposts"]] == names


def test_the_numbers_still_pick_after_thanks_and_the_survey(ann: Patient) -> None:
    first = offered_food(ann).services[0]
    ann.texts("thanks").hears("GP appointment")
    ann.texts("1").hears(first)


def test_done_ends_kindly(ann: Patient) -> None:
    ann.texts("hello")
    ann.texts("bye").hears("Take care")
