"""Plays a conversation: patients text, time passes, and what they heard and what was written down is looked at."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from bot.messages.segments import count
from bot.rasa import Rasa
from bot.records import inbox, people
from bot.records import inspect as inspecting
from bot.records.engine import Records
from bot.records.keys import Keys
from bot.settings import Settings
from bot.terminal import EarpieceCarrier
from bot.worker import Worker

LONDON = ZoneInfo("Europe/London")
A_TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=LONDON)
"""A working day without a holiday near, in the morning."""


@dataclass
class Clock:
    """The time of the conversation, which stands still until it is told to go on."""

    now: datetime = A_TUESDAY

    def __call__(self) -> datetime:
        return self.now


class Overheard(httpx.HTTPTransport):
    """The way to Rasa, with everything that goes along it kept."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: list[dict[str, Any]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Keep the turn and hand it on."""
        self.turns.append(json.loads(request.read()))
        return super().handle_request(request)

    @property
    def everything(self) -> str:
        """All that Rasa was ever told, in one string."""
        return json.dumps(self.turns)


@dataclass
class Play:
    """One evening at the theatre: fresh records, one worker, any number of patients."""

    settings: Settings
    records: Records
    clock: Clock = field(default_factory=Clock)
    carrier: EarpieceCarrier = field(default_factory=EarpieceCarrier)
    rasa_heard: Overheard = field(default_factory=Overheard)
    pace: float = 40.0  # seconds between one message and the next
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self._rasa = Rasa(self.settings.rasa_url, self.settings.rasa_token, transport=self.rasa_heard)
        self._worker = Worker(self.settings, self.records, self._rasa, self.carrier, name="play", clock=self.clock)

    def patient(self, *, in_: str | None = None, number: str = "+447700900123") -> Patient:
        """Somebody with a phone; `in_` is where they are, once they have asked about nothing and said so."""
        found = Patient(self, number)
        if in_:
            found.texts("hello")
            found.texts(f"im in {in_}")
        return found

    def later(self, **time: float) -> None:
        """Let time pass, as `days=2`."""
        self.clock.now += timedelta(**time)

    def falls_silent(self, **time: float) -> list[str]:
        """Let time pass in which nobody texts, do what becomes due, and give back what was sent."""
        before = len(self.carrier.sent)
        self.later(**time)
        while self._worker.sweeper.sweep():
            pass
        self._worker.drain()
        return self.carrier.sent[before:]

    def deliver(self, number: str, bodies: tuple[str, ...], media: int) -> list[str]:
        """Bring messages in, work them through and give back what was sent. A turn that failed is an error."""
        before = len(self.carrier.sent)
        with self.records.begin() as tx:
            for body in bodies:
                inbox.receive(
                    tx, provider="play", message_id=f"in-{next(self._ids)}", number=number, body=body, media=media,
                    received_at=self.clock.now,
                )  # fmt: skip
        self._worker.drain()
        with self.records.begin() as tx:
            assert inspecting.queue(tx)["waiting"] == 0, "the turn failed: see the logs of Rasa and the actions"
        self.later(seconds=self.pace)
        return self.carrier.sent[before:]

    def close(self) -> None:
        """Close the connections."""
        self._rasa.close()
        self.records.close()


@dataclass
class Patient:
    """Somebody who texts. `heard` are the texts that came in answer to the last one, `transcript` everything."""

    play: Play
    number: str
    heard: list[str] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)

    def texts(self, *bodies: str, media: int = 0) -> Patient:
        """Send a message, or several within a second."""
        self.heard = self.play.deliver(self.number, bodies, media)
        self.transcript += [*(f"> {body}" for body in bodies), *self.heard]
        for body in self.heard:
            assert count(body).segments <= 3, body
        return self

    @property
    def said(self) -> str:
        """The answer as one string."""
        return "\n".join(self.heard)

    def hears(self, *parts: str) -> Patient:
        """The answer holds each of these."""
        for part in parts:
            assert part in self.said, f"{part!r} is not in\n{self}"
        return self

    def does_not_hear(self, *parts: str) -> Patient:
        """The answer holds none of these."""
        for part in parts:
            assert part not in self.said, f"{part!r} is in\n{self}"
        return self

    def hears_nothing(self) -> Patient:
        """No text came."""
        assert not self.heard, str(self)
        return self

    def was_offered(self, name: str) -> Patient:
        """A service of that name was in a list or told of, in this answer."""
        return self.hears(name)

    @property
    def services(self) -> list[str]:
        """The names of the services in a numbered list just heard."""
        if "Which first?" in self.said:
            return []  # needs, read back
        rows = [row for row in self.said.splitlines() if row[:2] in ("1 ", "2 ", "3 ")]
        return [row[2:].partition(": ")[0].partition(". ")[0] for row in rows]

    def is_in_danger_and_answered(self, number: str = "999") -> Patient:
        """The answer was the one for danger, with that number in it, and was recorded."""
        self.hears(number)
        assert self.flags, "no flag was raised"
        return self

    @property
    def record(self) -> dict[str, Any]:
        """Everything the records hold about this number."""
        with self.play.records.begin() as tx:
            return inspecting.inspect(tx, self.number)

    @property
    def known(self) -> dict[str, Any]:
        """What the conversation knows."""
        known: dict[str, Any] = self.record["state"]["slots"]["known"]
        return known

    @property
    def flags(self) -> list[dict[str, Any]]:
        """The flags raised."""
        found: list[dict[str, Any]] = self.record["flags"]
        return found

    @property
    def referrals(self) -> list[dict[str, Any]]:
        """The referrals made."""
        found: list[dict[str, Any]] = self.record["referrals"]
        return found

    @property
    def referral(self) -> dict[str, Any]:
        """The one referral."""
        (found,) = self.referrals
        return found

    def staff_tick(self, *, deaf: bool = False, easy: bool = False) -> None:
        """Staff set how this person is to be talked to."""
        with self.play.records.begin() as tx:
            person = people.find_or_create(tx, self.number, now=self.play.clock.now)
            people.set_access(tx, person, deaf=deaf)
            people.set_easy(tx, person, easy)

    def __str__(self) -> str:
        return "\n".join(self.transcript)


def open_records(template: Path, folder: Path, settings: Settings) -> Records:
    """Fresh records, copied from an empty database whose tables are there."""
    database = folder / "records.sqlite3"
    database.write_bytes(template.read_bytes())
    return Records.open(f"sqlite:///{database}", Keys(settings.number_key.encode()))
