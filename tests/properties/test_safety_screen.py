"""Properties of screening that hold for every message."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.safety import KINDS, RESPONSES, Person, answer, screen
from bot.safety.kinds import Decision

PLAIN_DANGER = ["i want to die", "my husband hits me", "ive taken 30 paracetamol", "i was raped", "i cant breathe"]
SMALL = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SMALL
@given(st.text(max_size=400))
def test_any_text_at_all_gets_a_decision_in_known_words(text: str) -> None:
    decision = screen(text)

    assert decision.response in RESPONSES
    assert set(decision.kinds) <= set(KINDS)
    assert bool(answer(decision, person=Person())) == (decision.response != "none")


@SMALL
@given(
    st.sampled_from(PLAIN_DANGER),
    st.sampled_from(["upper", "title", "lower"]),
    st.sampled_from(["", "!!!", " ...", " 😢", "\n"]),
)
def test_capitals_and_marks_never_hide_danger(text: str, case: str, end: str) -> None:
    assert screen(getattr(text, case)() + end).is_danger


@SMALL
@given(
    st.sampled_from(PLAIN_DANGER),
    st.sampled_from(["hello. ", "need help with rent. ", "BB1 6PH. ", "sorry to bother you. "]),
)
def test_ordinary_words_around_it_never_hide_danger(text: str, other: str) -> None:
    assert screen(f"{other}{text}").is_danger
    assert screen(f"{text}. {other}").is_danger


@pytest.mark.parametrize("kinds", [("suicide", "violence_now", "child_at_risk"), ("overdose", "self_harm"), ()])
def test_any_mixture_of_kinds_gets_one_answer(kinds: tuple[str, ...]) -> None:
    assert len(answer(Decision("urgent", kinds), person=Person())) == 1
