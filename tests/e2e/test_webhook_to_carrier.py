"""From Twilio's webhook to Twilio's API and back, through the real web and worker processes."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.fake_rasa import FakeRasa
from tests.e2e.service import ANNA, BILAL, Service, service
from tests.e2e.twilio import Behaviour, Twilio, post

HELD = "something is wrong at our end"


def test_a_signed_text_is_answered_and_its_delivery_recorded(signpost: Service, world: Twilio) -> None:
    said = signpost.says("i cant pay my rent")
    assert "Signpost" in said[0]
    signpost.wait_until(lambda: set(signpost.statuses()) == {"delivered"}, "the reports")
    assert world.refused_reports == []
    assert signpost.queue()["ambiguous"] == signpost.queue()["unsent"] == signpost.queue()["waiting"] == 0


def test_what_twilio_did_not_sign_is_refused_and_leaves_nothing(signpost: Service) -> None:
    assert signpost.deliver("hello", signed="") == 403
    assert signpost.deliver("hello", signed="AAAAAAAAAAAAAAAAAAAAAAAAAAA=") == 403
    status = f"{signpost.settings.public_url}/sms/status"
    assert post(status, [("MessageSid", "SM1"), ("MessageStatus", "delivered")], signed="forged") == 403
    assert not signpost.inspect()["known"]


def test_the_same_text_delivered_eight_times_at_once_is_answered_once(signpost: Service, world: Twilio) -> None:
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(signpost.deliver("i cant pay my rent", message_id="SMsame")))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 8
    signpost.wait_until(lambda: signpost.settled() and bool(world.to(ANNA)), "the answer")
    assert signpost.deliver("i cant pay my rent", message_id="SMsame") == 204
    signpost.says("thanks")
    assert len([m for m in signpost.inspect()["messages"] if m["direction"] == "in"]) == 2
    assert sum("Signpost, for GP surgeries" in body for body in world.to(ANNA)) == 1


def test_every_way_in_which_twilio_refuses_or_fails(signpost: Service, world: Twilio) -> None:
    numbers = {
        "opted out": "+447700900011", "no number": "+447700900012", "too quick": "+447700900013",
        "broken": "+447700900014", "slow": "+447700900015", "hangs up": "+447700900016",
    }  # fmt: skip
    world.behaves(numbers["opted out"], Behaviour(400, 21610))
    world.behaves(numbers["no number"], Behaviour(400, 21211))
    world.behaves(numbers["too quick"], Behaviour(429, 20429, retry_after=1))
    world.behaves(numbers["broken"], Behaviour(500), Behaviour(503))
    world.behaves(numbers["slow"], Behaviour(slow=2))
    world.behaves(numbers["hangs up"], Behaviour(hang_up=True))
    for number in numbers.values():
        assert signpost.deliver("HELP", number) == 204
    signpost.wait_until(lambda: all(signpost.settled(number) for number in numbers.values()), "all to be settled")

    def status(name: str) -> str:
        return signpost.statuses(numbers[name])[-1]

    names = ("too quick", "broken", "slow", "hangs up")
    signpost.wait_until(lambda: {status(name) for name in names} == {"delivered"}, "the reports")
    assert status("opted out") == status("no number") == "failed"
    assert signpost.inspect(numbers["opted out"])["closed"]
    assert [len(world.to(numbers[name])) for name in names] == [1, 1, 1, 1]
    assert world.asked[numbers["hangs up"]] == 1
    assert world.asked[numbers["broken"]] == 3
    assert signpost.queue()["ambiguous"] == 0


def test_danger_is_answered_while_rasa_hangs_and_one_persons_text_waits_at_the_carrier(
    signpost: Service, world: Twilio, rasa: FakeRasa
) -> None:
    released = threading.Event()
    rasa.before = lambda _: released.wait(60) and None
    world.behaves(ANNA, Behaviour(blocks=lambda: released.wait(60) and None))
    assert signpost.deliver("HELP", ANNA) == 204
    assert signpost.deliver("i cant pay my rent", "+447700900021") == 204
    assert "116 123" in " ".join(signpost.says("i want to kill myself", BILAL))
    assert len(signpost.flags(BILAL)) == 1
    assert world.to(ANNA) == []
    released.set()


def test_a_hanging_rasa_is_spoken_of_within_15_seconds_and_answered_later(
    signpost: Service, world: Twilio, rasa: FakeRasa
) -> None:
    released = threading.Event()
    rasa.before = lambda _: released.wait(60) and None
    for number in (ANNA, BILAL):
        assert signpost.deliver("i cant pay my rent", number) == 204
    signpost.wait_until(lambda: all(HELD in "".join(world.to(n)) for n in (ANNA, BILAL)), "the holding texts")
    for number in (ANNA, BILAL):
        came, held = (datetime.fromisoformat(m["at"]) for m in signpost.inspect(number)["messages"][:2])
        assert held - came < timedelta(seconds=15)
    released.set()
    rasa.before = lambda _: None
    signpost.wait_until(signpost.quiet, "the late answers")
    for number in (ANNA, BILAL):
        assert sum("Sorry for the wait" in body for body in world.to(number)) == 1
    assert world.twice() == []


@pytest.mark.parametrize("hanging", [False, True], ids=["idle", "Rasa and Twilio hang"])
def test_sigterm_ends_both_processes_cleanly_and_loses_nothing(
    signpost: Service, world: Twilio, rasa: FakeRasa, hanging: bool
) -> None:
    released = threading.Event()
    if hanging:
        rasa.before = lambda _: released.wait(60) and None
        world.behaves(BILAL, Behaviour(blocks=lambda: released.wait(60) and None))
        assert signpost.deliver("HELP", BILAL) == 204
        assert signpost.deliver("i cant pay my rent", ANNA) == 204
        signpost.wait_until(lambda: bool(rasa.turns) and world.asked[BILAL] == 1, "both to hang")
    assert signpost.stop("worker") == 0
    assert signpost.stop("web") == 0
    released.set()
    assert "Traceback" not in signpost.all_logs()
    if hanging:
        signpost.start("web", "worker")
        # Given back, so it need not wait for the lease to end.
        signpost.wait_until(lambda: bool(world.to(ANNA)) and signpost.settled(ANNA), "the answer", seconds=25)
        signpost.wait_until(lambda: signpost.statuses(BILAL) == ["delivered"], "the report")
        assert world.twice() == []


def test_the_clock_of_a_demonstration_is_everybodys(tmp_path: Path, world: Twilio, rasa: FakeRasa) -> None:
    christmas = datetime(2030, 12, 25, 23, 0, tzinfo=UTC)
    env = {"SIGNPOST_NOW": "2030-12-25T23:00", "SIGNPOST_NOW_SET_AT": f"{datetime.now(UTC).timestamp():.3f}"}
    with service(tmp_path, world, RASA_URL=rasa.url, **env) as signpost:
        signpost.start("web", "worker")
        signpost.says("i cant pay my rent")
        moments = [datetime.fromisoformat(m["at"]) for m in signpost.inspect()["messages"]]
        moments += [datetime.fromisoformat(s["at"]) for s in signpost.inspect()["messages"][-1]["statuses"]]
    assert all(christmas <= moment < christmas + timedelta(minutes=5) for moment in moments)


def test_no_log_holds_a_number_a_name_or_a_word_of_anybodys(tmp_path: Path, world: Twilio, rasa: FakeRasa) -> None:
    canaries = ("zebedee", "crumpet", "900777", "900778", "01632 960123")

    def broken(_: object) -> None:
        raise RuntimeError

    with service(tmp_path, world, RASA_URL=rasa.url) as signpost:
        signpost.start("web", "worker")
        world.behaves("+447700900778", Behaviour(400, 21211), Behaviour(500), Behaviour(hang_up=True))
        for number in ("+447700900777", "+447700900778"):
            for words in ("zebedee crumpet cant pay, ring 01632 960123", "zebedee wants to die", "DELETE", "STOP"):
                assert signpost.deliver(words, number) == 204
        rasa.before = broken
        signpost.deliver("crumpet", "+447700900777")
        signpost.deliver("START", "+447700900777")
        signpost.deliver("crumpet", "+447700900777")
        signpost.deliver("zebedee", signed="forged")
        signpost.wait_until(lambda: "a turn failed" in signpost.all_logs(), "a fault to be logged")
        signpost.wait_until(lambda: signpost.settled("+447700900778"), "all to be handled")
        signpost.stop("worker")
        signpost.stop("web")
        logs = signpost.all_logs().lower()
    assert "a turn failed" in logs
    assert [canary for canary in canaries if canary in logs] == []
    assert "https://api" not in logs
