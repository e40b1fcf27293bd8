"""A crisis stops everything, in the middle of every form at every question, and nothing old is answered after it."""

import pytest

from tests.conversations.playing import Patient, Play

pytestmark = pytest.mark.conversation

FOUND = "need a food parcel, im at roman road docs"
POINTS = {
    "first of all": (),
    "when needs are read back": ("rent arrears and debt",),
    "when a guess is read back": ("i feel proper rubbish tbh",),
    "when the place is asked for": ("behind with my rent",),
    "when the place is asked for again": ("behind with my rent", "grimble wold surgery"),
    "when services were offered": (FOUND,),
    "when details were shown": (FOUND, "1"),
    "when asked if a call is safe": (FOUND, "CALL"),
    "when asked for a place for the call": ("CALL", "SAFE"),
    "when asked for a name": (FOUND, "CALL", "SAFE"),
    "when asked whether to tell the surgery": (FOUND, "CALL", "SAFE", "Jo"),
    "when a call is arranged": (FOUND, "CALL", "SAFE", "Jo", "no"),
    "when asked the survey": (FOUND, "thanks"),
    "when another language was offered": ("do you speak urdu",),
    "when a person was offered": ("order me a pizza", "what is the capital of france", "tell me a joke"),
}


@pytest.mark.parametrize("point", POINTS)
def test_a_crisis_is_answered_at_every_question_and_nothing_old_lives_on(ann: Patient, point: str) -> None:
    for text in POINTS[point]:
        ann.texts(text)
    referrals, turns = len(ann.referrals), len(ann.play.rasa_heard.turns)
    ann.texts("i want to kill myself").is_in_danger_and_answered("116 123")
    assert len(ann.heard) == 1
    assert len(ann.play.rasa_heard.turns) == turns, "danger does not need Rasa"
    assert ann.flags[0]["kinds"] == ["suicide"]
    ann.texts("yes").hears("999")  # about the crisis, whatever was asked before
    for reply in ("1", "NO MESSAGE"):
        ann.texts(reply)
        assert not ann.services
        ann.does_not_hear("What name", "GP appointment", "Which GP surgery", "Shall I tell", "Is it safe", "Done.")
    # A call that was already agreed to is not lost by it; nothing else is made.
    assert len(ann.referrals) == referrals + ("SAFE" in POINTS[point] and not referrals)
    assert not ann.record["survey"]


def test_help_goes_on_when_it_is_asked_for_after_a_crisis(ann: Patient) -> None:
    ann.texts("i want to kill myself")
    ann.texts("ok thank you i rang them")
    ann.texts("need a food parcel, bb3")
    assert ann.services
    ann.texts("thanks").does_not_hear("GP appointment")


def test_one_text_of_several_that_is_danger_is_enough(ann: Patient) -> None:
    ann.texts("hi", "need help with rent", "i took all my tablets").is_in_danger_and_answered().does_not_hear(
        "Which GP"
    )


def test_stop_with_danger_is_both_done(ann: Patient) -> None:
    ann.texts("STOP", "i want to die").is_in_danger_and_answered("116 123").hears("START")
    assert ann.record["opted_out"]


def test_distress_gets_help_as_asked_and_one_warm_line_once_a_day(play: Play, ann: Patient) -> None:
    ann.texts("behind with rent, owe money on credit cards and feeling really low")
    assert ann.heard[-1].splitlines()[-1].startswith("If it gets too much")
    ann.texts("feeling really low and stressed out").does_not_hear("If it gets too much")
    play.later(hours=30)
    ann.texts("feeling really low again").hears("If it gets too much")


def test_a_crisis_is_not_in_last_and_not_greeted(play: Play, ann: Patient) -> None:
    ann.texts("i want to kill myself")
    play.later(days=2)
    ann.texts("hello").does_not_hear("kill", "LAST", "116 123")


def test_a_child_in_danger_gets_the_childrens_line(ann: Patient) -> None:
    ann.texts("im 13 and i want to die").is_in_danger_and_answered("0800 1111")


def test_danger_in_a_flood_is_answered_once_for_each_kind(ann: Patient) -> None:
    ann.play.pace = 5
    for number in range(22):
        ann.texts(f"{number} things")
    ann.texts("i want to kill myself").hears("116 123")
    ann.texts("i want to kill myself").hears_nothing()
    ann.texts("he is hitting me right now").hears("999")
