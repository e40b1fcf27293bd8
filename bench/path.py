"""Messages a second through the whole path, from the signed webhook to the carrier: `python -m bench.path`.

The real web, worker, Rasa and action processes, a small Twilio beside them, one text each from as many people as
there are messages, none read together. Prints a table for 1, 10 and 50 messages in flight, and what each process holds.

    .venv/bin/python -m bench.path [--messages N] [--postgresql URL]
"""

from __future__ import annotations

import argparse
import itertools
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bot.stack import Stack, free_port
from directory.library import Directory
from tests.e2e import twilio
from tests.e2e.service import Service, service
from tests.e2e.twilio import Taken, Twilio

IN_FLIGHT = (1, 10, 50)
# As people write, one need each: answered at once or with one question.
TEXTS = (
    "i cant pay my rent and the landlord wants me out", "im so lonely since my husband died", "no money for food",
    "lost my job what benefits can i get", "my flat is damp and mouldy", "want to stop drinking im in darwen",
    "caring for my mum and cant cope", "gas and electric bills are too high bb1", "my son wont go to school",
    "need english classes", "cant get a bus to the hospital", "how do i use the internet",
)  # fmt: skip
PATIENCE = 300.0


@dataclass(frozen=True)
class Measured:
    """One line of the table; times in milliseconds, the reply's from delivery to the carrier's taking it."""

    in_flight: int
    messages: int
    seconds: float
    acknowledged: Sequence[float] = field(repr=False)
    replied: Sequence[float] = field(repr=False)

    def row(self) -> str:
        """As a line of the table."""
        figures = [*_p50_p95(self.acknowledged), *_p50_p95(self.replied)]
        return f"| {self.in_flight:>9} | {self.messages / self.seconds:>6.1f} | " + " | ".join(
            f"{figure:>8.0f}" for figure in figures
        )


HEADER = (
    "| in flight |  msg/s |  ack p50 |  ack p95 | reply 50 | reply 95   (ms)\n"
    "| --------: | -----: | -------: | -------: | -------: | -------:"
)


class Replies:
    """When the first text of an answer to each person reached the carrier."""

    def __init__(self, world: Twilio) -> None:
        self._came: dict[str, float] = {}
        self._changed = threading.Condition()
        take = world.taken.append

        class Watched(list[Taken]):
            def append(_, text: Taken) -> None:  # noqa: N805 - `self` is the one outside
                take(text)
                with self._changed:
                    self._came.setdefault(text.to, time.perf_counter())
                    self._changed.notify_all()

        world.taken = Watched()

    def wait(self, number: str) -> float:
        """The moment of the first text to this number."""
        with self._changed:
            if not self._changed.wait_for(lambda: number in self._came, PATIENCE):
                raise TimeoutError("no answer came")
            return self._came[number]


def measure(home: Service, replies: Replies, numbers: Sequence[str], in_flight: int) -> Measured:
    """Deliver one text from each number, so many at once, each waiting for its reply before the next."""
    texts = itertools.cycle(TEXTS)
    work = [(number, next(texts)) for number in numbers]

    def one(job: tuple[str, str]) -> tuple[float, float]:
        number, words = job
        began = time.perf_counter()
        status = home.deliver(words, number)
        acknowledged = time.perf_counter()
        if status != 204:
            raise RuntimeError(f"the webhook answered {status}")
        return (acknowledged - began) * 1000, (replies.wait(number) - began) * 1000

    began = time.perf_counter()
    with ThreadPoolExecutor(in_flight) as pool:
        times = list(pool.map(one, work))
    took = time.perf_counter() - began
    return Measured(in_flight, len(work), took, [ack for ack, _ in times], [reply for _, reply in times])


def processes(home: Service, stack: Stack) -> dict[str, list[psutil.Process]]:
    """Each part's process and its children."""
    pids = {part.name: part.process.pid for part in stack.parts}
    pids |= {name: process.pid for name, process in home.running.items()}
    return {name: [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)] for name, pid in pids.items()}


def megabytes(family: Sequence[psutil.Process]) -> float:
    """Resident memory."""
    return sum(process.memory_info().rss for process in family) / 1e6


def worked_ms(family: Sequence[psutil.Process]) -> float:
    """Processor time used so far: the same however busy the machine is with other things."""
    return sum(sum(process.cpu_times()[:2]) for process in family) * 1000


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--messages",
        type=int,
        default=200,
        choices=range(10, 326),
        metavar="N",
        help="for each line of the table, 10 to 325 (default 200)",
    )
    parser.add_argument("--postgresql", default="", help="records on this empty database instead of SQLite")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="signpost-bench-") as folder, twilio.running() as world:
        world.reports = ("sent", "delivered")
        ports = {"RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
        env = ports | ({"RECORDS_DATABASE_URL": options.postgresql} if options.postgresql else {})
        with service(Path(folder), world, **env) as home:
            _seed(home)
            print("starting (about 20 s) ...", file=sys.stderr)
            with Stack(home.settings, home.env) as stack:
                home.start("web", "worker")
                _measure_all(home, stack, Replies(world), options.messages)


def _measure_all(home: Service, stack: Stack, replies: Replies, messages: int) -> None:
    numbers = (f"+447700900{n:03d}" for n in range(1000))  # Ofcom keeps them free for drama
    measure(home, replies, list(itertools.islice(numbers, 20)), 4)  # everybody warms up
    print(f"{os.cpu_count()} cores; records on {'PostgreSQL' if home.records.on_postgresql else 'SQLite'}\n")
    print(HEADER)
    before = {name: worked_ms(family) for name, family in processes(home, stack).items()}
    for in_flight in IN_FLIGHT:
        print(measure(home, replies, list(itertools.islice(numbers, messages)), in_flight).row(), flush=True)
    home.wait_until(home.quiet, "the queue to empty", PATIENCE)
    print("\n| process |     MB | CPU ms/msg |\n| :------ | -----: | ---------: |")
    for name, family in processes(home, stack).items():
        each = (worked_ms(family) - before[name]) / (messages * len(IN_FLIGHT))
        print(f"| {name:<7} | {megabytes(family):>6.0f} | {each:>10.1f} |")


def _seed(home: Service) -> None:
    directory = Directory.open(home.settings.directory_database_url)
    directory.migrate()
    directory.seed()
    directory.close()


def _p50_p95(values: Sequence[float]) -> tuple[float, float]:
    cuts = statistics.quantiles(values, n=20)
    return cuts[9], cuts[18]


if __name__ == "__main__":
    main(sys.argv[1:])
