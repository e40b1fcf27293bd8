"""A worker's parts side by side: turns, sending and sweeping, woken when there is something to do."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from bot import health
from bot.faults import where
from bot.settings import Settings
from bot.worker import Worker

log = logging.getLogger(__name__)

TURN_THREADS = 4
"""Rasa takes one turn at a time; the others read, write and, when Rasa hangs, answer those in danger."""

SEND_THREADS = 4
"""So that one slow answer of the carrier does not hold up everybody else's texts."""

LOOK_SECONDS = 0.25
"""How often the queue is looked at without being woken: texts read together, and what is tried again, become due."""

REST_SECONDS = 5.0
"""After this long a thread looks by itself, should a wake have been lost; and again after a fault, a fifth of it."""

STOP_SECONDS = 2.3
"""What is under way has this long to end by itself; then its messages are given back."""


class Bell:
    """Rung when there may be something to do; a ring that nobody waited for is not lost."""

    def __init__(self) -> None:
        self._rung = False
        self._changed = threading.Condition()

    def ring(self) -> None:
        """Wake one who waits."""
        with self._changed:
            self._rung = True
            self._changed.notify()

    def wait(self, seconds: float) -> None:
        """Sleep until it rings, at most so long."""
        with self._changed:
            self._changed.wait_for(lambda: self._rung, seconds)
            self._rung = False


class Loops:
    """Runs a worker until told to stop."""

    def __init__(
        self,
        worker: Worker,
        wait: Callable[[float], bool],
        settings: Settings,
        *,
        turn_threads: int = TURN_THREADS,
        send_threads: int = SEND_THREADS,
    ) -> None:
        """`wait` sleeps up to that many seconds until something new has come in, and says whether it has."""
        self._worker, self._wait, self._settings = worker, wait, settings
        self._turns, self._sends, self._sweeps = Bell(), Bell(), Bell()
        self._stop = threading.Event()
        jobs = [(self._turn, self._turns)] * turn_threads + [(self._send, self._sends)] * send_threads
        jobs.append((worker.sweeper.sweep, self._sweeps))
        self._threads = [
            threading.Thread(target=self._keep_on, args=job, name=f"worker-{n}", daemon=True)
            for n, job in enumerate(jobs)
        ]

    def run(self) -> bool:
        """Work until `stop`; whether everything under way could be finished."""
        for thread in self._threads:
            thread.start()
        while not self._stop.is_set():
            self._look()
        return self._end()

    def stop(self) -> None:
        """Finish what is under way and end."""
        self._stop.set()

    def _look(self) -> None:
        """Wait a little, and ring for what has become due."""
        try:
            health.beat(self._settings.home)
            self._wait(LOOK_SECONDS)
            turn, send = self._worker.look()
        except Exception as fault:  # a database that is away comes back; the worker must still be there
            log.error("the worker cannot look at the queue: %s", where(fault))
            self._stop.wait(1.0)
            return
        if turn:
            self._turns.ring()
        if send:
            self._sends.ring()

    def _end(self) -> bool:
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            for bell in (self._turns, self._sends, self._sweeps):
                bell.ring()
            while thread.is_alive() and time.monotonic() < until:
                thread.join(0.05)
                for bell in (self._turns, self._sends, self._sweeps):
                    bell.ring()
        self._worker.let_go()
        return not any(thread.is_alive() for thread in self._threads)

    def _turn(self) -> bool:
        worked = self._worker.take_next(self._turns.ring)
        if worked:
            self._sends.ring()
        return worked

    def _send(self) -> bool:
        return self._worker.sender.send_next(self._sends.ring)

    def _keep_on(self, work: Callable[[], bool], bell: Bell) -> None:
        rest = REST_SECONDS
        while not self._stop.is_set():
            try:
                if work():
                    continue
                rest = REST_SECONDS
            except Exception as fault:
                log.error("the worker met a fault and goes on: %s", where(fault))
                rest = REST_SECONDS / 5
            bell.wait(rest)
