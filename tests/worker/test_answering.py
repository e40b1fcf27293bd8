"""What the worker does with messages that come in: together, in order, danger first, floods, STOP and DELETE."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.carriers.base import CarrierBusy, CarrierRefused
from bot.records import Keys, Records, conversations, quiet
from bot.records.tables import Incoming, Outgoing
from tests.worker.house import ANNA, BILAL, House

SUICIDE, VIOLENCE = "i want to kill myself", "he is hitting me right now"


def test_the_same_conversation_is_answered_in_the_order_its_texts_came(house: House) -> None:
    house.settle_down()
    for words in ("first thing", "second thing"):
        house.says(words)
    assert [turn["text"] for turn in house.rasa.turns[-2:]] == ["first thing", "second thing"]


def test_texts_within_a_few_seconds_are_read_together(records: Records, tmp_path: Path) -> None:
    house = House(records, tmp_path, SIGNPOST_TOGETHER="4")
    for words in ("i cant pay my rent", "and i lost my job", "im in darwen"):
        house.arrives(words)
        house.passes(2)
    assert house.received() == []
    house.passes(5)
    assert len(house.rasa.turns) == 1
    assert house.rasa.turns[0]["text"] == "i cant pay my rent\nand i lost my job\nim in darwen"
    house.close()


def test_each_of_the_texts_read_together_is_screened_by_itself(house: House) -> None:
    house.settle_down()
    house.arrives("i cant pay my rent")
    house.arrives(SUICIDE)
    house.arrives("sorry to bother you")
    house.worker.drain()
    assert "116 123" in house.received()[-1]
    assert [flag.response for flag in house.flags()] == ["urgent"]


def test_danger_is_sent_before_what_waits_for_others(house: House) -> None:
    house.settle_down(ANNA)
    house.settle_down(BILAL)
    house.arrives("i cant pay my rent", ANNA)
    house.clock.forward(1)
    house.arrives(SUICIDE, BILAL)
    while house.worker.take_next():
        pass
    house.carrier.taken.clear()
    house.worker.drain()
    assert [to for to, _ in house.carrier.taken] == [BILAL, ANNA]


def test_a_danger_answer_overtakes_a_reply_that_the_carrier_does_not_take(house: House) -> None:
    house.settle_down()
    house.carrier.fails_with(CarrierBusy("HTTP 503"))
    house.says("i cant pay my rent")
    said = house.says(SUICIDE)
    assert len(said) == 1
    assert "116 123" in said[0]
    house.passes(10)
    assert len(house.received()) == 2


def test_stop_is_confirmed_once_and_then_there_is_silence(house: House) -> None:
    house.settle_down()
    assert len(house.says("STOP")) == 1
    assert "999" in house.received()[-1]
    assert house.says("STOP") == []
    assert house.says("i cant pay my rent") == []
    assert house.inspect()["opted_out"]
    assert len(house.says("START")) == 1
    assert house.says("i cant pay my rent")


def test_someone_who_opted_out_and_is_in_danger_gets_one_attempt_and_a_flag(house: House) -> None:
    house.settle_down()
    house.says("STOP")
    house.carrier.fails_with(CarrierRefused(21610, permanent=True, closes_number=True))
    asked = len(house.carrier.asked)
    house.arrives(SUICIDE)
    house.passes(600)
    assert len(house.carrier.asked) == asked + 1
    assert len(house.flags()) == 1
    assert house.inspect()["opted_out"]


def test_the_21st_text_in_ten_minutes_is_answered_once_and_then_no_more_are(house: House) -> None:
    house.settle_down()
    for n in range(19):
        assert house.says(f"need number {n}")
    assert house.count("flood") == 0
    assert len(house.says("one more")) == 1
    assert house.count("flood") == 1
    for _ in range(5):
        assert len(house.says("and more")) == 0
    assert house.count("flood") == 1
    house.clock.forward(660)
    assert len(house.says("hello again")) == 1


def test_in_a_flood_the_first_danger_of_each_kind_is_still_answered(house: House) -> None:
    house.settle_down()
    for n in range(25):
        house.says(f"need number {n}")
    assert "116 123" in " ".join(house.says(SUICIDE))
    assert house.says(SUICIDE) == []
    assert "999" in " ".join(house.says(VIOLENCE))
    assert house.says(VIOLENCE) == []
    assert len(house.flags()) == 4


def test_what_is_unprompted_waits_for_the_morning_and_holds_up_no_answer(house: House) -> None:
    house.clock.now = datetime(2026, 11, 28, 22, 0, tzinfo=UTC)  # a Saturday night
    house.settle_down()
    morning = quiet.next_allowed(house.clock())
    house.queue_text("How did it go?", not_before=morning)
    assert house.says("i cant pay my rent")
    house.passes(60 * 60 * 24)
    assert "How did it go?" not in house.received()
    house.passes((morning - house.clock()).total_seconds() + 1)
    assert house.received().count("How did it go?") == 1
    assert morning == datetime(2026, 11, 30, 9, 0, tzinfo=UTC)  # Monday


def test_a_person_who_took_over_is_not_talked_over_save_in_danger(house: House) -> None:
    house.settle_down()
    with house.records.begin() as tx:
        conversations.set_mode(tx, house.conversation().id, "human")
    assert house.says("thanks for ringing") == []
    assert house.says(SUICIDE)
    assert house.queue()["waiting"] == 0


@pytest.fixture
def forgotten(house: House) -> House:
    house.settle_down()
    house.says("my landlord mr canary wants me out")
    house.says("DELETE")
    return house


def test_delete_erases_and_says_what_stays(forgotten: House) -> None:
    assert forgotten.count("deleted") == 1
    assert not forgotten.inspect()["known"]
    with forgotten.records.reading() as tx:
        assert not any(tx.session.scalars(select(Incoming.body_sealed)))
        assert not any(tx.session.scalars(select(Outgoing.body_sealed)))
        assert not any(tx.session.scalars(select(Outgoing.number_sealed)))


def test_delete_leaves_no_bytes_of_what_was_said_on_disk(tmp_path: Path) -> None:
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite3", Keys(b"a key that is only for the tests"))
    records.migrate()
    house = House(records, tmp_path)
    house.settle_down()
    house.says("my landlord mr canary wants me out")
    with house.records.reading() as tx:
        sealed = [found for found in tx.session.scalars(select(Incoming.body_sealed)) if found]
        sealed += [found for found in tx.session.scalars(select(Outgoing.number_sealed)) if found]
    assert len(sealed) > 3
    house.says("DELETE")
    house.passes(180)
    house.worker.sweeper.sweep()
    on_disk = b"".join(file.read_bytes() for file in tmp_path.rglob("*.sqlite3*"))
    assert not [bytes_ for bytes_ in sealed if bytes_ in on_disk]
    house.close()
    records.close()


def test_after_delete_the_next_text_is_a_strangers(forgotten: House) -> None:
    assert "Signpost" in forgotten.says("hello")[0]
    assert forgotten.inspect()["person"]["seen"] == 1


def test_an_opt_out_outlives_delete(house: House) -> None:
    house.settle_down()
    house.says("STOP")
    house.says("START")
    house.says("STOP")
    house.says("DELETE")
    assert house.inspect()["opted_out"]
    assert house.says("i cant pay my rent") == []


def test_what_goes_to_rasa_holds_no_number(house: House) -> None:
    house.settle_down()
    house.says("ring my mum on 07700 900456 about the rent")
    assert "900456" not in str(house.rasa.turns)
    assert ANNA[-6:] not in str(house.rasa.turns)


def test_the_clock_of_a_demonstration_is_the_workers_clock(records: Records, tmp_path: Path) -> None:
    house = House(records, tmp_path, SIGNPOST_NOW="2026-12-25T23:00")
    worker = house.another_worker("two", SIGNPOST_NOW="2026-12-25T23:00", SIGNPOST_TOGETHER="0")
    christmas = datetime(2026, 12, 25, 23, 0, tzinfo=UTC)
    house.clock.now = christmas
    house.arrives("hello")
    worker = type(worker)(house.settings, records, house.rasa.client, house.carrier)
    worker.drain()
    at = datetime.fromisoformat(house.inspect()["messages"][-1]["at"])
    assert timedelta(0) <= at - christmas < timedelta(minutes=5)
    house.close()
