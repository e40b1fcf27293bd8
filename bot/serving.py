"""Runs the worker as a process of its own until it is told to stop."""

from __future__ import annotations

import logging
import signal

from bot.carriers import open_carrier
from bot.rasa import Rasa
from bot.records.engine import Records
from bot.records.keys import Keys
from bot.records.wake import open_waker
from bot.settings import Settings
from bot.worker import Loops, Worker


def serve_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    records.migrate()
    carrier = open_carrier(settings)
    waker = open_waker(records, settings.home)
    waker.listen()
    rasa = Rasa(settings.rasa_url, settings.rasa_token)
    loops = Loops(Worker(settings, records, rasa, carrier), waker.wait, settings)
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: loops.stop())
    try:
        loops.run()
    finally:
        waker.close()
        carrier.close()
        rasa.close()
        records.close()
