"""Where somebody is: as typed, skipped, misspelt, outside the borough; and which locality that makes."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation


@pytest.mark.parametrize(
    ("reply", "locality"),
    [
        ("bb1 6ph", "north"),
        ("BB16PH", "north"),
        ("BB3", "darwen"),
        ("roman rd docs", "east"),
        ("st georges", "east"),
        ("the cornerstone practice", "east"),
        ("im in darwen", "darwen"),
        ("romen road surgery", "east"),
    ],
)
def test_a_place_is_understood_as_people_type_it(ann: Patient, reply: str, locality: str) -> None:
    ann.texts("behind with my rent")
    ann.texts(reply)
    assert ann.services, str(ann)
    assert ann.record["conversation"]["locality"] == locality


def test_a_place_in_the_first_text_is_not_asked_for(ann: Patient) -> None:
    ann.texts("behind with my rent im at roman road docs").does_not_hear("Which GP surgery")


def test_a_place_before_any_need_is_remembered(ann: Patient) -> None:
    ann.texts("im in darwen").hears("Tell me what's wrong")
    ann.texts("behind with my rent").does_not_hear("Which GP surgery")
    assert ann.services


def test_skip_goes_on_without_a_place(ann: Patient) -> None:
    ann.texts("behind with my rent")
    ann.texts("SKIP")
    assert ann.services


@pytest.mark.parametrize("reply", ["dont know", "not telling you", "no"])
def test_a_refusal_is_as_good_as_skip_at_the_latest_the_second_time(ann: Patient, reply: str) -> None:
    ann.texts("behind with my rent")
    ann.texts(reply)
    if not ann.services:
        ann.texts(reply)
    assert ann.services, str(ann)


def test_a_place_we_do_not_know_is_asked_for_once_more_and_then_let_be(ann: Patient) -> None:
    ann.texts("behind with my rent")
    ann.texts("grimble wold surgery").hears("Sorry, I don't know that place")
    ann.texts("grimble wold like i said")
    assert ann.services, str(ann)


def test_outside_the_borough_is_said_and_national_help_given(ann: Patient) -> None:
    ann.texts("behind with my rent, im in burnley").hears("outside Blackburn with Darwen")
    assert ann.services
    assert all(told["told"]["national"] for told in ann.record["signposts"])


def test_the_surgery_outranks_the_postcode(ann: Patient) -> None:
    ann.texts("behind with my rent, bb3 1aa, im with roman road docs")
    assert ann.record["conversation"]["locality"] == "east"


def test_of_a_postcode_only_the_district_is_kept(ann: Patient) -> None:
    ann.texts("behind with my rent, bb1 6ph")
    assert ann.known["place"]["name"] == "BB1"


def test_a_surgery_in_a_shared_building_gives_its_locality(ann: Patient) -> None:
    ann.texts("behind with my rent, darwen health centre")
    assert ann.record["conversation"]["locality"] == "darwen"


def test_a_need_said_instead_of_the_place_is_taken_in(ann: Patient) -> None:
    ann.texts("behind with my rent")
    ann.texts("and i need a food bank")
    assert set(ann.known["needs"]) == {"housing", "food"}
    assert ann.services


def test_a_place_said_later_changes_what_is_offered_next(ann: Patient) -> None:
    ann.texts("behind with my rent")
    ann.texts("SKIP")
    ann.texts("im in darwen by the way")
    assert ann.services
    assert ann.record["conversation"]["locality"] == "darwen"
