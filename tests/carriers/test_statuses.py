"""A message never goes back to an earlier state, whatever order its reports arrive in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.carriers.statuses import LOST, RANK, moves_forward

WORDS = st.sampled_from(sorted(RANK))


def settled(words: list[str]) -> str | None:
    state: str | None = None
    for word in words:
        if moves_forward(state, word):
            state = word
    return state


def test_reports_in_order_are_all_taken() -> None:
    assert settled(["queued", "sending", "sent", "delivered"]) == "delivered"
    assert moves_forward("queued", "sent")


def test_a_late_report_of_an_earlier_step_changes_nothing() -> None:
    assert settled(["delivered", "sent", "queued"]) == "delivered"


def test_the_first_of_two_contradicting_ends_stands() -> None:
    assert settled(["undelivered", "delivered"]) == "undelivered"
    assert settled(["delivered", "failed"]) == "delivered"


def test_a_loss_is_never_read() -> None:
    assert not moves_forward("failed", "read")
    assert moves_forward("delivered", "read")


def test_an_unknown_word_never_replaces_a_known_one() -> None:
    assert not moves_forward("sent", "teleported")
    assert not moves_forward(None, "teleported")


@given(st.lists(WORDS, max_size=12))
def test_whatever_arrives_the_state_only_moves_forward(words: list[str]) -> None:
    state: str | None = None
    for word in words:
        if moves_forward(state, word):
            assert state is None or RANK[word] > RANK[state]
            assert state not in LOST
            state = word
