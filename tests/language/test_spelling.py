"""Careful spelling correction towards our own words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.spelling import Speller, edit_distance

OURS = {"anxiety": 9, "depression": 9, "lonely": 9, "mortgage": 5, "eviction": 5, "landlord": 8, "benefits": 20}
ENGLISH = ("longly", "board", "lovely", "marriage")


@pytest.fixture
def speller() -> Speller:
    return Speller(OURS, known=ENGLISH, protected=("Darwen", "Shadsworth", "Audley"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lonley", "lonely"),
        ("morgage", "mortgage"),
        ("evicton", "eviction"),
        ("depresion", "depression"),
        ("benifits", "benefits"),
        ("angsiety", "anxiety"),
    ],
)
def test_a_misspelt_word_of_ours_is_corrected(speller: Speller, written: str, meant: str) -> None:
    assert speller.word(written) == meant


@pytest.mark.parametrize("word", ["lovely", "marriage", "Darwen", "darwen", "Shadsworth", "longly", "rent", "cat"])
def test_known_words_places_and_short_words_are_left_alone(speller: Speller, word: str) -> None:
    assert speller.word(word) == word


def test_everything_around_a_corrected_word_stays(speller: Speller) -> None:
    assert speller.correct("So LONLEY!! in Shadsworth, BB1 6PH") == "So lonely!! in Shadsworth, BB1 6PH"


@given(st.text(max_size=100))
def test_correcting_never_makes_a_text_empty_or_touches_digits(text: str) -> None:
    corrected = Speller(OURS, known=ENGLISH).correct(text)
    assert [c for c in corrected if not c.isalpha()] == [c for c in text if not c.isalpha()]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8))
def test_edit_distance_is_the_same_both_ways_and_zero_only_for_the_same_word(first: str, second: str) -> None:
    assert edit_distance(first, second) == edit_distance(second, first)
    assert (edit_distance(first, second) == 0) == (first == second)
