"""The whole of Signpost, started by its own command."""

from __future__ import annotations

import http.client
import json
import signal

from bot.carriers import forms
from bot.settings import Settings
from tests.running.conftest import Started, Starter, gone

WEB_SECONDS, READY_SECONDS = 30.0, 120.0
"""Far above what is promised (3 s and 20 s on two idle cores), as tests share theirs; bench measures."""


def get(run: Started, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def text(run: Started, body: str) -> int:
    settings = Settings.from_env({"SIGNPOST_HOME": str(run.home), "PORT": str(run.port)})
    form = {
        "MessageSid": "SM" + "1" * 32,
        "From": "+447700900111",
        "To": "+447700900999",
        "Body": body,
        "NumMedia": "0",
    }
    path = "/sms/inbound"
    raw, signature = forms.sign(settings.demo_token, settings.public_url + path, form.items())
    connection = http.client.HTTPConnection("127.0.0.1", run.port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
    connection.request("POST", path, raw, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_whole_of_signpost_starts_takes_a_text_before_rasa_is_there_and_stops(start: Starter) -> None:
    run = start("bot.cli", "run")
    run.hears("web: ready", within=WEB_SECONDS)
    assert text(run, "hello") == 204
    run.hears("Signpost is ready", within=READY_SECONDS)
    status, body = get(run, "/readyz")
    assert status == 200
    assert {"database", "migrations", "worker", "rasa", "actions"} <= json.loads(body)["parts"].keys()
    children = run.children()
    assert set(children) == {"web", "worker", "actions", "rasa"}
    run.tell(signal.SIGTERM)
    assert run.ends() == 0
    assert gone(list(children.values()))
