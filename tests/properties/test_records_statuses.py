"""Whatever a carrier reports, in whatever order, a message only ever moves forward."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.statuses import FINAL, FROM_CARRIER, RANK, meaning, moves_forward

CARRIER_WORDS = st.sampled_from([*FROM_CARRIER, "a word we do not know"])


def life(start: str, words: list[str]) -> list[str]:
    """The statuses that a message goes through when the carrier says these words."""
    steps = [start]
    for word in words:
        after = meaning(word)
        if after is not None and moves_forward(steps[-1], after):
            steps.append(after)
    return steps


@given(st.sampled_from(sorted(RANK)), st.lists(CARRIER_WORDS, max_size=12))
def test_a_message_never_goes_back(start: str, words: list[str]) -> None:
    steps = life(start, words)
    assert all(RANK[before] < RANK[after] for before, after in pairwise(steps))


@given(st.sampled_from(sorted(FINAL)), st.lists(CARRIER_WORDS, max_size=12))
def test_nothing_follows_a_final_status(final: str, words: list[str]) -> None:
    assert life(final, words) == [final]


@given(st.permutations(["queued", "sending", "sent", "delivered"]))
def test_the_order_of_arrival_does_not_change_the_end(words: list[str]) -> None:
    assert life("sending", words)[-1] == "delivered"


@given(st.text().filter(lambda word: word.lower() not in FROM_CARRIER))
def test_a_word_we_do_not_know_changes_nothing(word: str) -> None:
    assert life("sent", [word]) == ["sent"]


@pytest.mark.parametrize("word", ["accepted", "queued", "sending", "sent"])
def test_any_word_of_the_carrier_settles_a_doubt(word: str) -> None:
    assert life("ambiguous", [word])[-1] == "sent"
