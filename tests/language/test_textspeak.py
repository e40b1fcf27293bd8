"""Text-speak written out in plain words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.textspeak import CONTRACTIONS, WORDS, expand


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("can u help me 2moro", "can you help me tomorrow"),
        ("idk wot 2 do", "i do not know what 2 do"),
        ("cant pay bcos of the msgs", "can't pay because of the messages"),
        ("im sooooo lonely!!!", "i'm soo lonely!"),
        ("HELP ME WITH RENT", "help me with rent"),
        ("I can’t cope", "I can't cope"),
    ],
)
def test_text_speak_becomes_plain_words(written: str, meant: str) -> None:
    assert expand(written) == meant


@pytest.mark.parametrize("text", ["Roman Road", "my urn", "unable", "St George's Surgery"])
def test_ordinary_words_and_places_stay_as_they_are(text: str) -> None:
    assert expand(text) == text


def test_no_word_is_in_both_tables_and_none_stays_text_speak() -> None:
    assert not WORDS.keys() & CONTRACTIONS.keys()
    for meant in WORDS.values():
        assert expand(meant) == meant


@given(st.text(max_size=200))
def test_writing_out_twice_changes_nothing_more(text: str) -> None:
    once = expand(text)
    # A stretched word may itself become text-speak ("uuu"), so the second turn may act; the third never does.
    assert expand(expand(once)) == expand(once)
