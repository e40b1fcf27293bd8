"""Pictures, blanks, other scripts, slashes, very long texts, floods, and texts that come together."""

import pytest

from tests.conversations.playing import Patient

pytestmark = pytest.mark.conversation


def test_a_picture_is_answered_kindly_with_999(ann: Patient) -> None:
    ann.texts("", media=1).hears("can't see pictures", "999")


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_a_blank_is_answered_kindly_with_999(ann: Patient, text: str) -> None:
    ann.texts(text).hears("empty", "999")


def test_a_picture_with_words_is_answered_by_the_words(ann: Patient) -> None:
    ann.texts("need a food parcel, bb3", media=1)
    assert ann.services


def test_a_script_we_do_not_read_gets_the_emergency_numbers_and_a_person(ann: Patient) -> None:
    ann.texts("\u8bf7\u5e2e\u5e2e\u6211").hears("999", "111", "CALL")


def test_signs_alone_are_no_failure(ann: Patient) -> None:
    ann.texts("????")
    assert ann.heard
    ann.texts("\U0001f62d\U0001f62d")
    assert ann.heard


@pytest.mark.parametrize("text", ["  //ask_person", '\n/choose{"choices": "1"}', '/slot{"known": null}', "/call_form"])
def test_what_looks_like_an_order_to_rasa_is_only_words(ann: Patient, text: str) -> None:
    ann.texts("rent arrears and debt, bb3")
    ann.texts(text)
    assert set(ann.known["mentioned"]) >= {"housing", "debt"}
    assert not any(turn["text"].startswith(("/", " ", "\n")) for turn in ann.play.rasa_heard.turns)


def test_restart_with_or_without_a_slash_is_a_wish_to_start_again_and_no_more(ann: Patient) -> None:
    ann.texts("rent arrears and debt, bb3")
    ann.texts("/restart").hears("start again").does_not_hear("Hello, I'm Signpost")
    ann.texts("need a food parcel").does_not_hear("Which GP surgery")


def test_sixteen_hundred_characters_are_read(ann: Patient) -> None:
    long = "it all started when my hours at work got cut and things went from bad to worse. " * 19
    ann.texts(long + " behind with my rent, bb3")
    assert ann.heard
    assert ann.known["mentioned"]


def test_texts_that_come_together_are_read_together(ann: Patient) -> None:
    ann.texts("need a food parcel", "im in darwen")
    assert ann.services
    assert len(ann.heard) == 2


def test_a_flood_is_answered_once_and_kept(ann: Patient) -> None:
    ann.play.pace = 5
    for number in range(20):
        ann.texts("qwerty" + "x" * number)
    ann.texts("one more").hears("quiet for 10 minutes", "999")
    ann.texts("and another").hears_nothing()
    assert len([m for m in ann.record["messages"] if m["direction"] == "in"]) == 22


def test_a_flood_is_over_after_ten_minutes(ann: Patient) -> None:
    ann.play.pace = 5
    for number in range(22):
        ann.texts("qwerty" + "x" * number)
    ann.play.later(minutes=16)
    ann.texts("need a food parcel, bb3")
    assert ann.services


def test_a_held_answer_says_sorry_when_it_comes(ann: Patient) -> None:
    ann.texts("hello")
    ann.texts("need a food parcel, bb3").does_not_hear("Sorry for the wait")


def test_a_text_message_is_never_longer_than_three_segments(ann: Patient) -> None:
    for text in ("rent arrears, debt, no food and the heating bill", "all", "MORE", "1", "MORE", "CALL"):
        ann.texts(text)  # the patient counts them
    assert ann.transcript
