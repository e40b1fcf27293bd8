"""Asking: only what changes the answer, at most once before the first help, and "don't know" is fine."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation

ABOUT = ("How old", "Who needs the help", "Which language", "Can you get to places", "by phone, or to meet")


def asked(ann: Patient) -> int:
    return sum(ann.said.count(question) for question in (*ABOUT, "Which GP surgery", "Which first?"))


@pytest.mark.parametrize(
    "text",
    [
        "behind with my rent",
        "need a food parcel, bb3",
        "lonely since my wife died, roman road docs",
        "my lad wont go to school, darwen",
        "caring for my mum and im worn out, bb2",
        "want to get fit, bb1",
    ],
)
def test_one_question_at_most_comes_before_the_first_help(ann: Patient, text: str) -> None:
    ann.texts(text)
    before = asked(ann)
    if not ann.services:
        ann.texts("dont know")
        assert ann.services, str(ann)
    assert before <= 1


def test_the_age_is_not_asked_of_somebody_who_said_it(ann: Patient) -> None:
    ann.texts("im 19 and need somewhere to live, bb2").does_not_hear("How old")


def test_whom_it_is_for_is_not_asked_of_somebody_who_said_it(ann: Patient) -> None:
    ann.texts("help for my mum shes 82 and cant get out, im at st georges").does_not_hear(
        "Who needs the help", "How old"
    )
    assert ann.services


def test_an_age_said_later_is_taken_in(ann: Patient) -> None:
    ann.texts("somewhere to go and meet people, bb2")
    ann.texts("im 72")
    assert ann.known["age"] == 72


def test_the_age_of_somebody_else_is_not_the_persons_own(ann: Patient) -> None:
    ann.texts("my mum is 82 and im lonely caring for her, bb3")
    assert ann.known.get("age") in (None, 82)
    assert not (ann.known.get("age") == 82 and ann.known.get("for_whom") is None)


def test_more_goes_on_whatever_is_answered(ann: Patient) -> None:
    ann.texts("need somewhere to live, bb2")
    if not ann.services:
        ann.texts("skip")
    seen = set(ann.services)
    ann.texts("MORE")
    if asked(ann):
        ann.texts("dont know")
    assert ann.services or "That's all I have" in ann.said, str(ann)
    assert not seen & set(ann.services)
