"""A conversation in a terminal: the same inbox, worker and outbox as by text message, with fresh state."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot import stack
from bot.carriers.base import CarrierId, InboundText, NotAMessage, Reference, Sent, StatusReport
from bot.messages.segments import count
from bot.rasa import Rasa
from bot.records import inbox
from bot.records.engine import Records
from bot.records.keys import Keys
from bot.settings import Settings
from bot.worker import Worker
from directory.library import Directory

NUMBER = "+447700900123"
"""Whose texts they are: an Ofcom number for drama."""


@dataclass(frozen=True)
class Said:
    """One message of the transcript; `who` is "patient" or "signpost"."""

    who: str
    text: str

    @property
    def segments(self) -> int:
        """How many text messages the network would bill."""
        return count(self.text).segments

    def as_json(self) -> dict[str, object]:
        """The message as JSON values."""
        return {"from": self.who, "text": self.text, "segments": self.segments}


class EarpieceCarrier:
    """A carrier that hands over what it is given to send, and nothing more."""

    name = "terminal"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self._ids = itertools.count(1)

    def send(self, *, to: str, body: str, reference: Reference, status_callback: str | None = None) -> Sent:
        """Keep the text for the transcript."""
        self.sent.append(body)
        return Sent(CarrierId(f"terminal-{next(self._ids)}"))

    def verify(self, url: str, raw_body: bytes, signature: str) -> bool:
        """Nothing comes in this way."""
        return False

    def parse_inbound(self, raw_body: bytes) -> InboundText:
        """Nothing comes in this way."""
        raise NotAMessage("the terminal has no webhook")

    def parse_status(self, raw_body: bytes, query: bytes = b"") -> StatusReport:
        """Nothing comes in this way."""
        raise NotAMessage("the terminal has no webhook")

    def close(self) -> None:
        """There is nothing to stop."""


class Conversation:
    """One person's conversation, worked through at once after each message."""

    def __init__(self, settings: Settings, *, number: str = NUMBER) -> None:
        keys = Keys(settings.number_key.encode())
        self._settings, self._number = settings, number
        self._records = Records.open(settings.records_database_url, keys)
        self._records.migrate()
        self._carrier = EarpieceCarrier()
        self._rasa = Rasa(settings.rasa_url, settings.rasa_token)
        self._worker = Worker(settings, self._records, self._rasa, self._carrier, name="terminal")
        self._ids = itertools.count(1)

    def say(self, text: str) -> list[Said]:
        """Send one message and give back what came in answer."""
        heard_before = len(self._carrier.sent)
        with self._records.begin() as tx:
            inbox.receive(
                tx, provider="terminal", message_id=f"in-{next(self._ids)}", number=self._number, body=text, media=0,
                received_at=self._settings.clock(),
            )  # fmt: skip
        self._worker.drain()
        return [Said("signpost", body) for body in self._carrier.sent[heard_before:]]

    def close(self) -> None:
        """Close the databases and the connections."""
        self._rasa.close()
        self._records.close()


def settings_for(home: Path, env: Mapping[str, str]) -> Settings:
    """The settings of a conversation with fresh state in `home`; Rasa and the actions where `env` says, if they
    answer there with our token, else on free ports of their own."""
    own = {**env, "SIGNPOST_HOME": str(home), "SIGNPOST_TOGETHER": "0", "SIGNPOST_ENV": "demo"}
    for name in ("DIRECTORY_DATABASE_URL", "RECORDS_DATABASE_URL"):
        own.pop(name, None)
    own |= {"RASA_PORT": str(stack.free_port()), "ACTIONS_PORT": str(stack.free_port())}
    own.pop("RASA_URL", None)
    settings = Settings.from_env(own)
    directory = Directory.open(settings.directory_database_url)
    directory.migrate()
    directory.seed()
    directory.close()
    return settings
