"""A worker in a house of its own: its clock, Rasa and carrier do as each test tells them."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from bot.carriers.base import CarrierError, CarrierId, InboundText, NotAMessage, Reference, Sent, StatusReport
from bot.rasa import Breaker, Rasa
from bot.records import Records, conversations, delivery, flags, inbox, outbox, people
from bot.records import inspect as inspecting
from bot.settings import Settings
from bot.worker import Worker

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # a Tuesday
ANNA, BILAL = "+447700900001", "+447700900002"  # Ofcom keeps them free for drama

SIGNS = {
    "holding": "something is wrong at our end",
    "late_answer": "Sorry for the wait",
    "flood": "a lot of texts from you",
    "stop": "You won't get any more texts",
    "deleted": "is erased",
}
"""Words by which a test knows one of our texts."""


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


Answer = Callable[[Mapping[str, Any]], httpx.Response]


def says(*facts: dict[str, Any], effects: tuple[dict[str, Any], ...] = ()) -> Answer:
    """Rasa answers with these facts and leaves the state as it was."""

    def answer(turn: Mapping[str, Any]) -> httpx.Response:
        state = turn["state"]
        slots = {name: value for name, value in state["slots"].items() if name != "context"}
        return httpx.Response(
            200,
            json={
                "messages": [{"facts": list(facts), "effects": list(effects)}],
                "state": {"slots": slots, "active_loop": None, "requested_slot": None},
            },
        )

    return answer


WELL = says({"say": "menu"})


def silent(_: Mapping[str, Any]) -> httpx.Response:
    """The action server is down: Rasa answers 200 with nothing."""
    return httpx.Response(
        200, json={"messages": [], "state": {"slots": {}, "active_loop": None, "requested_slot": None}}
    )


def broken(_: Mapping[str, Any]) -> httpx.Response:
    return httpx.Response(500, text="Internal Server Error")


def nonsense(_: Mapping[str, Any]) -> httpx.Response:
    return httpx.Response(200, text="<html>")


def gone(_: Mapping[str, Any]) -> httpx.Response:
    raise httpx.ConnectError("connection refused")


def hangs(_: Mapping[str, Any]) -> httpx.Response:
    raise httpx.ReadTimeout("no answer")


class FakeRasa:
    """What the worker takes for Rasa."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.answer: Answer = WELL
        self.turns: list[dict[str, Any]] = []
        seconds = (clock or Clock()).seconds
        self.client = Rasa(
            "http://rasa.invalid", "token", transport=httpx.MockTransport(self._handle), breaker=Breaker(clock=seconds)
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        turn = json.loads(request.content)
        self.turns.append(turn)
        return self.answer(turn)


FIRST_ID = CarrierId("SM" + "0" * 32)


@dataclass
class FakeCarrier:
    """Takes what it is given, or fails as told; `taken` is what reached the person."""

    name: str = "twilio"
    taken: list[tuple[str, str]] = field(default_factory=list)
    asked: list[tuple[str, str, Reference]] = field(default_factory=list)
    faults: deque[tuple[CarrierError, bool]] = field(default_factory=deque)
    before: Callable[[], None] = lambda: None
    next_id: CarrierId = FIRST_ID
    _ids: Any = field(default_factory=lambda: count(1))
    _lock: Any = field(default_factory=threading.Lock)

    def fails_with(self, fault: CarrierError, *, but_takes_it: bool = False) -> None:
        """The next send fails; a text may have gone out all the same."""
        self.faults.append((fault, but_takes_it))

    def send(self, *, to: str, body: str, reference: Reference, status_callback: str | None = None) -> Sent:
        self.before()
        with self._lock:
            self.asked.append((to, body, reference))
            fault, takes = self.faults.popleft() if self.faults else (None, True)
            if takes:
                self.taken.append((to, body))
            if fault is not None:
                raise fault
            given, self.next_id = self.next_id, CarrierId(f"SM{next(self._ids):032d}")
            return Sent(given)

    def verify(self, url: str, raw_body: bytes, signature: str) -> bool:
        return False

    def parse_inbound(self, raw_body: bytes) -> InboundText:
        raise NotAMessage("this carrier has no webhook")

    def parse_status(self, raw_body: bytes, query: bytes = b"") -> StatusReport:
        raise NotAMessage("this carrier has no webhook")

    def close(self) -> None:
        return


class House:
    """A worker with everything around it, and a phone for anybody."""

    def __init__(self, records: Records, home: Path, **env: str) -> None:
        self.records, self.clock = records, Clock()
        self.rasa, self.carrier = FakeRasa(self.clock), FakeCarrier()
        self.settings = Settings.from_env({"SIGNPOST_HOME": str(home), "SIGNPOST_TOGETHER": "0", **env})
        self.worker = self.another_worker("one")
        self._ids = count(1)

    def another_worker(self, name: str, **env: str) -> Worker:
        settings = self.settings
        if env:
            settings = Settings.from_env({"SIGNPOST_HOME": str(settings.home), **env})
        return Worker(settings, self.records, self.rasa.client, self.carrier, name=name, clock=self.clock)

    def close(self) -> None:
        self.rasa.client.close()

    # ---- what happens

    def arrives(self, body: str, number: str = ANNA, *, media: int = 0) -> None:
        """A text comes in, and nobody has read it yet."""
        self.clock.forward(0.01)
        with self.records.begin() as tx:
            inbox.receive(
                tx, provider="twilio", message_id=f"SMin{next(self._ids)}", number=number, body=body, media=media,
                received_at=self.clock(),
            )  # fmt: skip

    def says(self, body: str, number: str = ANNA) -> list[str]:
        """A text comes in and is worked through; what the person gets."""
        before = len(self.received(number))
        self.arrives(body, number)
        self.worker.drain()
        return self.received(number)[before:]

    def passes(self, seconds: float) -> None:
        """Time goes by, the worker working whenever something is due."""
        end = self.clock.now + timedelta(seconds=seconds)
        self.worker.drain()
        while (due := self._next_due()) is not None and due <= end:
            self.clock.now = max(due, self.clock.now + timedelta(seconds=0.25))
            self.worker.drain()
        self.clock.now = max(end, self.clock.now)

    def _next_due(self) -> datetime | None:
        with self.records.reading() as tx:
            times = (inbox.next_due(tx, together=self.worker.together), outbox.next_due(tx))
        return min((moment for moment in times if moment is not None), default=None)

    def reports(self, reference: str, status: str, *, code: int | None = None, carrier_id: str = "SMx") -> None:
        """The carrier tells what became of a text."""
        with self.records.begin() as tx:
            delivery.status(
                tx, provider="twilio", carrier_id=carrier_id, status=status, error_code=code, at=self.clock(),
                client_reference=reference,
            )  # fmt: skip

    def settle_down(self, number: str = ANNA) -> None:
        """Get first contact over with."""
        self.says("hello", number)
        self.carrier.taken.clear()
        self.carrier.asked.clear()

    # ---- what can be seen

    def received(self, number: str = ANNA) -> list[str]:
        """Every text that reached the person."""
        return [body for to, body in self.carrier.taken if to == number]

    def count(self, sign: str, number: str = ANNA) -> int:
        """How many of the texts the person got are of this kind."""
        return sum(SIGNS[sign] in body for body in self.received(number))

    def inspect(self, number: str = ANNA) -> dict[str, Any]:
        with self.records.reading() as tx:
            return inspecting.inspect(tx, number)

    def queue(self) -> dict[str, Any]:
        with self.records.reading() as tx:
            return inspecting.queue(tx)

    def flags(self, number: str = ANNA) -> list[flags.RaisedFlag]:
        with self.records.reading() as tx:
            return flags.of_number(tx, number)

    def state(self, number: str = ANNA) -> dict[str, Any]:
        found: dict[str, Any] = self.inspect(number)["state"]
        return found

    def conversation(self, number: str = ANNA) -> conversations.Thread:
        with self.records.reading() as tx:
            person = people.find(tx, number)
            assert person is not None
            return conversations.load(tx, people.conversation_of(tx, person))

    def queue_text(
        self, body: str, number: str = ANNA, *, kind: str = "reply", not_before: datetime | None = None
    ) -> None:
        """Something is queued for the person besides the turns."""
        with self.records.begin() as tx:
            outbox.add(
                tx, conversation=self.conversation(number).id, cause_kind="test", cause_id=f"c{next(self._ids)}",
                position=0, body=body, segments=1, now=self.clock(), not_before=not_before,
            )  # fmt: skip
