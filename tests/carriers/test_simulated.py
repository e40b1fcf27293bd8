"""The simulated network takes, reports and fails as a real one does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bot.carriers import (
    CarrierBusy,
    CarrierRefused,
    OutcomeUnknown,
    Reference,
    SimulatedCarrier,
    StatusReport,
    drama,
)

REFERENCE = Reference("ref-1")


class Told(list[StatusReport]):
    def words(self) -> list[str]:
        return [report.status for report in self]

    def wait_for(self, count: int) -> None:
        until = time.monotonic() + 5
        while len(self) < count and time.monotonic() < until:
            time.sleep(0.005)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def send(told: Told) -> Iterator[Callable[..., str]]:
    carrier = SimulatedCarrier("token", on_status=told.append, pace=0.01)

    def send(to: str, body: str = "hello") -> str:
        return carrier.send(to=to, body=body, reference=REFERENCE).carrier_id

    yield send
    carrier.close()


def test_a_text_is_sent_and_then_delivered(send: Callable[..., str], told: Told) -> None:
    taken = send("+447700900123")
    told.wait_for(2)
    assert told.words() == ["sent", "delivered"]
    assert {(report.carrier_id, report.client_reference) for report in told} == {(taken, REFERENCE)}


def test_each_text_has_an_id_of_its_own(send: Callable[..., str]) -> None:
    assert send("+447700900123") != send("+447700900123")


@pytest.mark.parametrize(("number", "code"), [("+447700900610", 21610), ("+447700900614", 21614)])
def test_a_number_that_misbehaves_is_refused_with_its_code(send: Callable[..., str], number: str, code: int) -> None:
    with pytest.raises(CarrierRefused) as refused:
        send(number)
    assert (refused.value.code, refused.value.permanent) == (code, True)


def test_no_real_number_can_be_texted(send: Callable[..., str]) -> None:
    with pytest.raises(CarrierRefused):
        send("+441632960123")


def test_a_busy_network_takes_the_third_try(send: Callable[..., str], told: Told) -> None:
    for _ in range(2):
        with pytest.raises(CarrierBusy):
            send("+447700900429")
    assert send("+447700900429")


def test_a_lost_answer_is_settled_by_the_report(send: Callable[..., str], told: Told) -> None:
    with pytest.raises(OutcomeUnknown):
        send("+447700900408")
    told.wait_for(2)
    assert told[0].client_reference == REFERENCE


def test_a_phone_out_of_service_is_reported_with_its_code(send: Callable[..., str], told: Told) -> None:
    send("+447700900305")
    told.wait_for(2)
    assert (told[-1].status, told[-1].error_code) == ("undelivered", 30005)


def test_one_lost_report_does_not_end_the_others(told: Told) -> None:
    def first_fails(report: StatusReport) -> None:
        told.append(report)
        if len(told) == 1:
            raise RuntimeError("the database is away")

    carrier = SimulatedCarrier("token", on_status=first_fails, pace=0.01)
    carrier.send(to="+447700900123", body="hello", reference=REFERENCE)
    told.wait_for(2)
    carrier.close()
    assert told.words() == ["sent", "delivered"]


@pytest.mark.parametrize(
    "typed", ["07700 900123", "07700900123", "+44 7700 900 123", "0044 7700 900123", "(07700) 900-123"]
)
def test_a_drama_number_is_read_as_people_type_it(typed: str) -> None:
    assert drama.parse(typed) == "+447700900123"
    assert drama.shown("+447700900123") == "07700 900123"


@pytest.mark.parametrize("typed", ["", "07700 901123", "07700 90012", "01632 960123", "077009001234"])
def test_no_other_number_passes_for_one(typed: str) -> None:
    assert drama.parse(typed) is None
