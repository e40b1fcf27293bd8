"""What a short reply means before anything is understood."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.known import Known, Menu
from bot.conversation.menus import WORDS, Resolved, resolve

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
OFFER = Known(offered=Menu.open("offer", NOW, ("a", "b", "c")))


def meaning(
    text: str, known: Known, *, loop: str | None = None, requested: str | None = None, hours: float = 0
) -> Resolved | None:
    return resolve(text, known, active_loop=loop, requested=requested, now=NOW + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("intent", "phrase"), [(intent, phrase) for intent, phrases in WORDS.items() for phrase in phrases]
)
def test_each_of_our_own_words_means_the_same_however_it_is_typed(intent: str, phrase: str) -> None:
    for typed in (phrase, phrase.upper(), f"  {phrase}!! "):
        found = meaning(typed, Known())
        assert found is not None and found.intent == intent


def test_no_word_has_two_meanings() -> None:
    every = [phrase for phrases in WORDS.values() for phrase in phrases]
    assert len(every) == len(set(every))


def test_a_number_picks_from_a_living_list_only() -> None:
    assert meaning("2", OFFER) == Resolved("choose", {"choices": "2"})
    assert meaning("2", OFFER, hours=23.9) == Resolved("choose", {"choices": "2"})
    assert meaning("2", OFFER, hours=24) == Resolved("menu_expired")
    assert meaning("2", Known()) == Resolved("menu_expired")


@pytest.mark.parametrize(
    ("kind", "intent"), [("survey", "survey_reply"), ("person", "ask_person"), ("language", "ask_person")]
)
def test_a_yes_answers_the_last_question_for_a_day(kind: str, intent: str) -> None:
    known = OFFER.with_(yes_no=Menu.open(kind, NOW))
    found = meaning("yes please", known)
    assert found is not None and found.intent == intent
    assert meaning("yes please", known, hours=24) is None


def test_the_list_still_takes_numbers_while_a_question_is_out() -> None:
    known = OFFER.with_(yes_no=Menu.open("survey", NOW))
    assert meaning("3", known) == Resolved("choose", {"choices": "3"})


def test_a_no_to_an_offered_person_is_understood_as_any_no() -> None:
    assert meaning("no", Known(yes_no=Menu.open("person", NOW))) is None


def test_a_name_is_not_handed_over() -> None:
    found = meaning("Marjorie", Known(call={}), loop="call_form", requested="call_name")
    assert found is not None and found.intent == "call_reply"
    assert found.says == "" and found.private["name"] == "Marjorie"
    assert "Marjorie" not in str(found.entities)


@pytest.mark.parametrize("text", ["never mind", "start again", "thanks", "MORE", "BACK"])
def test_our_own_words_are_no_name(text: str) -> None:
    found = meaning(text, Known(call={}), loop="call_form", requested="call_name")
    assert found is not None and found.intent != "call_reply"


def test_text_is_an_answer_to_is_it_safe() -> None:
    found = meaning("text me", Known(call={}), loop="call_form", requested="call_safe")
    assert found is not None and found.entities == {"call_answer": "text"}


def test_numbers_pick_needs_that_were_read_back() -> None:
    known = OFFER.with_(pending=("debt", "housing"))
    assert meaning("both, bb3", known, loop="help_form", requested="chosen") == Resolved("choose", {"choices": "1,2"})


def test_a_bare_number_at_a_question_picks_from_the_list_before() -> None:
    known = OFFER.with_(question="for_whom")
    assert meaning("2", known, loop="help_form", requested="answer") == Resolved("choose", {"choices": "2"})
    assert meaning("me", known, loop="help_form", requested="answer") == Resolved("give_person")


@given(st.text(max_size=120), st.sampled_from([None, "call_form"]), st.sampled_from([None, "call_safe", "call_name"]))
def test_what_must_stay_private_is_never_in_what_is_handed_over(
    text: str, loop: str | None, requested: str | None
) -> None:
    found = resolve(text, OFFER.with_(call={}), active_loop=loop, requested=requested, now=NOW)
    if found is not None and found.private:
        assert found.says == ""
        assert set(found.entities.values()) <= {"safe", "no_message", "text", "given"}


@pytest.mark.parametrize(
    ("text", "says"), [("im with roman road docs, jo here", "roman road docs"), ("Dave, evenings", ""), ("bb3", "bb3")]
)
def test_of_the_place_for_a_call_only_the_place_is_handed_over(text: str, says: str) -> None:
    found = meaning(text, Known(call={}), loop="call_form", requested="call_place")
    assert found is not None and found.says is not None and says.startswith(found.says)
    assert "jo" not in found.says


@pytest.mark.parametrize(
    "text", ["can someone ring me about money problems", "i want somebody to call me please", "could u phone me"]
)
def test_whoever_asks_to_be_rung_is_rung(text: str) -> None:
    assert meaning(text, Known()) == Resolved("ask_person")


@pytest.mark.parametrize(
    "text", ["debt people keep ringing me", "can you call me a taxi", "someone keeps calling me names"]
)
def test_other_ringing_is_no_such_wish(text: str) -> None:
    assert meaning(text, Known()) is None
