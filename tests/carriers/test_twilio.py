"""Sending through Twilio: each failure is told apart, and nothing private is written down."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator

import pytest

from bot.carriers.base import CarrierBusy, CarrierRefused, OutcomeUnknown, Reference
from bot.carriers.twilio import TwilioCarrier
from tests.carriers.stub_twilio import StubTwilio, running

NUMBER, WORDS = "+447700900123", "canary words of a text"
REFERENCE = Reference("ref-1")


@pytest.fixture
def stub() -> Iterator[StubTwilio]:
    with running() as found:
        yield found


def carrier(url: str, sender: str = "+447700900999") -> TwilioCarrier:
    return TwilioCarrier("AC1", "not-a-real-token", sender, url, timeouts=(0.5, 0.3))


def send(url: str) -> str:
    return carrier(url).send(to=NUMBER, body=WORDS, reference=REFERENCE).carrier_id


def test_a_text_is_handed_over_with_where_to_report(stub: StubTwilio) -> None:
    sent = carrier(stub.url).send(
        to=NUMBER, body=WORDS, reference=REFERENCE, status_callback="https://signpost.example/sms/status"
    )
    assert sent.carrier_id == "SM00000000000000000000000000000001"
    assert stub.paths == ["/2010-04-01/Accounts/AC1/Messages.json"]
    assert stub.forms == [
        {
            "To": [NUMBER],
            "From": ["+447700900999"],
            "Body": [WORDS],
            "SmartEncoded": ["false"],
            "StatusCallback": ["https://signpost.example/sms/status?ref=ref-1"],
        }
    ]


def test_a_messaging_service_takes_the_place_of_the_number(stub: StubTwilio) -> None:
    carrier(stub.url, "MG1").send(to=NUMBER, body=WORDS, reference=REFERENCE)
    assert stub.forms[0]["MessagingServiceSid"] == ["MG1"]
    assert "From" not in stub.forms[0]


@pytest.mark.parametrize("code", [21211, 21610, 21614, 30005, 30006])
def test_a_number_that_cannot_be_reached_is_refused_for_good(stub: StubTwilio, code: int) -> None:
    stub.refuse(400, code)
    with pytest.raises(CarrierRefused) as refused:
        send(stub.url)
    assert (refused.value.code, refused.value.permanent) == (code, True)
    assert refused.value.closes_number == (code == 21610)
    assert NUMBER not in str(refused.value)


def test_a_wrong_password_is_not_the_patients_fault(stub: StubTwilio) -> None:
    stub.refuse(401, 20003)
    with pytest.raises(CarrierRefused) as refused:
        send(stub.url)
    assert not refused.value.permanent


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_busy_carrier_is_tried_again(stub: StubTwilio, status: int) -> None:
    stub.status, stub.body, stub.headers = status, "<html>try later</html>", {"Retry-After": "7"}
    with pytest.raises(CarrierBusy) as busy:
        send(stub.url)
    assert busy.value.retry_after == 7.0


def test_a_silence_after_the_text_went_out_has_an_unknown_outcome(stub: StubTwilio) -> None:
    go_on = threading.Event()
    stub.before_answering = lambda: go_on.wait(5) and None
    with pytest.raises(OutcomeUnknown):
        send(stub.url)
    go_on.set()
    assert len(stub.forms) == 1


def test_a_connection_cut_after_the_text_went_out_has_an_unknown_outcome(stub: StubTwilio) -> None:
    stub.hang_up = True
    with pytest.raises(OutcomeUnknown):
        send(stub.url)
    assert len(stub.forms) == 1


@pytest.mark.parametrize("body", ["", "thanks!", "{}", '{"sid": null}'])
def test_a_success_that_cannot_be_read_has_an_unknown_outcome(stub: StubTwilio, body: str) -> None:
    stub.body = body
    with pytest.raises(OutcomeUnknown):
        send(stub.url)


def test_a_carrier_that_cannot_be_reached_did_not_take_the_text() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(CarrierBusy):
            send(f"http://127.0.0.1:{taken.getsockname()[1]}")


def test_neither_number_nor_words_reach_the_log(stub: StubTwilio, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    send(stub.url)
    stub.refuse(400, 21211)
    with pytest.raises(CarrierRefused):
        send(stub.url)
    assert NUMBER not in caplog.text
    assert "canary" not in caplog.text
