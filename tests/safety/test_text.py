"""People's own spelling comes out as the plain words of the danger tables."""

import pytest

from bot.safety.rules import speller
from bot.safety.text import normalise


def plain(text: str) -> str:
    return normalise(text, speller()).strip(" |")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("KMS", "kill myself"),
        ("i wanna d1e", "i want to die"),
        ("s u i c i d e", "suicide"),
        ("killl my self", "kill myself"),
        ("paracetemol", "paracetamol"),
        ("im gunna do it 2nite", "i am going to do it tonight"),
        ("don’t", "do not"),
        ("killmyself", "kill myself"),
        ("i want 2 die", "i want to die"),
    ],
)
def test_text_speak_and_misspelling_come_out_plain(written: str, read: str) -> None:
    assert plain(written) == read


@pytest.mark.parametrize("word", ["kidding", "hunting", "tables", "meeting", "rapid", "chide", "bleating"])
def test_ordinary_words_are_never_taken_for_danger_words(word: str) -> None:
    assert plain(word) == word


def test_a_number_of_tablets_stays_a_number() -> None:
    assert plain("took 2 paracetamol") == "took 2 paracetamol"


def test_sentences_stay_apart() -> None:
    assert normalise("I am ill. Help!", speller()) == " | i am ill | help | "


def test_emoji_are_read_as_what_they_show() -> None:
    assert "pill emoji" in normalise("bye 💊", speller())
