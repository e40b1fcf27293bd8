"""A web application on a real database, signed requests to it, and a database that can go away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from bot import simulator
from bot.carriers import SimulatedCarrier, forms
from bot.health import Probe
from bot.intake import Intake
from bot.records import inbox
from bot.records.engine import Records, Tx
from bot.records.keys import Keys
from bot.records.tables import Incoming
from bot.settings import Settings
from bot.spool import Spool
from bot.web import create_app

KEY = b"a number key that only the tests know"


class FragileRecords(Records):
    """Records whose database can be taken away."""

    away = False

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        if self.away:
            raise OperationalError("INSERT canary", {"body": "canary"}, Exception("database is locked"))
        with super().begin() as tx:
            yield tx


@dataclass
class Service:
    """One application with its parts in reach."""

    settings: Settings
    records: FragileRecords
    spool: Spool
    intake: Intake
    app: Flask
    woken: list[None]

    def post(self, path: str, fields: dict[str, str], **changed: Any) -> TestResponse:
        """Post a form as the carrier would; `changed` forges a part of it."""
        url = changed.get("url", self.settings.public_url + path)
        body, signature = forms.sign(changed.get("token", self.settings.demo_token), url, fields.items())
        headers = {"X-Twilio-Signature": changed.get("signature", signature)}
        return self.app.test_client().post(
            path,
            data=changed.get("body", body),
            headers={name: value for name, value in headers.items() if value is not None},
            content_type="application/x-www-form-urlencoded",
        )

    def inbound(self, body: str = "hello", message_id: str = "SM1", **fields: str) -> TestResponse:
        return self.post("/sms/inbound", {**text(body, message_id), **fields})

    def stored(self) -> list[tuple[str, int]]:
        """The words and picture count of every stored text, in order."""
        with self.records.begin() as tx:
            rows = tx.session.scalars(select(Incoming).order_by(Incoming.received_at, Incoming.position))
            return [(inbox.body_of(tx, row) or "", row.media) for row in rows]


def text(body: str, message_id: str = "SM1") -> dict[str, str]:
    """The form of a text as Twilio sends it from the UK, blank fields included."""
    return {
        "MessageSid": message_id,
        "AccountSid": "AC1",
        "From": "+447700900123",
        "To": "+447700900999",
        "Body": body,
        "NumMedia": "0",
        "FromCity": "",
        "FromZip": "",
    }


def service(home: Path, *, probes: dict[str, Probe] | None = None, **env: str) -> Service:
    settings = Settings.from_env({"SIGNPOST_HOME": str(home), **env})
    records = FragileRecords.open(settings.records_database_url, Keys(KEY))
    records.migrate()
    spool = Spool(home / "spool", KEY)
    woken: list[None] = []
    intake = Intake(records, spool, clock=settings.clock, wake=lambda: woken.append(None))
    app = create_app(
        settings,
        carrier=SimulatedCarrier(settings.demo_token),
        intake=intake,
        probes=probes or {},
        blueprints=[simulator.blueprint(records, intake)] if settings.demo else [],
    )
    app.config["WTF_CSRF_ENABLED"] = env.get("csrf", "on") == "on"
    return Service(settings, records, spool, intake, app, woken)
