"""Coming back: a greeting that names nothing, LAST, menus that die, and a person for who comes often."""

import pytest

from tests.conversations.playing import Patient, Play

pytestmark = pytest.mark.conversation

NEEDS_IN_WORDS = ("ood", "ebt", "ent ", "amblin", "buse", "rink", "onel")


@pytest.fixture
def fed(ann: Patient) -> Patient:
    """Somebody who was helped with food."""
    ann.texts("need a food parcel, im in darwen")
    assert ann.services
    return ann


def test_the_greeting_of_somebody_back_names_no_need(play: Play, fed: Patient) -> None:
    play.later(days=2)
    fed.texts("hello").hears("Welcome back", "LAST").does_not_hear(*NEEDS_IN_WORDS, "Hello, I'm Signpost")


def test_last_shows_what_was_found_before_and_its_numbers_work(play: Play, fed: Patient) -> None:
    names = fed.services
    play.later(days=5)
    fed.texts("LAST").hears("found before")
    assert fed.services == names
    fed.texts("2").hears(names[1])


def test_last_with_nothing_to_show(ann: Patient) -> None:
    ann.texts("hello")
    ann.texts("LAST").hears("nothing from before")


@pytest.mark.parametrize(
    "text", ["gambling has got hold of me, bb3", "need to stop drinking, bb3", "worried about an sti, bb3"]
)
def test_sensitive_help_is_never_in_last_nor_hinted_at(play: Play, ann: Patient, text: str) -> None:
    ann.texts(text)
    play.later(days=2)
    ann.texts("hello").hears("Welcome back").does_not_hear("LAST", *NEEDS_IN_WORDS)
    ann.texts("LAST").hears("nothing from before")


def test_a_number_still_picks_within_the_day(play: Play, fed: Patient) -> None:
    names = fed.services
    play.later(hours=20)
    fed.texts("1").hears(names[0])


def test_a_menu_is_dead_after_24_hours(play: Play, fed: Patient) -> None:
    names = fed.services
    play.later(hours=25)
    fed.texts("1").hears("not sure which list").does_not_hear(*names)


def test_a_yes_to_the_survey_is_dead_after_24_hours(play: Play, fed: Patient) -> None:
    fed.texts("thanks").hears("GP appointment")
    play.later(hours=25)
    fed.texts("yes")
    assert not fed.record["survey"]


def test_a_question_is_dead_the_next_day(play: Play, ann: Patient) -> None:
    ann.texts("rent arrears and debt")
    play.later(hours=25)
    ann.texts("1").does_not_hear("Shelter")


def test_the_place_is_remembered(play: Play, fed: Patient) -> None:
    play.later(days=10)
    fed.texts("behind with my rent").does_not_hear("Which GP surgery", "Welcome back")
    assert fed.services


def test_the_third_time_in_90_days_a_person_is_offered(play: Play, fed: Patient) -> None:
    fed.does_not_hear("You've come back")
    play.later(days=10)
    fed.texts("behind with my rent").does_not_hear("You've come back")
    play.later(days=10)
    fed.texts("in debt").hears("You've come back a few times", "CALL")
    fed.texts("yes").hears("Is it safe to ring you")


def test_long_apart_is_not_often(play: Play, fed: Patient) -> None:
    for text in ("behind with my rent", "in debt"):
        play.later(days=60)
        fed.texts(text)
    fed.does_not_hear("You've come back")


def test_needs_in_two_joint_service_areas_are_offered_one_person_once(ann: Patient) -> None:
    ann.texts("feeling low and drinking too much, bb3")
    if not ann.services:
        ann.texts("both")
    ann.hears("One person could help you with all of it")
    ann.texts("and behind with the rent").does_not_hear("One person could help you")


def test_a_shared_phone_shows_nothing_of_the_person_before(play: Play, fed: Patient) -> None:
    play.later(days=3)
    fed.texts("hiya").does_not_hear(*NEEDS_IN_WORDS)
    fed.texts("my rent is late").does_not_hear("ood")


def test_the_survey_is_asked_once_in_a_lifetime(play: Play, fed: Patient) -> None:
    fed.texts("thanks").hears("GP appointment")
    play.later(days=3)
    fed.texts("behind with my rent")
    fed.texts("thanks").does_not_hear("GP appointment")
