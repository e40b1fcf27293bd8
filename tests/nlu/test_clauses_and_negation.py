"""Parts of a message, and the parts that say what is not the matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.clauses import MOST_PARTS, clauses
from bot.nlu.negation import without_denied


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("behind on rent and so lonely", ["behind on rent", "so lonely"]),
        ("cant pay gas. kids hungry, mum has dementia", ["cant pay gas", "kids hungry", "mum has dementia"]),
        ("thanks", ["thanks"]),
        ("rent, food", ["rent, food"]),
    ],
)
def test_a_message_falls_into_the_parts_that_may_hold_a_need(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


@given(st.text(max_size=400))
def test_a_message_always_has_a_part_and_never_too_many(text: str) -> None:
    assert 1 <= len(clauses(text)) <= MOST_PARTS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("not the debt, its the damp", "its the damp"),
        ("Help with rent not the gas, thats sorted", "Help with rent"),
        ("i dont need help with housing just work", "just work"),
        ("its not about money its my son", "its my son"),
        ("not about benefits", ""),
    ],
)
def test_what_is_denied_is_left_out(text: str, kept: str) -> None:
    assert without_denied(text)[0] == kept


@pytest.mark.parametrize(
    "text",
    [
        "i have no food",
        "cant get it sorted",
        "need to get my debt sorted",
        "not the first time hes hit me",
        "im not the same since he died",
        "he is not the man i married",
        "never see anyone",
    ],
)
def test_a_need_with_a_no_in_it_is_not_a_denial(text: str) -> None:
    assert without_denied(text) == (text, ())
