"""Abuse: numbers at once, nothing given away, nothing brought up again."""

import pytest

from tests.conversations.playing import Patient, Play

pytestmark = pytest.mark.conversation

SAID = (
    "my husband hits me",
    "he wont let me out of the house and checks my phone",
    "my partner strangled me last night",
)
GIVES_AWAY = ("abuse", "violence", "domestic", "refuge", "hit", "partner", "safe house")


@pytest.mark.parametrize("text", SAID)
def test_the_first_line_gives_nothing_away(ann: Patient, text: str) -> None:
    ann.texts(text).is_in_danger_and_answered("0808 2000 247")
    first = ann.heard[0].splitlines()[0].lower()
    assert not any(word in first for word in GIVES_AWAY)


@pytest.mark.parametrize("text", SAID)
def test_it_is_never_in_last_never_surveyed_and_has_no_warm_line(play: Play, ann: Patient, text: str) -> None:
    ann.texts(text).does_not_hear("If it gets too much")
    ann.texts("need a food parcel, bb3").does_not_hear("If it gets too much")
    assert ann.services
    ann.texts("thanks").does_not_hear("GP appointment")
    play.later(days=2)
    ann.texts("hello").does_not_hear("LAST", *GIVES_AWAY)
    ann.texts("LAST").hears("nothing from before")


def test_feeling_low_after_abuse_gets_no_warm_line(ann: Patient) -> None:
    ann.texts("my husband hits me")
    ann.texts("feeling really low").does_not_hear("If it gets too much")


def test_the_flag_goes_to_somebody(ann: Patient) -> None:
    ann.texts("my husband hits me, im in darwen")
    assert ann.flags[0]["owner"]


def test_whoever_picks_up_the_phone_next_learns_nothing(ann: Patient) -> None:
    ann.texts("my husband hits me")
    for text in ("hello", "BACK", "MORE", "1", "LAST", "who is this"):
        ann.texts(text)
        assert not any(word in ann.said.lower() for word in GIVES_AWAY), str(ann)
