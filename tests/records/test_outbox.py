"""The outbox sends each reply once, in order, and never repeats a send whose outcome is unknown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.records import LeaseLost, Records, outbox, people
from bot.records.ids import OutboxId
from tests.records.telling import (
    ANNA,
    BILAL,
    NOW,
    answer,
    begin_sending,
    conversation,
    converse,
    later,
    must_next_out,
    must_read,
    next_out,
    person,
    send,
    statuses,
    text,
)


def queue(records: Records, body: str, *, cause: str, kind: str = "reply", **more: object) -> OutboxId | None:
    """Something of its own cause is queued for Anna."""
    with records.begin() as tx:
        return outbox.add(
            tx,
            conversation=conversation(tx),
            cause_kind="test",
            cause_id=cause,
            position=0,
            body=body,
            segments=1,
            kind=kind,
            now=NOW,
            **more,  # type: ignore[arg-type]
        )


def report(records: Records, carrier_id: str, status: str, **more: object) -> bool:
    """The carrier reports."""
    with records.begin() as tx:
        return outbox.status(
            tx,
            provider="twilio",
            carrier_id=carrier_id,
            status=status,
            at=later(60),
            **more,  # type: ignore[arg-type]
        )


def test_a_cause_says_a_thing_once(records: Records) -> None:
    text(records)
    assert queue(records, "hello", cause="a") is not None
    assert queue(records, "hello", cause="a") is None
    assert send(records).body == "hello"
    assert next_out(records) is None


def test_messages_leave_in_order_one_at_a_time(records: Records) -> None:
    converse(records, "one", "two", "three")
    first = must_next_out(records, worker="one")
    assert next_out(records, worker="two") is None
    with records.begin() as tx:
        outbox.sending(tx, first, now=NOW)
        outbox.sent(tx, first.id, "OUT-first", provider="twilio", now=NOW)
    assert [first.body, send(records).body, send(records).body] == ["one", "two", "three"]


def test_many_workers_at_once_never_take_the_same_message(records: Records) -> None:
    for n in range(8):
        converse(records, "hello", number=f"+4477009001{n:02}")
    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(lambda n: next_out(records, worker=f"w{n}"), range(20)))
    assert len({out.id for out in taken if out}) == sum(out is not None for out in taken) == 8


def test_a_message_carries_number_words_and_reference(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    out = must_next_out(records)
    assert (out.id, out.number, out.body, out.attempt) == (outbox_id, ANNA, "hello", 1)


def test_a_refusal_for_now_is_tried_again_and_holds_back_what_follows(records: Records) -> None:
    first, _ = converse(records, "one", "two")
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.failed(tx, out.id, "429", permanent=False, now=NOW, retry_at=later(30))
    assert next_out(records, at=later(29)) is None
    again = must_next_out(records, at=later(30))
    assert (again.id, again.attempt) == (first, 2)


def test_a_refusal_for_good_lets_the_next_one_pass(records: Records) -> None:
    first, _ = converse(records, "one", "two")
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.failed(tx, out.id, "21610", permanent=True, now=NOW)
    assert must_next_out(records).body == "two"
    assert statuses(records, first) == ["queued", "sending", "failed"]


def test_a_worker_that_dies_before_calling_the_carrier_costs_only_time(records: Records) -> None:
    converse(records, "hello")
    must_next_out(records, worker="dead")
    assert next_out(records, at=later(59)) is None
    assert must_next_out(records, at=later(60)).body == "hello"


def test_a_worker_that_dies_while_calling_the_carrier_leaves_a_doubt_and_no_repeat(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    begin_sending(records)
    assert next_out(records, at=later(600)) is None
    assert statuses(records, outbox_id) == ["queued", "sending", "ambiguous"]
    with records.reading() as tx:
        assert outbox.unsent(tx) == outbox.Unsent(unsent=0, ambiguous=1, oldest=None)


def test_a_worker_that_was_too_slow_may_not_call_the_carrier(records: Records) -> None:
    converse(records, "hello")
    slow = must_next_out(records, worker="slow")
    must_next_out(records, at=later(61), worker="quick")
    with pytest.raises(LeaseLost), records.begin() as tx:
        outbox.sending(tx, slow, now=later(62))


def test_an_unknown_outcome_is_settled_by_the_report_that_carries_our_reference(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.ambiguous(tx, out.id, now=NOW)
    assert report(records, "OUT-7", "delivered", client_reference=outbox_id)
    assert statuses(records, outbox_id)[-1] == "delivered"
    with records.reading() as tx:
        assert outbox.unsent(tx).ambiguous == 0


def test_an_unknown_outcome_is_found_again_by_number_and_words(records: Records) -> None:
    converse(records, "hello")
    converse(records, "hello", number=BILAL, at=later(1))
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.ambiguous(tx, out.id, now=NOW)
        assert outbox.in_doubt(tx, number=ANNA, body="hello") == [out.id]
        assert outbox.in_doubt(tx, number=BILAL, body="hello") == []


def test_an_operator_who_saw_that_it_never_went_has_it_sent(records: Records) -> None:
    converse(records, "hello")
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.ambiguous(tx, out.id, now=NOW)
        outbox.settle_unsent(tx, out.id, now=NOW)
    again = send(records)
    assert (again.id, again.attempt) == (out.id, 2)
    assert statuses(records, out.id) == ["queued", "sending", "ambiguous", "retry", "sending", "sent"]


def test_a_report_that_overtakes_the_carriers_own_answer_is_kept_for_it(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    out = begin_sending(records)
    assert not report(records, "OUT-9", "delivered")
    with records.begin() as tx:
        outbox.sent(tx, out.id, "OUT-9", provider="twilio", now=NOW)
    assert statuses(records, outbox_id)[-1] == "delivered"


def test_reports_out_of_order_never_move_a_message_back(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    send(records, carrier_id="OUT-1")
    for word in ("delivered", "sent", "sending", "failed", "queued"):
        report(records, "OUT-1", word)
    assert statuses(records, outbox_id) == ["queued", "sending", "sent", "delivered"]


def test_a_word_that_we_do_not_know_changes_nothing(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    send(records, carrier_id="OUT-1")
    assert report(records, "OUT-1", "teleported", error_code=30003)
    assert statuses(records, outbox_id)[-1] == "sent"


def test_a_failure_that_comes_after_the_report_of_success_is_not_believed(records: Records) -> None:
    (outbox_id,) = converse(records, "hello")
    out = begin_sending(records)
    report(records, "OUT-1", "sent", client_reference=outbox_id)
    with records.begin() as tx:
        outbox.failed(tx, out.id, "timeout", permanent=False, now=NOW, retry_at=NOW)
    assert next_out(records, at=later(600)) is None


def test_a_reminder_for_the_morning_does_not_hold_back_tonights_reply(records: Records) -> None:
    text(records)
    queue(records, "reminder", cause="a", not_before=later(3600))
    queue(records, "reply", cause="b")
    assert send(records).body == "reply"
    assert next_out(records) is None
    assert send(records, at=later(3600)).body == "reminder"


def test_a_danger_answer_overtakes_a_reply_that_is_stuck(records: Records) -> None:
    converse(records, "a list of services")
    out = begin_sending(records)
    with records.begin() as tx:
        outbox.failed(tx, out.id, "503", permanent=False, now=NOW, retry_at=later(600))
    queue(records, "Please ring 999", cause="danger", kind="danger")
    assert must_next_out(records).body == "Please ring 999"


def test_stop_cancels_what_is_unsent_but_never_a_danger_answer(records: Records) -> None:
    (reply,) = converse(records, "a list of services")
    queue(records, "Please ring 999", cause="danger", kind="danger")
    with records.begin() as tx:
        people.opt_out(tx, person(tx), now=NOW)
    queue(records, "You won't get any more texts", cause="stop", kind="stop")
    assert send(records).body == "Please ring 999"
    assert send(records).body.startswith("You won't")
    assert next_out(records) is None
    assert statuses(records, reply) == ["queued", "cancelled"]


def test_a_message_cancelled_after_it_was_taken_is_not_sent(records: Records) -> None:
    converse(records, "hello")
    out = must_next_out(records)
    with records.begin() as tx:
        outbox.cancel(tx, out.id, now=NOW, why="opted_out")
    with pytest.raises(LeaseLost), records.begin() as tx:
        outbox.sending(tx, out, now=NOW)


def test_a_worker_knows_when_the_next_send_is_due(records: Records) -> None:
    converse(records, "hello")
    out = begin_sending(records)
    with records.begin() as tx:
        assert outbox.next_due(tx) == later(60)
        outbox.failed(tx, out.id, "429", permanent=False, now=NOW, retry_at=later(30))
        assert outbox.next_due(tx) == later(30)


def test_order_holds_over_several_turns(records: Records) -> None:
    converse(records, "one", "two")
    text(records, at=later(1))
    answer(records, must_read(records, at=later(1)), "three", at=later(1))
    assert [send(records, at=later(2)).body for _ in range(3)] == ["one", "two", "three"]


def is_closed(records: Records) -> bool:
    with records.reading() as tx:
        return people.closed(tx, ANNA)


@pytest.mark.parametrize(("code", "closes"), [(21610, True), (30003, False)], ids=["opted out", "phone off"])
def test_a_report_that_the_network_opted_a_number_out_closes_it(records: Records, code: int, closes: bool) -> None:
    converse(records, "hello")
    send(records, carrier_id="OUT-1")
    report(records, "OUT-1", "failed", error_code=code)
    assert is_closed(records) is closes


def test_a_report_that_came_before_the_carriers_answer_closes_the_number_too(records: Records) -> None:
    converse(records, "hello")
    report(records, "OUT-1", "failed", error_code=21610)
    assert not is_closed(records)
    send(records, carrier_id="OUT-1")
    assert is_closed(records)


def test_a_late_report_on_a_text_from_before_start_closes_nothing(records: Records) -> None:
    converse(records, "hello")
    send(records, carrier_id="OUT-1")
    with records.begin() as tx:
        people.opt_out(tx, person(tx), now=later(10))
        people.opt_in(tx, person(tx), now=later(20))
    report(records, "OUT-1", "failed", error_code=21610)
    assert not is_closed(records)
