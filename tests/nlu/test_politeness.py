"""Greetings and thanks around a message."""

import pytest

from bot.nlu.politeness import without_politeness


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hiya hope ur ok im behind with rent thanks", "im behind with rent"),
        ("Hello, sorry to bother you. No food in. Thank you so much xx", "No food in"),
        ("benefits pls", "benefits"),
        ("Good morning all, my husband died", "my husband died"),
    ],
)
def test_what_is_asked_is_left_when_politeness_is_taken_off(text: str, asked: str) -> None:
    assert without_politeness(text) == asked


@pytest.mark.parametrize("text", ["thanks", "hi", "Hello there", "", "history homework", "no thanks to him im in debt"])
def test_a_message_of_nothing_else_and_words_that_only_look_polite_stay(text: str) -> None:
    assert without_politeness(text) == text
