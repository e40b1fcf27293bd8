"""Brings up workers one after the other, each as soon as the last is dead: `python -m tests.faults.nursery`.

Everything is imported once and each worker forked from it, so that many can be killed in a short time. The process
id of each is written to standard output; it ends when its standard input does.
"""

from __future__ import annotations

import os
import select
import signal
import sys

import bot.carriers.twilio  # noqa: F401 - once here, not again in each worker
from bot import serving
from bot.settings import Settings


def main() -> None:
    """Raise workers until standard input ends."""
    settings = Settings.from_env(os.environ)
    serving.warm_up()
    while True:
        child = os.fork()
        if child == 0:
            serving.serve_worker(settings)
            os._exit(0)
        print(child, flush=True)
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            ended, _, _ = select.select([sys.stdin], [], [], 0.01)
            if ended:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return


if __name__ == "__main__":
    main()
