"""Runs the worker as a process of its own until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import sys

from sqlalchemy.exc import SQLAlchemyError

from bot import safety
from bot.carriers import open_carrier
from bot.loops import Loops
from bot.rasa import Rasa
from bot.records.engine import Records
from bot.records.errors import RecordsError
from bot.records.keys import Keys
from bot.records.wake import open_waker
from bot.settings import Settings
from bot.worker import Worker


def serve_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first, or given back."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    records = _records(settings)
    carrier = open_carrier(settings)
    waker = open_waker(records, settings.home)
    waker.listen()
    rasa = Rasa(settings.rasa_url, settings.rasa_token)
    warm_up()
    loops = Loops(Worker(settings, records, rasa, carrier), waker.wait, settings)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: loops.stop())
    finished = loops.run()
    waker.close()
    if not finished:
        # A thread still waits for Rasa or the carrier: its messages were given back, or are in doubt.
        logging.shutdown()
        os._exit(0)
    carrier.close()
    rasa.close()
    records.close()


def warm_up() -> None:
    """Read the safety tables and compile their patterns now, not while someone waits."""
    safety.screen("hello")


def _records(settings: Settings) -> Records:
    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    try:
        records.migrate()
    except RecordsError as refused:
        sys.exit(str(refused))
    except SQLAlchemyError as fault:
        # Its message names the server and may hold more; the supervisor starts the worker again.
        sys.exit(f"The worker cannot open the records ({type(fault).__name__}) and will be started again")
    return records
