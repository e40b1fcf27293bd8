"""The web process as it really runs: it starts, survives being killed, and says why when it cannot start."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from bot.carriers import forms
from bot.records.engine import Records
from bot.records.keys import Keys
from bot.records.tables import Incoming
from bot.settings import REPOSITORY, Settings
from tests.web.parts import text


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def environment(home: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "SIGNPOST_HOME": str(home), "PORT": str(port)}


def start(env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.web"], cwd=REPOSITORY, env=env, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@contextmanager
def serving(env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = start(env)
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", int(env["PORT"]))) == 0:
                break
        time.sleep(0.05)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def deliver(settings: Settings, message_id: str) -> int:
    path = "/sms/inbound"
    body, signature = forms.sign(settings.demo_token, settings.public_url + path, text("hello", message_id).items())
    connection = http.client.HTTPConnection("127.0.0.1", settings.port, timeout=10)
    connection.request(
        "POST", path, body,
        {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature},
    )  # fmt: skip
    status = connection.getresponse().status
    connection.close()
    return status


def stored(settings: Settings) -> list[str]:
    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    with records.begin() as tx:
        found = list(tx.session.scalars(select(Incoming.message_id).order_by(Incoming.message_id)))
    records.close()
    return found


def test_an_acknowledged_text_survives_the_process_being_killed(tmp_path: Path) -> None:
    env = environment(tmp_path, free_port())
    settings = Settings.from_env(env)
    with serving(env) as process:
        assert deliver(settings, "SM1") == 204
        process.send_signal(signal.SIGKILL)
        process.wait()
    with serving(env) as process:
        assert deliver(settings, "SM1") == 204
        assert deliver(settings, "SM2") == 204
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert stored(settings) == ["SM1", "SM2"]


def test_a_port_in_use_is_said_without_a_traceback(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(environment(tmp_path, taken.getsockname()[1]))
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Set PORT to another one" in said
    assert "Traceback" not in said


def test_settings_that_are_refused_are_said_without_a_traceback(tmp_path: Path) -> None:
    env = {**environment(tmp_path, free_port()), "SIGNPOST_ENV": "production"}
    process = start(env)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Signpost cannot start with these settings" in said
    assert "Traceback" not in said
