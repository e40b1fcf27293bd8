"""The inbox keeps every message once, and hands a conversation to one worker at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.records import LeaseLost, Records, inbox
from tests.records.telling import (
    ANNA,
    BILAL,
    LEASE,
    NOW,
    TOGETHER,
    answer,
    bodies,
    later,
    must_read,
    next_out,
    read,
    text,
)


def test_a_repeat_of_the_same_message_is_stored_once(records: Records) -> None:
    assert text(records, "help", message_id="SM-same") is not None
    assert text(records, "help", message_id="SM-same") is None
    assert len(must_read(records).messages) == 1


def test_the_same_message_delivered_many_times_at_once_is_stored_once(records: Records) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: text(records, message_id="SM-same"), range(16)))
    assert sum(one is not None for one in stored) == 1
    assert len(must_read(records).messages) == 1


def test_many_first_messages_at_once_make_one_person_and_keep_every_word(records: Records) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: text(records, f"text {n}"), range(16)))
    claim = must_read(records)
    assert sorted(bodies(claim.messages)) == sorted(f"text {n}" for n in range(16))
    assert [message.position for message in claim.messages] == list(range(1, 17))
    assert read(records) is None


def test_messages_are_read_in_the_order_in_which_they_came(records: Records) -> None:
    for n in range(5):
        text(records, f"text {n}", at=later(n))
    assert bodies(must_read(records, at=later(5)).messages) == [f"text {n}" for n in range(5)]


def test_a_blank_message_is_kept_with_its_pictures(records: Records) -> None:
    with records.begin() as tx:
        inbox.receive(tx, provider="twilio", message_id="SM-mms", number=ANNA, body="", media=2, received_at=NOW)
    (message,) = must_read(records).messages
    assert (message.body, message.media) == ("", 2)


def test_texts_within_seconds_of_each_other_are_read_together(records: Records) -> None:
    text(records, "i need help", at=NOW)
    text(records, "with my rent", at=later(3))
    assert read(records, at=later(5), together=TOGETHER) is None
    assert len(must_read(records, at=later(7), together=TOGETHER).messages) == 2


def test_someone_who_never_stops_typing_is_read_all_the_same(records: Records) -> None:
    for n in range(11):
        text(records, at=later(2 * n))
    assert len(must_read(records, at=later(20), together=TOGETHER).messages) == 11


def test_the_one_who_waited_longest_is_read_first(records: Records) -> None:
    text(records, number=BILAL, at=NOW)
    text(records, number=ANNA, at=later(1))
    assert must_read(records, at=later(2)).number == BILAL


def test_two_workers_never_read_the_same_conversation(records: Records) -> None:
    text(records)
    assert read(records, worker="one") is not None
    assert read(records, worker="two") is None


def test_many_workers_at_once_share_the_conversations_out(records: Records) -> None:
    numbers = [f"+4477009001{n:02}" for n in range(12)]
    for number in numbers:
        text(records, number=number)
    with ThreadPoolExecutor(6) as pool:
        claims = list(pool.map(lambda n: read(records, worker=f"w{n}"), range(24)))
    assert sorted(claim.number or "" for claim in claims if claim) == numbers


def test_a_message_that_comes_during_a_turn_waits_for_the_next(records: Records) -> None:
    text(records, "first")
    claim = must_read(records)
    text(records, "second", at=later(1))
    assert read(records, at=later(1)) is None
    answer(records, claim, "ok", at=later(2))
    assert bodies(must_read(records, at=later(3)).messages) == ["second"]


def test_a_worker_that_dies_loses_its_claim_after_the_lease(records: Records) -> None:
    text(records)
    must_read(records, worker="dead")
    assert read(records, at=later(59), worker="two") is None
    again = must_read(records, at=later(60), worker="two")
    assert again.attempts == 1


def test_a_turn_whose_lease_was_lost_writes_nothing(records: Records) -> None:
    text(records)
    slow = must_read(records, worker="slow")
    quick = must_read(records, at=later(61), worker="quick")
    answer(records, quick, "the answer", at=later(62))
    with pytest.raises(LeaseLost):
        answer(records, slow, "the same answer again", at=later(63))
    first = next_out(records, at=later(64))
    assert first is not None and first.body == "the answer"
    with records.reading() as tx:
        assert inbox.waiting(tx).count == 0


def test_a_message_cannot_be_marked_handled_twice(records: Records) -> None:
    text(records)
    claim = must_read(records)
    answer(records, claim)
    with pytest.raises(LeaseLost), records.begin() as tx:
        inbox.mark_handled(tx, claim.message_ids, "another turn", now=NOW)  # type: ignore[arg-type]


def test_a_slow_worker_can_keep_its_claim(records: Records) -> None:
    text(records)
    claim = must_read(records)
    with records.begin() as tx:
        inbox.extend(tx, claim, now=later(50), lease=LEASE)
    assert read(records, at=later(70)) is None


def test_a_claim_given_back_can_be_taken_at_once(records: Records) -> None:
    text(records)
    claim = must_read(records)
    with records.begin() as tx:
        inbox.release(tx, claim)
    assert must_read(records).attempts == 0


def test_a_failed_turn_is_tried_again_later(records: Records) -> None:
    text(records)
    claim = must_read(records)
    with records.begin() as tx:
        inbox.retry_at(tx, claim, later(30), attempts=1)
    assert read(records, at=later(29)) is None
    assert must_read(records, at=later(30)).attempts == 1


def test_new_words_do_not_wait_for_the_back_off_of_old_ones(records: Records) -> None:
    text(records, "hello")
    claim = must_read(records)
    with records.begin() as tx:
        inbox.retry_at(tx, claim, later(600), attempts=1)
    text(records, "i want to die", at=later(5))
    assert bodies(must_read(records, at=later(6)).messages) == ["hello", "i want to die"]


def test_words_that_came_while_the_turn_was_failing_are_read_at_once(records: Records) -> None:
    text(records, "hello")
    claim = must_read(records)
    text(records, "i want to die", at=later(5))
    with records.begin() as tx:
        inbox.retry_at(tx, claim, later(600), attempts=1)
    assert len(must_read(records, at=later(6)).messages) == 2


def test_a_worker_knows_how_long_it_may_sleep(records: Records) -> None:
    def next_due() -> object:
        with records.reading() as tx:
            return inbox.next_due(tx, together=TOGETHER)

    assert next_due() is None
    text(records)
    assert next_due() == NOW + TOGETHER
    claim = must_read(records, at=later(4))
    assert next_due() == later(4) + LEASE
    with records.begin() as tx:
        inbox.retry_at(tx, claim, later(30), attempts=1)
    assert next_due() == later(30)


def test_the_waiting_are_counted_with_the_oldest(records: Records) -> None:
    text(records, at=later(1))
    text(records, at=NOW + timedelta(seconds=9), number=BILAL)
    with records.reading() as tx:
        assert inbox.waiting(tx) == inbox.Waiting(count=2, oldest=later(1))
