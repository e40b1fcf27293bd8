"""No bed, food, heat or light today: answered at once, with no question."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation

DUTY = ("01254 585585", "01254 587547")


@pytest.mark.parametrize(
    "text",
    [
        "got nowhere to sleep tonight",
        "no food in the house and nothing to eat today",
        "no heating tonight and kids are freezing",
        "electric has run out and we are sat in the dark",
    ],
)
def test_the_duty_number_comes_at_once_and_nothing_is_asked(ann: Patient, text: str) -> None:
    ann.texts(text).hears(*DUTY, "999").does_not_hear("Which GP surgery", "Which first?", "Reply YES")


def test_an_unchecked_listing_never_answers_tonight(ann: Patient) -> None:
    ann.texts("got nowhere to sleep tonight").does_not_hear("Not checked")


def test_the_greeting_comes_after(ann: Patient) -> None:
    ann.texts("got nowhere to sleep tonight")
    assert "01254" in ann.heard[0]
    assert any(text.startswith("Hello, I'm Signpost") for text in ann.heard[1:])


def test_a_young_person_with_nowhere_to_sleep_is_danger(ann: Patient) -> None:
    ann.texts("im 16 and my mum kicked me out, nowhere to sleep tonight")
    ann.is_in_danger_and_answered("01254 587547")
    assert "homeless_tonight" in ann.flags[0]["kinds"]


def test_it_is_answered_in_the_middle_of_a_question(ann: Patient) -> None:
    ann.texts("behind with my rent")
    ann.texts("no food in the house nothing to eat today").hears(*DUTY).does_not_hear("Which GP surgery")


def test_it_is_answered_in_the_middle_of_arranging_a_call_and_call_goes_on_after(ann: Patient) -> None:
    ann.texts("behind with my rent, bb3")
    ann.texts("CALL")
    ann.texts("SAFE")
    ann.texts("theres no heating tonight and its freezing").hears(*DUTY).does_not_hear("What name")
    ann.texts("CALL").hears("What name")
    ann.texts("Jo")
    assert set(ann.referral["needs"]) >= {"housing", "energy"}


def test_a_deaf_person_is_told_how_to_reach_the_duty_number(ann: Patient) -> None:
    ann.texts("im deaf and got nowhere to sleep tonight").hears("18001")


def test_a_yes_afterwards_asks_for_a_person(ann: Patient) -> None:
    ann.texts("no food in the house nothing to eat today")
    ann.texts("MORE")
    ann.texts("CALL").hears("Is it safe to ring you")
