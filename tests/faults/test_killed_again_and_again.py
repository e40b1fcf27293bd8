"""Workers killed at random moments, one after the other, under load: nothing lost, nothing said twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.records import inbox, outbox
from bot.records.tables import Outgoing
from bot.settings import REPOSITORY
from tests.e2e.fake_rasa import FakeRasa
from tests.e2e.service import Service, service
from tests.e2e.twilio import Behaviour, Twilio
from tests.records.conftest import KEY

KILLS, PEOPLE = 60, 240
NUMBERS = [f"+447700900{n:03d}" for n in range(PEOPLE)]  # Ofcom keeps them free for drama
LEASES = 90.0  # seconds after which every lease of a killed worker has ended


@contextmanager
def nursery(home: Service) -> Iterator[subprocess.Popen[str]]:
    with (home.logs / "workers.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"], cwd=REPOSITORY, env=home.env, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate(timeout=60)


def text_in(home: Service, number: str) -> None:
    with home.records.begin() as tx:
        inbox.receive(
            tx, provider="twilio", message_id=home.new_id(), number=number, body="i cant pay my rent",
            received_at=home.settings.clock(),
        )  # fmt: skip


def kill_workers_while_texts_come_in(home: Service, rasa: FakeRasa, chance: random.Random) -> None:
    """Each works for up to a fifth of a second, counted from its first turn, and is gone."""
    coming = list(NUMBERS)
    with nursery(home) as workers:
        assert workers.stdout is not None
        for _ in range(KILLS):
            worker, turns = int(workers.stdout.readline()), len(rasa.turns)
            for number in [coming.pop() for _ in range(PEOPLE // KILLS)]:
                text_in(home, number)
            home.wait_until(lambda turns=turns: len(rasa.turns) > turns, "the worker to begin a turn")
            time.sleep(chance.uniform(0.0, 0.2))
            os.kill(worker, signal.SIGKILL)
    assert coming == []


def statuses(home: Service) -> set[str]:
    return {status for number in NUMBERS for status in home.statuses(number)}


def in_doubt(home: Service) -> list[str]:
    with home.records.reading() as tx:
        rows = tx.session.query(Outgoing.id).all()
        return [row.id for row in rows if outbox.current_status(tx, row.id) == outbox.AMBIGUOUS]


def test_sixty_workers_killed_under_load_lose_nothing_and_say_nothing_twice(
    tmp_path: Path, url: str, world: Twilio, rasa: FakeRasa
) -> None:
    chance = random.Random(20261121)
    lock = threading.Lock()

    def a_moment(most: float) -> None:
        with lock:
            pause = chance.uniform(0, most)
        time.sleep(pause)

    rasa.before = lambda _: a_moment(0.05)
    for number in NUMBERS:
        slow = [Behaviour(blocks=lambda: a_moment(0.03), after=lambda: a_moment(0.03)) for _ in range(2)]
        world.behaves(number, *slow)
    env = {"RECORDS_DATABASE_URL": url, "NUMBER_KEY": KEY.decode(), "RASA_URL": rasa.url}
    with service(tmp_path, world, **env) as home:
        home.start("web")  # takes the delivery reports
        kill_workers_while_texts_come_in(home, rasa, chance)
        before = len(world.taken)
        assert before > KILLS / 2  # they did work
        home.start("worker", **home.later(LEASES))
        home.wait_until(home.quiet, "the last worker to catch up")
        home.wait_until(lambda: statuses(home) <= {"delivered", "ambiguous"}, "the reports")

        doubtful = in_doubt(home)
        never_went = [message for message in doubtful if not any(message in text.callback for text in world.taken)]
        assert doubtful == never_went  # what went was settled by its report
        assert world.twice() == []
        taken = len(world.taken)
        assert taken + len(never_went) == 2 * PEOPLE
        with home.records.begin() as tx:
            for message in never_went:
                outbox.settle_unsent(tx, outbox.OutboxId(message), now=home.settings.clock())
        home.wait_until(lambda: len(world.taken) == 2 * PEOPLE, "what an operator settled")
        assert world.twice() == []
        assert [len(world.to(number)) for number in NUMBERS] == [2] * PEOPLE
        print(f"{KILLS} kills; {before} texts taken between them, {taken - before} after, {len(never_went)} in doubt")
