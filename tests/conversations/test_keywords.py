"""STOP, START, HELP, WHO and DELETE, at any point of a conversation."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation

POINTS = {
    "at first": (),
    "at the list of needs": ("rent arrears and debt",),
    "at the place": ("behind with my rent",),
    "after the answer": ("need a food parcel, bb3",),
    "at is it safe": ("need a food parcel, bb3", "CALL"),
    "at the name": ("need a food parcel, bb3", "CALL", "SAFE"),
}


def at(point: str, ann: Patient) -> Patient:
    for text in POINTS[point]:
        ann.texts(text)
    return ann


@pytest.mark.parametrize("point", POINTS)
def test_stop_is_confirmed_once_with_999_and_then_there_is_silence(ann: Patient, point: str) -> None:
    at(point, ann).texts("STOP").hears("999", "START")
    assert len(ann.heard) == 1
    ann.texts("STOP").hears_nothing()
    ann.texts("behind with my rent").hears_nothing()
    ann.texts("1").hears_nothing()
    assert ann.record["opted_out"]


@pytest.mark.parametrize("point", POINTS)
def test_start_opts_in_again_and_no_old_question_waits(ann: Patient, point: str) -> None:
    at(point, ann).texts("STOP")
    ann.texts("START")
    assert len(ann.heard) == 1 and not ann.record["opted_out"]
    ann.texts("SAFE").does_not_hear("What name")
    ann.texts("need a food parcel, bb3")
    assert ann.services


@pytest.mark.parametrize("point", POINTS)
def test_help_and_who_are_answered_and_the_question_stays(ann: Patient, point: str) -> None:
    before = at(point, ann).record["state"].get("requested") if POINTS[point] else None
    ann.texts("HELP").hears("116 123")
    ann.texts("WHO").hears("30 days")
    assert ann.record["state"].get("requested") == before


@pytest.mark.parametrize("point", POINTS)
def test_delete_erases_and_says_what_stays(ann: Patient, point: str) -> None:
    at(point, ann).texts("DELETE").hears("erased", "What stays", "999")
    words = [message["text"] for message in ann.record["messages"] if message["direction"] == "in"]
    assert not any("rent" in (text or "") or "food" in (text or "") for text in words)
    assert not ann.record["signposts"]


def test_a_danger_after_stop_is_answered_and_flagged(ann: Patient) -> None:
    ann.texts("STOP")
    ann.texts("i want to kill myself").is_in_danger_and_answered()


@pytest.mark.parametrize("text", ["please stop texting me", "stop sending me messages", "Stop.", "unsubscribe"])
def test_polite_ways_of_saying_stop(ann: Patient, text: str) -> None:
    ann.texts(text).hears("START")
    assert ann.record["opted_out"]


@pytest.mark.parametrize(
    "text", ["i want to stop smoking", "end of tenancy cleaning is a worry", "they cancelled my benefits"]
)
def test_words_that_only_begin_like_it_opt_nobody_out(ann: Patient, text: str) -> None:
    ann.texts(text)
    assert ann.heard and not ann.record["opted_out"]


def test_a_keyword_read_together_with_a_need_loses_neither(ann: Patient) -> None:
    ann.texts("HELP", "need a food parcel, bb3").hears("116 123")
    assert ann.services


@pytest.mark.parametrize("texts", [("STOP", "DELETE"), ("DELETE", "STOP")])
def test_stop_and_delete_sent_together_are_both_carried_out(ann: Patient, texts: tuple[str, ...]) -> None:
    ann.texts("need a food parcel, bb3")
    ann.texts(*texts)
    assert not ann.record["known"] and ann.record["opted_out"]


def test_delete_after_stop_erases_and_says_nothing(ann: Patient) -> None:
    ann.texts("need a food parcel, bb3")
    ann.texts("STOP")
    ann.texts("DELETE").hears_nothing()
    assert not ann.record["known"] and ann.record["opted_out"]


def test_a_sure_need_takes_the_place_of_a_guess(ann: Patient) -> None:
    ann.texts("so fed up with the flat").hears("YES or NO")
    ann.texts("need a food parcel, bb3")
    assert ann.known["needs"] == ["food"]
