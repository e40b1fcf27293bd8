"""The cues of needs: every need has some, they are whole words, and one message may hold cues of several."""

import re

import pytest

from bot.nlu.cue_words import CUES
from bot.nlu.cues import cues_of
from bot.nlu.joining import joined
from directory.needs import NEEDS


def cued(text: str) -> set[str]:
    labels = list(NEEDS)
    return {need for need, count in zip(labels, cues_of(text, labels)[0], strict=True) if count}


def test_every_need_has_cues_and_nothing_else_has() -> None:
    assert set(CUES) == set(NEEDS)


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("behind with the rent and no food in", {"housing", "food"}),
        ("I can’t afford the gas", {"debt", "energy"}),
        ("dad is 84 and lonely", {"older_people", "isolation"}),
        ("lost it all at the bookies", {"gambling"}),
    ],
)
def test_plain_cues_are_found_whatever_stands_around_them(text: str, needs: set[str]) -> None:
    assert needs <= cued(text)


@pytest.mark.parametrize(
    ("text", "need"), [("my parents", "housing"), ("gasping for a brew", "energy"), ("ibet", "gambling")]
)
def test_a_cue_inside_another_word_is_not_one(text: str, need: str) -> None:
    assert need not in cued(text)


def test_more_cues_count_more_up_to_one() -> None:
    few, many = (cues_of(text, ["food"])[0, 0] for text in ("food", "food bank, hungry, starving, groceries, parcel"))
    assert 0 < few < many == 1


def test_no_cue_is_empty_or_matches_everything() -> None:
    for both in CUES.values():
        for cues in both:
            assert all(part.strip() for part in re.split(r"\|(?![^(]*\))", cues))
    assert cued("") == set()


def test_a_label_of_another_project_has_no_cues() -> None:
    assert not cues_of("rent", ["book_flight"]).any()


def test_joined_messages_hold_the_needs_of_all_their_parts_and_repeat_themselves() -> None:
    texts = ["rent is late", "so lonely", "no food", "thanks"]
    needs = [("housing",), ("isolation",), ("food",), ()]
    made = joined(texts, needs, 30)
    assert made == joined(texts, needs, 30)
    for text, mine in made:
        assert 2 <= len(mine) <= 3
        for need, part in zip(("housing", "isolation", "food"), texts, strict=False):
            assert (part in text) == (need in mine)
