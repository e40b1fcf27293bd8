"""Rasa, the actions or a part of ours fails: the person is told within 15 seconds, and answered when it is back."""

from __future__ import annotations

from typing import Any

import pytest

from bot import worker as working
from bot.rasa import Breaker, TurnFailed
from bot.records import inbox
from tests.worker import house as homes
from tests.worker.house import ANNA, BILAL, House

WAYS_TO_FAIL = [homes.gone, homes.hangs, homes.silent, homes.broken, homes.nonsense]


@pytest.mark.parametrize("failing", WAYS_TO_FAIL, ids=lambda way: way.__name__)
def test_a_person_is_told_within_15_seconds_and_answered_when_rasa_is_back(house: House, failing: homes.Answer) -> None:
    house.rasa.answer = failing
    house.arrives("i cant pay my rent")
    house.passes(15)
    assert house.count("holding") == 1
    assert "999" in house.received()[0]
    house.passes(120)
    assert len(house.received()) == 1

    house.rasa.answer = homes.WELL
    house.passes(40)
    assert house.count("late_answer") == 1
    house.passes(120)
    assert house.count("holding") == house.count("late_answer") == 1
    assert house.queue()["waiting"] == house.queue()["unsent"] == 0


def test_a_short_fault_is_not_spoken_of(house: House) -> None:
    house.rasa.answer = homes.gone
    house.arrives("i cant pay my rent")
    house.passes(2)
    house.rasa.answer = homes.WELL
    house.passes(5)
    assert house.count("holding") == house.count("late_answer") == 0
    assert house.queue()["waiting"] == 0


def test_texts_sent_during_an_outage_get_one_holding_text_and_are_answered_together(house: House) -> None:
    house.rasa.answer = homes.gone
    house.arrives("i cant pay my rent")
    house.passes(20)
    house.arrives("hello??")
    house.passes(20)
    assert house.count("holding") == 1
    house.rasa.answer = homes.WELL
    house.passes(40)
    assert house.count("late_answer") == 1
    assert "i cant pay my rent\nhello??" in house.rasa.turns[-1]["text"]


def test_a_second_outage_is_spoken_of_again(house: House) -> None:
    for _ in range(2):
        house.rasa.answer = homes.gone
        house.arrives("i cant pay my rent")
        house.passes(15)
        house.rasa.answer = homes.WELL
        house.passes(40)
    assert house.count("holding") == house.count("late_answer") == 2


def test_what_was_held_is_not_called_late_once_danger_has_answered_it(house: House) -> None:
    house.settle_down()
    house.rasa.answer = homes.gone
    house.arrives("i cant pay my rent")
    house.passes(15)
    assert "111" in house.says("i want to kill myself")[-1]
    house.rasa.answer = homes.WELL
    house.says("what about food")
    assert house.count("late_answer") == 0


def test_danger_keywords_and_pictures_are_answered_without_rasa(house: House) -> None:
    house.rasa.answer = homes.gone
    assert "116 123" in " ".join(house.says("i want to kill myself"))
    assert house.says("HELP")
    house.arrives("", media=1)
    house.worker.drain()
    assert "pictures" in house.received()[-1]
    assert house.rasa.turns == []
    assert house.queue()["waiting"] == 0


def test_a_fault_of_our_own_does_not_silence_anyone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: Any) -> Any:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(working, "plan", faulty)
        house.arrives("i cant pay my rent")
        house.passes(15)
        assert house.count("holding") == 1
    house.passes(40)
    assert house.count("late_answer") == 1


def test_an_effect_that_cannot_be_written_holds_only_its_own_conversation(house: House) -> None:
    house.rasa.answer = homes.says({"say": "menu"}, effects=({"do": "no such thing"},))
    house.arrives("i cant pay my rent", ANNA)
    house.passes(15)
    assert house.count("holding", ANNA) == 1
    house.rasa.answer = homes.WELL
    assert house.says("hello", BILAL)


def test_one_conversation_that_cannot_even_be_read_does_not_hold_up_the_others(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = working.people.get

    def faulty(tx: Any, person: Any) -> Any:
        found = good(tx, person)
        if found.number == ANNA:
            raise ValueError("unreadable")
        return found

    monkeypatch.setattr(working.people, "get", faulty)
    house.arrives("i cant pay my rent", ANNA)
    house.arrives("hello", BILAL)
    house.passes(15)
    assert house.received(BILAL)
    assert house.count("holding", ANNA) == 1


def test_a_state_of_another_version_is_dropped_and_the_person_answered(house: House) -> None:
    house.settle_down()
    with house.records.begin() as tx:
        working.conversations.save_state(tx, house.conversation().id, {"from": "the future"})
    assert house.says("i cant pay my rent")


def test_no_holding_text_goes_to_a_number_that_opted_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.says("STOP")
    heard = len(house.received())

    def faulty(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(working, "plan", faulty)
    house.arrives("i cant pay my rent")
    house.passes(30)
    assert len(house.received()) == heard


def test_a_worker_that_lost_its_lease_says_nothing(house: House) -> None:
    house.settle_down()
    heard = len(house.received())
    other = house.another_worker("two")

    def slow(turn: Any) -> Any:
        house.rasa.answer = homes.WELL
        house.clock.forward(working.LEASE.total_seconds() + 1)  # paused that long: another takes over
        other.drain()
        return homes.WELL(turn)

    house.rasa.answer = slow
    house.arrives("i cant pay my rent")
    house.worker.drain()
    assert len(house.received()) == heard + 1


def test_a_worker_that_lost_its_lease_at_a_failed_turn_holds_nothing(house: House) -> None:
    house.settle_down()
    heard = len(house.received())
    other = house.another_worker("two")

    def slow(turn: Any) -> Any:
        house.rasa.answer = homes.WELL
        house.clock.forward(working.LEASE.total_seconds() + 1)
        other.drain()
        return homes.broken(turn)

    house.rasa.answer = slow
    house.arrives("i cant pay my rent")
    house.worker.drain()
    assert len(house.received()) == heard + 1
    assert house.count("holding") == 0


def test_what_a_stopped_worker_gives_back_is_taken_at_once_and_answered_once(house: House) -> None:
    house.settle_down()
    heard = len(house.received())

    def stopped(turn: Any) -> Any:
        house.worker.let_go()
        house.rasa.answer = homes.WELL
        house.another_worker("two").drain()
        return homes.WELL(turn)

    house.rasa.answer = stopped
    house.arrives("i cant pay my rent")
    house.worker.drain()
    assert len(house.received()) == heard + 1


def test_a_rasa_that_hangs_is_left_alone_for_a_moment_and_then_asked_by_one_turn_first(house: House) -> None:
    seconds = [0.0]
    breaker = Breaker(rest=3.0, clock=lambda: seconds[0])
    assert breaker.may_ask() and breaker.may_ask()
    breaker.waited_in_vain()
    assert not breaker.may_ask()
    seconds[0] = 3.0
    assert breaker.may_ask()
    assert not breaker.may_ask()
    breaker.answered()
    assert breaker.may_ask() and breaker.may_ask()


def test_a_hanging_rasa_costs_only_the_first_of_many_people_the_wait(house: House) -> None:
    house.rasa.answer = homes.hangs
    numbers = [f"+4477009001{n:02d}" for n in range(10)]
    for number in numbers:
        house.arrives("i cant pay my rent", number)
    house.passes(15)
    assert [house.count("holding", number) for number in numbers] == [1] * 10
    assert len(house.rasa.turns) < 5  # the rest were held without asking


def test_why_a_turn_failed_never_repeats_the_text(house: House) -> None:
    for way in WAYS_TO_FAIL:
        rasa = homes.FakeRasa()
        rasa.answer = way
        with pytest.raises(TurnFailed) as failure:
            rasa.client.take("canary words", {"slots": {}})
        assert "canary" not in str(failure.value)
        rasa.client.close()


def test_a_claim_is_tried_again_by_itself_after_its_worker_died(house: House) -> None:
    house.settle_down()
    heard = len(house.received())
    house.arrives("i cant pay my rent")
    with house.records.begin() as tx:  # a worker takes it and is never seen again
        assert inbox.claim(tx, now=house.clock(), worker="dead", lease=working.LEASE, together=house.worker.together)
    house.passes(20)
    assert len(house.received()) == heard
    house.passes(15)
    assert len(house.received()) == heard + 1
