"""People are found by their number, keep their settings, and are not texted when they do not want it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.records import Records, conversations, people
from bot.records.errors import UnknownRecord
from bot.records.ids import ConversationId, PersonId
from tests.records.telling import ANNA, BILAL, NOW, conversation, converse, later, person, text


def test_a_number_is_one_person(records: Records) -> None:
    with records.begin() as tx:
        anna = people.find_or_create(tx, ANNA, now=NOW)
        assert people.find_or_create(tx, ANNA, now=later(60)) == anna
        assert people.find_or_create(tx, BILAL, now=NOW) != anna
        found = people.get(tx, anna)
    assert (found.number, found.last_four, found.first_seen) == (ANNA, "0001", NOW)


def test_a_stranger_is_not_known(records: Records) -> None:
    with records.begin() as tx:
        assert people.find(tx, ANNA) is None
        with pytest.raises(UnknownRecord):
            people.get(tx, PersonId("nobody"))
        with pytest.raises(UnknownRecord):
            conversations.load(tx, ConversationId("nothing"))


def test_each_message_counts_as_seen(records: Records) -> None:
    text(records)
    text(records, at=later(60))
    with records.reading() as tx:
        found = people.get(tx, person(tx))
    assert (found.seen, found.first_seen, found.last_seen) == (2, NOW, later(60))


def test_settings_are_remembered(records: Records) -> None:
    text(records)
    with records.begin() as tx:
        anna = person(tx)
        people.set_easy(tx, anna, True)
        people.set_access(tx, anna, deaf=True)
        people.set_language(tx, anna, "ur")
    with records.reading() as tx:
        found = people.get(tx, anna)
    assert (found.easy_words, found.deaf, found.language) == (True, True, "ur")


def test_someone_can_opt_out_and_in_as_often_as_they_like(records: Records) -> None:
    text(records)
    with records.begin() as tx:
        anna = person(tx)
        for _ in range(2):
            people.opt_out(tx, anna, now=NOW)
            people.opt_out(tx, anna, now=NOW)
            assert people.opted_out(tx, ANNA) and people.get(tx, anna).opted_out
            people.opt_in(tx, anna, now=NOW)
            assert not people.opted_out(tx, ANNA)


def test_a_number_that_the_carrier_closed_is_opened_by_start(records: Records) -> None:
    text(records)
    with records.begin() as tx:
        people.close_number(tx, ANNA, code="21610", now=NOW)
        assert people.closed(tx, ANNA) and not people.closed(tx, BILAL)
        people.opt_in(tx, person(tx), now=NOW)
        assert not people.closed(tx, ANNA)


def test_texts_of_one_day_are_one_episode(records: Records) -> None:
    text(records)
    text(records, at=later(hours=23))
    with records.reading() as tx:
        assert people.contacts_in(tx, person(tx), now=later(hours=23)) == 1


def test_only_times_of_seeking_help_count_and_the_present_one(records: Records) -> None:
    for day, helped in ((0, True), (3, False), (10, True), (20, False)):
        text(records, at=later(days=day))
        if helped:
            with records.begin() as tx:
                conversations.helped(tx, conversation(tx), now=later(days=day))
    with records.reading() as tx:
        assert people.contacts_in(tx, person(tx), now=later(days=20)) == 3
        assert people.contacts_in(tx, person(tx), now=later(days=20), days=15) == 2


def test_more_than_twenty_messages_in_ten_minutes_are_a_flood_answered_once(records: Records) -> None:
    for n in range(20):
        text(records, at=later(n))
    with records.begin() as tx:
        anna = person(tx)
        assert not people.flood(tx, anna, now=later(30)).over
    text(records, at=later(31))
    with records.begin() as tx:
        assert people.flood(tx, anna, now=later(31)) == people.Flood(count=21, over=True, answered=False)
        people.flood_answered(tx, anna, now=later(31))
        assert people.flood(tx, anna, now=later(32)).answered
        assert people.flood(tx, anna, now=later(minutes=20)) == people.Flood(0, over=False, answered=False)


def test_the_state_of_a_dialogue_comes_back_as_it_was_stored(records: Records) -> None:
    text(records)
    state = {"slots": {"needs": ["housing"], "place": None}, "asked": 2}
    with records.begin() as tx:
        mine = conversation(tx)
        assert conversations.load(tx, mine).state == {}
        conversations.save_state(tx, mine, state)
        conversations.set_menus_expire_at(tx, mine, NOW + timedelta(hours=24))
        conversations.set_launcher(tx, mine, "Y00000")
        conversations.set_mode(tx, mine, "human")
    with records.begin() as tx:
        found = conversations.load(tx, mine)
        assert (found.state, found.mode, found.launcher) == (state, "human", "Y00000")
        assert found.menus_expire_at == later(hours=24)
        conversations.clear_state(tx, mine)
        assert conversations.load(tx, mine).state == {}


def test_a_conversation_knows_when_each_side_last_spoke(records: Records) -> None:
    converse(records, "hello", at=later(5))
    with records.reading() as tx:
        found = conversations.load(tx, conversation(tx))
    assert (found.last_in, found.last_out) == (later(5), later(5))
