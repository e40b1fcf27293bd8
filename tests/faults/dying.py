"""A worker that is killed (SIGKILL, by itself) at one step of a turn: `python -m tests.faults.dying STEP`.

It works with the settings of its environment through what is due, with a Rasa of its own, and never gets past the step.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot import sending
from bot import worker as working
from bot.carriers import Carrier, open_carrier
from bot.records import Keys, Records
from bot.settings import Settings
from tests.worker.house import WELL, FakeRasa


def die(*_: Any, **__: Any) -> Any:
    """Nothing after this runs: no handler, no `finally`, no commit."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(room: Any, name: str) -> None:
    """Die instead of calling it."""
    setattr(room, name, die)


def after(room: Any, name: str) -> None:
    """Die once it has returned."""
    real: Callable[..., Any] = getattr(room, name)

    def and_die(*args: Any, **options: Any) -> Any:
        real(*args, **options)
        return die()

    setattr(room, name, and_die)


def after_the_commit_of(worker: Any, name: str) -> None:
    """Die at the first transaction begun after this method of the worker was called."""
    real = getattr(worker, name)

    def noted(*args: Any, **options: Any) -> Any:
        done = real(*args, **options)
        before(Records, "begin")
        return done

    setattr(worker, name, noted)


STEPS: dict[str, Callable[[working.Worker, FakeRasa, Carrier], None]] = {
    "claiming, before the commit": lambda worker, rasa, carrier: after(working.inbox, "claim"),
    "claimed": lambda worker, rasa, carrier: before(worker, "_situation"),
    "before Rasa is asked": lambda worker, rasa, carrier: before(working, "plan"),
    "while Rasa works": lambda worker, rasa, carrier: setattr(rasa, "answer", die),
    "Rasa has answered": lambda worker, rasa, carrier: after(working, "plan"),
    "messages marked, not committed": lambda worker, rasa, carrier: after(working.inbox, "finish"),
    "replies written, not committed": lambda worker, rasa, carrier: after(worker, "_write"),
    "turn committed": lambda worker, rasa, carrier: after_the_commit_of(worker, "_write"),
    "send claimed, not committed": lambda worker, rasa, carrier: after(sending.outbox, "claim_next"),
    "send marked, not committed": lambda worker, rasa, carrier: after(sending.outbox, "sending"),
    "before the carrier is called": lambda worker, rasa, carrier: before(carrier, "send"),
    "the carrier has taken it": lambda worker, rasa, carrier: after(carrier, "send"),
    "sent mark, not committed": lambda worker, rasa, carrier: after(sending.outbox, "sent"),
    "sent": lambda worker, rasa, carrier: after(worker.sender, "_write"),
}
MAY_HAVE_GONE = ("before the carrier is called", "the carrier has taken it", "sent mark, not committed")
"""Steps at which nobody can know whether the carrier has it."""


def main(step: str) -> None:
    """Work until killed."""
    settings = Settings.from_env(os.environ)
    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    rasa, carrier = FakeRasa(), open_carrier(settings)
    rasa.answer = WELL
    worker = working.Worker(settings, records, rasa.client, carrier, name="doomed")
    STEPS[step](worker, rasa, carrier)
    worker.drain()
    sys.exit("it was to be killed, and was not")


if __name__ == "__main__":
    main(sys.argv[1])
