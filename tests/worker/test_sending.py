"""Handing texts to the carrier: in order, once, with a second try only where the first certainly failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot import sending
from bot.carriers.base import CarrierBusy, CarrierRefused, OutcomeUnknown
from bot.records import Records, Tx
from tests.worker.house import ANNA, BILAL, House


@pytest.fixture
def anna(house: House) -> House:
    house.settle_down()
    return house


def out(house: House) -> dict[str, object]:
    """The last text to Anna as the records have it."""
    found: dict[str, object] = [m for m in house.inspect()["messages"] if m["direction"] == "out"][-1]
    return found


def test_a_number_the_network_opted_out_is_closed_and_gets_nothing_more(anna: House) -> None:
    anna.carrier.fails_with(CarrierRefused(21610, permanent=True, closes_number=True))
    assert anna.says("i cant pay my rent") == []
    assert anna.inspect()["closed"]
    asked = len(anna.carrier.asked)
    assert anna.says("hello?") == []
    assert len(anna.carrier.asked) == asked
    assert out(anna)["status"] == "cancelled"


def test_start_opens_a_closed_number_again(anna: House) -> None:
    anna.carrier.fails_with(CarrierRefused(21610, permanent=True, closes_number=True))
    anna.says("i cant pay my rent")
    assert anna.says("START")
    assert anna.says("i cant pay my rent")


def test_a_dead_number_is_not_tried_again(anna: House) -> None:
    anna.carrier.fails_with(CarrierRefused(21211, permanent=True))
    asked = len(anna.carrier.asked)
    anna.says("i cant pay my rent")
    anna.passes(3600)
    assert len(anna.carrier.asked) == asked + 1
    assert out(anna)["status"] == "failed"
    assert not anna.inspect()["closed"]


def test_a_busy_carrier_gets_the_text_later_once(anna: House) -> None:
    for _ in range(3):
        anna.carrier.fails_with(CarrierBusy("HTTP 503"))
    assert anna.says("i cant pay my rent") == []
    anna.passes(60)
    assert len(anna.received()) == 1
    assert out(anna)["attempts"] == 4


def test_the_carrier_is_left_alone_for_as_long_as_it_asks(anna: House) -> None:
    anna.carrier.fails_with(CarrierBusy("HTTP 429", retry_after=30))
    anna.says("i cant pay my rent")
    anna.passes(29)
    assert anna.received() == []
    anna.passes(2)
    assert len(anna.received()) == 1


def test_a_carrier_that_is_always_busy_is_given_up_after_hours(anna: House) -> None:
    for _ in range(100):
        anna.carrier.fails_with(CarrierBusy("HTTP 503"))
    anna.says("i cant pay my rent")
    anna.passes(5 * 3600)
    assert out(anna)["status"] == "failed"
    assert out(anna)["attempts"] == sending.GIVE_UP_AFTER


def test_texts_to_one_person_keep_their_order_while_the_carrier_is_busy(anna: House) -> None:
    anna.carrier.fails_with(CarrierBusy("HTTP 503"))
    anna.queue_text("one")
    anna.queue_text("two")
    anna.passes(10)
    assert anna.received()[-2:] == ["one", "two"]


def test_a_text_that_waits_for_one_person_holds_up_nobody_else(anna: House) -> None:
    anna.settle_down(BILAL)
    anna.carrier.fails_with(CarrierBusy("HTTP 429", retry_after=600))
    anna.says("i cant pay my rent", ANNA)
    assert anna.says("i cant pay my rent", BILAL)


@pytest.mark.parametrize("went", [True, False], ids=["it went", "it did not"])
def test_a_send_in_doubt_is_counted_and_never_repeated(anna: House, went: bool) -> None:
    anna.carrier.fails_with(OutcomeUnknown("timeout"), but_takes_it=went)
    anna.says("i cant pay my rent")
    asked = len(anna.carrier.asked)
    anna.passes(3600)
    assert len(anna.carrier.asked) == asked
    assert anna.queue()["ambiguous"] == 1
    assert anna.queue()["unsent"] == 0
    assert len(anna.received()) == (1 if went else 0)


@pytest.mark.parametrize(("word", "end"), [("delivered", "delivered"), ("undelivered", "undelivered")])
def test_the_delivery_report_settles_a_send_in_doubt(anna: House, word: str, end: str) -> None:
    anna.carrier.fails_with(OutcomeUnknown("timeout"), but_takes_it=True)
    anna.says("i cant pay my rent")
    anna.reports(str(anna.carrier.asked[-1][2]), word)
    assert anna.queue()["ambiguous"] == 0
    assert out(anna)["status"] == end
    assert anna.says("hello?")


def test_a_report_that_outruns_the_carriers_answer_is_kept(anna: House) -> None:
    def report() -> None:
        anna.carrier.before = lambda: None
        with anna.records.begin() as tx:
            sending.outbox.status(
                tx, provider="twilio", carrier_id=anna.carrier.next_id, status="delivered", at=anna.clock()
            )

    anna.carrier.before = report
    anna.says("i cant pay my rent")
    assert out(anna)["status"] == "delivered"


def test_statuses_only_move_forward(anna: House) -> None:
    anna.says("i cant pay my rent")
    reference, carrier_id = str(anna.carrier.asked[-1][2]), str(out(anna)["carrier_id"])
    for word in ("queued", "delivered", "sent", "sending", "failed"):
        anna.reports(reference, word, carrier_id=carrier_id)
    assert out(anna)["status"] == "delivered"


def test_a_send_under_way_when_its_worker_died_is_in_doubt_not_repeated(anna: House) -> None:
    class DiedError(BaseException):
        """Not an error that anything catches, like a killed process."""

    def die() -> None:
        anna.carrier.before = lambda: None
        raise DiedError

    anna.carrier.before = die
    with pytest.raises(DiedError):
        anna.says("i cant pay my rent")
    anna.passes(sending.LEASE.total_seconds() + 2)
    assert anna.queue()["ambiguous"] == 1
    assert anna.received() == []
    assert anna.says("hello?")


def test_what_the_carrier_said_is_written_down_however_busy_the_database_is(
    anna: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "WRITE_PAUSES", (0.0, 0.0, 0.0))
    real, refusals = Records.begin, [2]

    @contextmanager
    def begin(self: Records) -> Iterator[Tx]:
        if anna.carrier.asked and refusals[0]:
            refusals[0] -= 1
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        with real(self) as tx:
            yield tx

    monkeypatch.setattr(Records, "begin", begin)
    anna.says("i cant pay my rent")
    assert refusals == [0]
    assert out(anna)["status"] == "sent"


def test_two_workers_never_send_the_same_text(anna: House) -> None:
    other = anna.another_worker("two")
    anna.queue_text("one")

    def meanwhile() -> None:
        anna.carrier.before = lambda: None
        assert not other.sender.send_next()

    anna.carrier.before = meanwhile
    anna.worker.drain()
    assert anna.received().count("one") == 1


def during_the_next_send(house: House, word: str) -> None:
    """While the carrier is called, and before it says that it is busy, the person texts this word."""

    def meanwhile() -> None:
        house.carrier.before = lambda: None
        house.arrives(word)
        assert house.worker.take_next()

    house.carrier.before = meanwhile
    house.carrier.fails_with(CarrierBusy("HTTP 503"))


def test_a_reply_at_the_carrier_when_stop_came_is_not_tried_again(anna: House) -> None:
    during_the_next_send(anna, "STOP")
    anna.says("i cant pay my rent")
    anna.passes(3600)
    (only,) = anna.received()
    assert "START" in only


def test_a_reply_at_the_carrier_when_delete_came_is_not_tried_again(anna: House) -> None:
    during_the_next_send(anna, "DELETE")
    anna.says("i cant pay my rent")
    anna.passes(3600)
    assert (len(anna.received()), anna.count("deleted")) == (1, 1)


def test_a_danger_answer_at_the_carrier_when_stop_came_is_tried_again(anna: House) -> None:
    during_the_next_send(anna, "STOP")
    anna.says("i want to kill myself")
    anna.passes(3600)
    assert any("999" in body and "START" not in body for body in anna.received())


def test_start_is_answered_after_stop(anna: House) -> None:
    anna.says("STOP")
    assert len(anna.says("START")) == 1
