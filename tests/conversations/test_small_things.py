"""Honest and brief answers to small things: thanks, anger, who are you, health, out of scope, the survey."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation


@pytest.fixture
def bea(ann: Patient) -> Patient:
    """Somebody who has been greeted."""
    return ann.texts("hello")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("thanks", "You're welcome"),
        ("ur useless", "I'm sorry"),
        ("are you a robot", "a computer, not a person"),
        ("who can see this", "Nobody reads this live"),
        ("who reads my messages", "Nobody reads this live"),
        ("how much does it cost", "Signpost is free"),
        ("i want to make a complaint", "I'm sorry"),
        ("can you delete my messages", "erase"),
        ("i have a sore throat what can i take", "I can't help with health problems"),
    ],
)
def test_small_things_are_answered_honestly(bea: Patient, text: str, answer: str) -> None:
    bea.texts(text).hears(answer)
    assert len(bea.heard) == 1


def test_health_is_the_one_fixed_text(bea: Patient) -> None:
    bea.texts("should i see a doctor about my knee").hears("111 any time", "999").does_not_hear("pharmac")


def test_what_is_out_of_scope_gets_what_we_do_then_the_menu_then_a_person(bea: Patient) -> None:
    bea.texts("order me a pizza").hears("I find local help with things like money")
    bea.texts("what is the capital of france").hears("in a few words")
    bea.texts("tell me a joke").hears("A person may help you better", "CALL")
    bea.texts("yes").hears("Is it safe to ring you")


def test_something_understood_in_between_starts_the_count_again(bea: Patient) -> None:
    bea.texts("order me a pizza")
    bea.texts("need a food parcel, bb3")
    bea.texts("order me a pizza").hears("I find local help with things like money")


def test_the_survey_is_asked_once_after_help_and_recorded(bea: Patient) -> None:
    bea.texts("need a food parcel, bb3")
    bea.texts("thanks").hears("would you have booked a GP appointment")
    bea.texts("yes").hears("Thank you")
    bea.texts("thanks").does_not_hear("GP appointment")
    assert [row["answer"] for row in bea.record["survey"]] == ["yes"]


def test_the_survey_may_be_ignored(bea: Patient) -> None:
    bea.texts("need a food parcel, bb3")
    bea.texts("thanks")
    bea.texts("need help with my electric bill").does_not_hear("GP appointment")
    assert bea.services
    assert not bea.record["survey"]


@pytest.mark.parametrize("text", ["gambling has got hold of me, bb3", "need to stop drinking, bb3"])
def test_the_survey_is_never_asked_after_sensitive_needs(bea: Patient, text: str) -> None:
    bea.texts(text)
    assert bea.services, str(bea)
    bea.texts("thanks").does_not_hear("GP appointment").hears("You're welcome")


def test_the_survey_is_not_asked_before_help(bea: Patient) -> None:
    bea.texts("thanks").does_not_hear("GP appointment")


def test_easy_words_make_everything_plainer_from_then_on(bea: Patient) -> None:
    bea.texts("easy words").hears("short, easy words")
    bea.texts("need a food parcel, bb3").hears("Text 1")
    assert bea.record["person"]["easy_words"]
    bea.texts("usual words").hears("usual words")
    bea.texts("BACK").hears("Reply 1")


def test_easy_words_that_staff_ticked_hold_from_the_first_text(ann: Patient) -> None:
    ann.staff_tick(easy=True)
    ann.texts("hello").hears("I'm a computer, not a person.")


def test_start_again_forgets_what_was_asked_and_keeps_the_place(bea: Patient) -> None:
    bea.texts("rent arrears and debt, bb3")
    bea.texts("start again").hears("let's start again")
    bea.texts("need a food parcel").does_not_hear("Which GP surgery", "Which first?")
    assert bea.services


@pytest.mark.parametrize("text", ["thanks", "are you a robot", "hello", "who can see this"])
def test_a_question_that_is_out_is_asked_again_after_a_small_thing(bea: Patient, text: str) -> None:
    bea.texts("behind with my rent")
    bea.texts(text)
    if "Nobody reads this live" not in bea.said:
        bea.hears("Which GP surgery")
    bea.texts("bb3")
    assert bea.services
