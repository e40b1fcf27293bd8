"""The carrier's webhook: what is genuine is on disk before it is acknowledged, and only once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sqlalchemy import select

from bot.records import delivery, outbox, people
from bot.records.tables import CarrierReport
from bot.spool import SpoolError
from tests.web.parts import Service, service, text


def test_a_genuine_text_is_stored_and_the_worker_woken(signpost: Service) -> None:
    answer = signpost.inbound("behind on rent")
    assert (answer.status_code, answer.data) == (204, b"")
    assert signpost.stored() == [("behind on rent", 0)]
    assert signpost.woken


def test_a_repeat_is_acknowledged_and_stored_once(signpost: Service) -> None:
    assert [signpost.inbound().status_code for _ in range(3)] == [204, 204, 204]
    assert len(signpost.stored()) == 1


def test_the_same_text_delivered_twice_at_once_is_stored_once(signpost: Service) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(signpost.inbound().status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [204] * 4
    assert len(signpost.stored()) == 1


def test_a_blank_text_and_a_picture_are_stored(signpost: Service) -> None:
    assert signpost.inbound("", "SM1").status_code == 204
    assert signpost.inbound("", "MM2", NumMedia="2", MediaUrl0="https://example.com/x").status_code == 204
    assert signpost.stored() == [("", 0), ("", 2)]


def test_every_script_and_length_a_carrier_can_bring_is_stored_whole(signpost: Service) -> None:
    words = ["£5 é ñ", "کرایہ", "ભાડું", "😀" * 200, "a" * 1600, "line\nbreak", "a&b=c+d%20", "\ufeff"]
    for place, body in enumerate(words):
        assert signpost.inbound(body, f"SM{place}").status_code == 204
    assert [body for body, _ in signpost.stored()] == words


def test_a_form_over_16_kb_is_refused(signpost: Service) -> None:
    assert signpost.inbound("a" * 16_400).status_code == 413
    assert signpost.stored() == []


def test_a_genuine_form_that_holds_no_text_is_a_bad_request(signpost: Service) -> None:
    fields = text("hello")
    del fields["MessageSid"]
    assert signpost.post("/sms/inbound", fields).status_code == 400


def test_a_text_is_accepted_whatever_readyz_says(tmp_path: Path) -> None:
    def broken() -> str:
        raise RuntimeError

    signpost = service(tmp_path, probes={"rasa": broken})
    assert signpost.app.test_client().get("/readyz").status_code == 503
    assert signpost.inbound().status_code == 204
    signpost.records.close()


def test_a_text_is_kept_aside_while_the_database_is_away_and_stored_when_it_is_back(
    signpost: Service,
) -> None:
    signpost.records.away = True
    assert signpost.inbound("my words", "SM1").status_code == 204
    assert signpost.spool.waiting() == 1
    signpost.records.away = False
    woken = len(signpost.woken)
    assert signpost.intake.replay() == 1
    assert signpost.stored() == [("my words", 0)]
    assert signpost.spool.waiting() == 0
    assert len(signpost.woken) == woken + 1


def test_what_was_kept_aside_is_tried_again_until_the_database_is_back(signpost: Service) -> None:
    signpost.records.away = True
    signpost.inbound("my words")
    stop = threading.Event()
    thread = threading.Thread(target=signpost.intake.keep_replaying, args=(stop,), kwargs={"every": 0.01})
    thread.start()
    time.sleep(0.05)
    assert signpost.spool.waiting() == 1
    signpost.records.away = False
    until = time.monotonic() + 5
    while signpost.spool.waiting() and time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    thread.join()
    assert signpost.stored() == [("my words", 0)]


def test_a_text_that_was_kept_aside_and_brought_again_is_stored_once(signpost: Service) -> None:
    signpost.records.away = True
    signpost.inbound()
    signpost.records.away = False
    signpost.inbound()
    signpost.intake.replay()
    assert len(signpost.stored()) == 1


def test_without_database_and_disk_the_carrier_is_told_that_nothing_was_stored(signpost: Service) -> None:
    def full(entry: object) -> None:
        raise SpoolError("the spool cannot be written")

    signpost.records.away = True
    signpost.spool.add = full  # type: ignore[method-assign]
    assert signpost.inbound().status_code == 503
    assert signpost.post("/sms/status", {"MessageSid": "SM9", "MessageStatus": "sent"}).status_code == 503


def sent_message(signpost: Service) -> str:
    now = signpost.settings.clock()
    with signpost.records.begin() as tx:
        person = people.find_or_create(tx, "+447700900123", now=now)
        conversation = people.conversation_of(tx, person)
        written = outbox.add(
            tx, conversation=conversation, cause_kind="turn", cause_id="t1", position=0,
            body="Hello", segments=1, now=now,
        )  # fmt: skip
    assert written is not None
    return written


def status_of(signpost: Service, outbox_id: str) -> str:
    with signpost.records.begin() as tx:
        return delivery.current_status(tx, outbox_id)  # type: ignore[arg-type]


def test_a_delivery_report_finds_its_message_by_our_reference(signpost: Service) -> None:
    written = sent_message(signpost)
    path = f"/sms/status?ref={written}"
    for word in ("sent", "delivered", "sent"):
        assert signpost.post(path, {"MessageSid": "SM7", "MessageStatus": word}).status_code == 204
    assert status_of(signpost, written) == "delivered"


def test_a_report_nobody_knows_yet_is_kept_for_later(signpost: Service) -> None:
    assert signpost.post("/sms/status", {"MessageSid": "SM7", "MessageStatus": "sent"}).status_code == 204
    with signpost.records.begin() as tx:
        assert tx.session.scalars(select(CarrierReport.carrier_id)).all() == ["SM7"]


def test_a_status_word_nobody_knows_changes_nothing(signpost: Service) -> None:
    written = sent_message(signpost)
    path = f"/sms/status?ref={written}"
    signpost.post(path, {"MessageSid": "SM7", "MessageStatus": "delivered"})
    assert signpost.post(path, {"MessageSid": "SM7", "MessageStatus": "teleported"}).status_code == 204
    assert status_of(signpost, written) == "delivered"
