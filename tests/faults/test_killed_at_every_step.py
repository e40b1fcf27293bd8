"""The worker is killed at each step of a turn: nothing is lost, nothing said twice, what is in doubt is settled."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.carriers import open_carrier
from bot.records import delivery, inbox, outbox
from bot.settings import REPOSITORY
from bot.worker import Worker
from tests.e2e.service import ANNA, Service, service
from tests.e2e.twilio import Twilio
from tests.faults.dying import MAY_HAVE_GONE, STEPS
from tests.records.conftest import KEY
from tests.worker.house import FakeRasa

AN_HOUR = timedelta(hours=1)


def receive(home: Service, body: str) -> None:
    with home.records.begin() as tx:
        inbox.receive(
            tx, provider="twilio", message_id=home.new_id(), number=ANNA, body=body, received_at=home.settings.clock()
        )


def the_next_worker(home: Service) -> Worker:
    """One that starts after every lease of the killed one has ended."""
    carrier = open_carrier(home.settings)
    rasa: Any = FakeRasa().client
    return Worker(home.settings, home.records, rasa, carrier, clock=lambda: home.settings.clock() + AN_HOUR)


def report(home: Service, world: Twilio) -> None:
    """Twilio's reports arrive."""
    with home.records.begin() as tx:
        for text in world.taken:
            reference = text.callback.rpartition("ref=")[2]
            delivery.status(
                tx, provider="twilio", carrier_id=text.sid, status="delivered", at=home.settings.clock(),
                client_reference=reference,
            )  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_in_the_middle_of_a_turn(tmp_path: Path, url: str, world: Twilio, step: str) -> None:
    world.reports = ()
    env = {"RECORDS_DATABASE_URL": url, "NUMBER_KEY": KEY.decode()}
    with service(tmp_path, world, **env) as home:
        receive(home, "i cant pay my rent")
        doomed = subprocess.run(
            [sys.executable, "-m", "tests.faults.dying", step], cwd=REPOSITORY, env=home.env, timeout=120, check=False
        )
        assert doomed.returncode == -signal.SIGKILL

        the_next_worker(home).drain()
        assert home.queue()["waiting"] == home.queue()["unsent"] == 0
        assert home.queue()["ambiguous"] == (1 if step in MAY_HAVE_GONE else 0)

        report(home, world)
        doubtful = [m for m in home.inspect()["messages"] if m["status"] == "ambiguous"]
        assert len(doubtful) == (1 if step == "before the carrier is called" else 0)
        with home.records.begin() as tx:  # an operator has looked at Twilio's list, and it is not there
            for message in doubtful:
                outbox.settle_unsent(tx, message["id"], now=home.settings.clock())
        the_next_worker(home).drain()
        report(home, world)

        answers = [m for m in home.inspect()["messages"] if m["direction"] == "out"]
        assert {m["status"] for m in answers} == {"delivered"}
        assert Counter(world.to(ANNA)) == Counter(m["text"] for m in answers)
        assert sum("Signpost, for GP surgeries" in body for body in world.to(ANNA)) == 1
        assert len(answers) == 2
