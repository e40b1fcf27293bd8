"""Runs one part of the service as a process of its own until it is told to stop.

Each function imports what its part needs and nothing else, so that every part starts as soon as it can.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Mapping

from bot.settings import REPOSITORY, Settings


def serve_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; what is under way is finished first."""
    from bot.carriers import open_carrier
    from bot.rasa import Rasa
    from bot.records.engine import Records
    from bot.records.keys import Keys
    from bot.records.wake import open_waker
    from bot.worker import Loops, Worker

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


def serve_actions(settings: Settings) -> None:
    """Bring the directory up to date, publish the seed listings in it, and run the action server on it.

    Where nothing has changed this takes a moment; what curators changed stays as they left it.
    """
    from directory.library import Directory

    listings = Directory.open(settings.directory_database_url)
    listings.migrate()
    listings.seed()
    listings.close()
    from actions.server import main

    main()


def serve_rasa(settings: Settings, env: Mapping[str, str]) -> None:
    """Become Rasa, in its own runtime and told none of our keys."""
    from bot.stack import rasa_command, rasa_environment

    command = rasa_command(settings)
    os.chdir(REPOSITORY)
    os.execve(command[0], command, rasa_environment(settings, env))  # noqa: S606 - our own command
