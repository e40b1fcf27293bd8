"""Somebody texts for the first time."""

import pytest

from tests.conversations.playing import Patient, Play

pytestmark = pytest.mark.conversation

HELLO = "Hello, I'm Signpost, for GP surgeries in Blackburn with Darwen."


def test_a_greeting_is_answered_with_who_what_danger_cost_and_a_way_out(ann: Patient) -> None:
    ann.texts("hiya").hears(HELLO, "a computer", "999", "your usual rate", "WHO", "STOP", "What's on your mind?")
    assert len(ann.heard) == 1


def test_the_greeting_comes_before_a_question(ann: Patient) -> None:
    ann.texts("behind wi rent")
    assert ann.heard[0].startswith(HELLO)
    assert "Which GP surgery" in ann.heard[-1]


def test_help_comes_before_the_greeting(ann: Patient) -> None:
    ann.texts("behind with my rent, im with roman road docs")
    assert ann.services
    assert ann.heard[0].startswith("1 ")
    assert ann.heard[-1].startswith(HELLO)


def test_help_and_greeting_take_two_texts_and_no_form_comes_first(ann: Patient) -> None:
    ann.texts("no one to talk to all day, im in darwen")
    assert len(ann.heard) == 2


def test_danger_is_answered_before_and_without_the_greeting(ann: Patient) -> None:
    ann.texts("i want to kill myself")
    ann.is_in_danger_and_answered().does_not_hear("WHO = who can see this")
    ann.texts("hello").hears(HELLO)


def test_the_greeting_is_given_once(ann: Patient) -> None:
    ann.texts("hello")
    ann.texts("hello again").does_not_hear(HELLO)


def test_the_emergency_numbers_are_given_to_whoever_first_texts_help(ann: Patient) -> None:
    ann.texts("HELP").hears("999", "116 123").does_not_hear(HELLO)
    ann.texts("lonely").hears(HELLO)


def test_start_from_a_stranger_is_answered_with_who_we_are(ann: Patient) -> None:
    ann.texts("START").hears(HELLO, "What's on your mind?")


def test_what_we_cannot_do_is_answered_with_what_we_can(ann: Patient) -> None:
    ann.texts("can you order me a pizza").hears(HELLO, "I find local help with things like money")


def test_two_patients_are_two_conversations(play: Play) -> None:
    ann, bob = play.patient(), play.patient(number="+447700900456")
    ann.texts("behind with rent")
    bob.texts("hi").hears(HELLO)
    ann.texts("BB3 1AA")
    assert ann.services
    bob.texts("1").does_not_hear("Shelter")
