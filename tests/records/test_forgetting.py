"""What is deleted is gone from the disk, and what stays is only what somebody still answers for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.records import (
    Keys,
    LeaseLost,
    Records,
    conversations,
    effects,
    flags,
    forget,
    inbox,
    inspect,
    outbox,
    people,
    referrals,
    retention,
)
from bot.records.forget import Forgotten
from bot.records.tables import Conversation, Incoming, Outgoing, OutgoingMark, Person, Signpost
from tests.records.conftest import KEY
from tests.records.telling import (
    ANNA,
    BILAL,
    NOW,
    answer,
    bodies,
    conversation,
    converse,
    later,
    must_read,
    next_out,
    person,
    send,
    text,
)

REFERRAL = {"do": "referral", "needs": ["debt"], "locality": "east", "name": "Anna", "channel": "call"}
SIGNPOST = {"do": "signposts", "needs": ["debt"], "cards": [{"id": "service-1", "needs": ["debt"]}]}


def write(records: Records, *wanted: dict[str, Any]) -> None:
    with records.begin() as tx:
        effects.apply(tx, conversation(tx), list(wanted), now=NOW)


def forget_anna(records: Records) -> Forgotten:
    with records.begin() as tx:
        return forget.forget(tx, person(tx), now=NOW)


def held(records: Records, number: str = ANNA) -> dict[str, Any]:
    with records.reading() as tx:
        return inspect.inspect(tx, number)


def sweep(records: Records, **after: float) -> retention.Swept:
    with records.begin() as tx:
        return retention.sweep(tx, later(**after))


def refer(records: Records, *, then: str | None = None) -> None:
    write(records, REFERRAL)
    if then is not None:
        with records.begin() as tx:
            found = referrals.of_number(tx, ANNA)[0].id
            referrals.mark(tx, found, then, by="link.worker", now=NOW)


def test_someone_forgotten_is_a_stranger_afterwards(records: Records) -> None:
    converse(records, "hello")
    send(records)
    write(records, SIGNPOST)
    with records.begin() as tx:
        conversations.save_state(tx, conversation(tx), {"needs": ["debt"]})
    forgotten = forget_anna(records)
    assert (forgotten.messages, forgotten.signposts) == (2, 1)
    assert held(records)["known"] is False
    text(records, at=later(5))
    again = held(records)
    assert (again["person"]["seen"], again["state"], len(again["messages"])) == (1, {}, 1)


def test_no_row_of_someone_forgotten_leads_back_to_them(records: Records) -> None:
    converse(records, "hello")
    send(records)
    write(records, SIGNPOST, {"do": "place", "practice": "Y00001", "locality": "east"})
    forget_anna(records)
    with records.reading() as tx:
        who = tx.session.scalars(select(Person)).one()
        assert (who.number_sealed, who.number_hash, who.last_four) == (None, None, None)
        thread = tx.session.scalars(select(Conversation)).one()
        assert (thread.state_sealed, thread.practice, thread.locality) == (None, None, None)
        assert tx.session.scalars(select(Incoming.body_sealed)).all() == [None]
        sent = tx.session.scalars(select(Outgoing)).one()
        assert (sent.body_sealed, sent.number_sealed, sent.body_hash) == (None, None, None)
        assert tx.session.scalars(select(Signpost.conversation_id)).all() == [None]


def test_an_opt_out_outlives_being_forgotten(records: Records) -> None:
    text(records)
    with records.begin() as tx:
        people.opt_out(tx, person(tx), now=NOW)
    assert forget_anna(records).opted_out
    with records.reading() as tx:
        assert people.opted_out(tx, ANNA)
        assert not people.opted_out(tx, BILAL)
    text(records, at=later(5))
    with records.reading() as tx:
        assert people.get(tx, person(tx)).opted_out


def test_an_open_referral_stays_with_its_number_until_its_team_is_done(records: Records) -> None:
    text(records)
    refer(records)
    assert forget_anna(records).open_referrals == 1
    (kept,) = held(records)["referrals"]
    assert (kept["name"], kept["status"]) == ("Anna", "new")


def closed_after_delete(records: Records, **more: Any) -> referrals.Plan:
    """Anna's referral, closed by its team after she sent DELETE."""
    text(records)
    write(records, REFERRAL | more)
    forget_anna(records)
    with records.begin() as tx:
        (kept,) = referrals.of_number(tx, ANNA)
        referrals.mark(tx, kept.id, "taken", by="link.worker", now=later(60))
        assert referrals.get(tx, kept.id).number == ANNA
        referrals.mark(tx, kept.id, "closed", by="link.worker", now=later(90))
    with records.reading() as tx:
        return referrals.get(tx, kept.id)


def test_a_referral_that_stayed_over_delete_is_emptied_when_it_is_closed(records: Records) -> None:
    found = closed_after_delete(records, number=BILAL)
    assert (found.status, found.number, found.agreed.name, found.agreed.better_number) == ("closed", None, None, None)
    assert held(records)["referrals"] == []


def test_a_childs_referral_that_stayed_over_delete_is_kept_for_safety(records: Records) -> None:
    found = closed_after_delete(records, under_16=True)
    assert (found.team, found.number, found.agreed.name) == ("safeguarding", ANNA, "Anna")


def test_a_referral_of_someone_who_never_sent_delete_is_kept_when_closed(records: Records) -> None:
    text(records)
    refer(records)
    assert sweep(records, days=366).people == 1
    with records.begin() as tx:
        (kept,) = referrals.of_number(tx, ANNA)
        referrals.mark(tx, kept.id, "closed", by="link.worker", now=later(days=367))
        assert referrals.get(tx, kept.id).number == ANNA


def test_a_closed_referral_is_emptied(records: Records) -> None:
    text(records)
    refer(records, then="closed")
    assert forget_anna(records).closed_referrals == 1
    assert held(records)["referrals"] == []


def test_a_safety_record_stays(records: Records) -> None:
    inbox_id = text(records)
    with records.begin() as tx:
        flags.add(
            tx, conversation(tx), inbox_id=inbox_id, response="urgent", kinds=["suicide"], about="self",
            rules=["r1"], locality=None, now=NOW,
        )  # fmt: skip
    assert forget_anna(records).safety_records == 1
    assert held(records)["flags"][0]["kinds"] == ["suicide"]


def test_the_last_word_is_sent_and_then_forgotten_too(records: Records) -> None:
    text(records, "delete")
    claim = must_read(records)
    with records.begin() as tx:
        forget.forget(tx, claim.person_id, now=NOW, handling=claim.message_ids)
        outbox.add(
            tx, conversation=claim.conversation_id, cause_kind="test", cause_id="bye", position=0,
            body="All gone", segments=1, now=NOW, number=claim.number,
        )  # fmt: skip
    out = send(records)
    assert (out.number, out.body) == (ANNA, "All gone")
    with records.reading() as tx:
        row = tx.session.scalars(select(Outgoing)).one()
        assert (row.number_sealed, row.body_sealed, row.body_hash) == (None, None, None)


def test_words_that_nobody_had_read_yet_are_read_as_from_a_stranger(records: Records) -> None:
    text(records, "delete")
    claim = must_read(records)
    text(records, "i want to die", at=later(1))
    with records.begin() as tx:
        forget.forget(tx, claim.person_id, now=later(2), handling=claim.message_ids)
    answer(records, claim, at=later(2))
    fresh = must_read(records, at=later(3))
    assert (bodies(fresh.messages), fresh.number) == (["i want to die"], ANNA)
    assert fresh.person_id != claim.person_id


def test_a_turn_under_way_when_its_person_is_erased_writes_nothing(records: Records) -> None:
    text(records)
    claim = must_read(records)
    forget_anna(records)
    with pytest.raises(LeaseLost):
        answer(records, claim, "your help with debt")
    fresh = must_read(records)
    assert (bodies(fresh.messages), fresh.number) == (["i cant pay my rent"], ANNA)


def test_a_turn_that_erases_keeps_its_claim(records: Records) -> None:
    text(records, "delete")
    claim = must_read(records)
    with records.begin() as tx:
        forget.forget(tx, claim.person_id, now=NOW, handling=claim.message_ids)
        inbox.confirm(tx, claim)


def test_a_text_that_arrives_while_its_person_is_erased_is_a_strangers(records: Records) -> None:
    text(records, "hello")
    answer(records, must_read(records))
    with ThreadPoolExecutor(1) as pool:
        with records.begin() as tx:
            forget.forget(tx, person(tx), now=later(1))
            arriving = pool.submit(text, records, "i need food", at=later(2))
            wait([arriving], timeout=0.5)  # it has found the person, and waits for the conversation
        assert arriving.result() is not None
    claim = must_read(records, at=later(3))
    assert (bodies(claim.messages), claim.number) == (["i need food"], ANNA)


def test_the_state_of_the_turn_that_forgets_is_not_kept(records: Records) -> None:
    text(records)
    claim = must_read(records)
    forget_anna(records)
    with records.begin() as tx:
        conversations.save_state(tx, claim.conversation_id, {"needs": ["debt"]})
        assert conversations.load(tx, claim.conversation_id).state == {}


def test_unsent_replies_to_someone_forgotten_are_not_sent(records: Records) -> None:
    converse(records, "your help with debt")
    forget_anna(records)
    assert next_out(records) is None


def test_words_are_deleted_after_thirty_days_and_the_rest_is_kept(records: Records) -> None:
    converse(records, "hello")
    send(records)
    assert sweep(records, days=29).words == 0
    assert sweep(records, days=30).words == 2
    mine = held(records)
    assert [message["text"] for message in mine["messages"]] == [None, None]
    assert mine["messages"][1]["status"] == "sent"
    assert mine["known"]


def test_words_still_waiting_to_be_sent_are_kept(records: Records) -> None:
    converse(records, "hello")
    assert sweep(records, days=30).words == 1
    assert send(records, at=later(days=31)).body == "hello"


def test_after_twelve_months_nothing_leads_back_to_a_person_but_the_counts_stay(records: Records) -> None:
    converse(records, "hello")
    send(records)
    write(records, SIGNPOST)
    swept = sweep(records, days=365)
    assert (swept.messages, swept.people) == (2, 1)
    assert held(records)["known"] is False
    with records.reading() as tx:
        assert tx.session.scalars(select(OutgoingMark)).all() == []
        assert tx.session.scalars(select(Signpost)).one().conversation_id is None


def test_someone_who_still_comes_is_not_forgotten(records: Records) -> None:
    converse(records, "hello")
    send(records)
    text(records, "again", at=later(days=300))
    assert sweep(records, days=366).people == 0
    assert [message["text"] for message in held(records)["messages"]] == [None]


@pytest.mark.parametrize(("then", "gone"), [("closed", 1), (None, 0)], ids=["closed", "open"])
def test_a_referral_is_kept_eight_years_after_it_was_closed(records: Records, then: str | None, gone: int) -> None:
    text(records)
    refer(records, then=then)
    eight = retention.Retention().referrals
    assert sweep(records, seconds=eight.total_seconds() - 1).referrals == 0
    assert sweep(records, seconds=eight.total_seconds()).referrals == gone
    assert len(held(records)["referrals"]) == 1 - gone


def test_a_deployment_may_keep_things_for_another_time(records: Records) -> None:
    text(records)
    claim = must_read(records)
    answer(records, claim)
    with records.begin() as tx:
        swept = retention.sweep(tx, later(days=2), retention.Retention(words=timedelta(days=1)))
    assert swept.words == 1 and swept.anything


def test_deleted_words_are_gone_from_every_file(tmp_path: Path) -> None:
    """The sealed bytes themselves are looked for, in the database and in its log."""
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite3", Keys(KEY))
    records.migrate()
    for n in range(50):
        text(records, f"canary {n}", number=f"+4477009001{n:02}")
        answer(records, must_read(records), f"reply {n}")
        send(records)
    with records.reading() as tx:
        sealed = [row for row in tx.session.scalars(select(Incoming.body_sealed)) if row]
        sealed += [row for row in tx.session.scalars(select(Outgoing.body_sealed)) if row]

    def found() -> int:
        on_disk = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        return sum(one in on_disk for one in sealed)

    assert len(sealed) == found() == 100
    with records.begin() as tx:
        retention.sweep(tx, later(days=30))
    records.scrub()
    assert found() == 0
    records.close()


def test_inspecting_shows_everything_held_of_a_number(records: Records) -> None:
    inbox_id = text(records, "i cant pay my rent")
    answer(records, must_read(records), "Here is help")
    write(
        records,
        SIGNPOST,
        REFERRAL,
        {"do": "consent", "kind": "contact_by_team", "given": True},
        {"do": "unmet_need", "need": "food", "locality": None, "reason": "full"},
        {"do": "survey", "answer": "no"},
    )
    with records.begin() as tx:
        flags.add(
            tx, conversation(tx), inbox_id=inbox_id, response="urgent", kinds=["suicide"], about="self",
            rules=["r1"], locality=None, now=NOW,
        )  # fmt: skip
    mine = held(records)
    shown = [(one["direction"], one["text"], one["status"]) for one in mine["messages"]]
    assert shown == [("in", "i cant pay my rent", "handled"), ("out", "Here is help", "queued")]
    assert mine["messages"][1]["segments"] == 1
    assert (mine["consent"], mine["unmet_needs"][0]["need"]) == ({"contact_by_team": True}, "food")
    assert (mine["referrals"][0]["needs"], mine["flags"][0]["owner"]) == (("debt",), "unknown")
    assert (mine["survey"][0]["answer"], mine["signposts"][0]["service_id"]) == ("no", "service-1")


def test_the_queue_is_shown_with_since_when_the_oldest_waits(records: Records) -> None:
    with records.reading() as tx:
        assert inspect.queue(tx) == {
            "waiting": 0, "unsent": 0, "ambiguous": 0, "oldest": None, "oldest_waiting": None,
            "oldest_unsent": None,
        }  # fmt: skip
    converse(records, "hello")
    text(records, number=BILAL, at=later(5))
    with records.reading() as tx:
        shown = inspect.queue(tx)
        assert inbox.waiting(tx).count == shown["waiting"] == 1
    assert (shown["unsent"], shown["oldest"]) == (1, NOW.isoformat())
