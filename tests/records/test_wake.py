"""A worker sleeps until it is woken, and a broken way of waking only costs time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records import Records
from bot.records.wake import NotifyWaker, SocketWaker, Waker, open_waker


@pytest.fixture
def pair(records: Records, tmp_path: Path) -> Iterator[tuple[Waker, Waker]]:
    """A worker's waker that listens already, and a webhook's."""
    worker, webhook = open_waker(records, tmp_path), open_waker(records, tmp_path)
    worker.listen()
    yield worker, webhook
    worker.close()
    webhook.close()


def test_a_wake_ends_the_sleep(pair: tuple[Waker, Waker]) -> None:
    worker, webhook = pair
    alarm = threading.Timer(0.1, webhook.wake)
    alarm.start()
    started = time.monotonic()
    assert worker.wait(10)
    assert time.monotonic() - started < 5
    alarm.join()


def test_a_wake_before_the_sleep_is_not_lost(pair: tuple[Waker, Waker]) -> None:
    worker, webhook = pair
    webhook.wake()
    assert worker.wait(5)


def test_without_a_wake_the_sleep_ends_by_itself(pair: tuple[Waker, Waker]) -> None:
    worker, _ = pair
    assert not worker.wait(0.05)
    assert not worker.wait(0)


def test_every_worker_is_woken(records: Records, tmp_path: Path) -> None:
    wakers = [open_waker(records, tmp_path) for _ in range(3)]
    for waker in wakers:
        waker.listen()
    wakers[0].wake()
    assert all(waker.wait(5) for waker in wakers)
    for waker in wakers:
        waker.close()


def test_waking_nobody_is_no_error(records: Records, tmp_path: Path) -> None:
    waker = open_waker(records, tmp_path)
    waker.wake()
    waker.close()


def test_many_wakes_never_block_and_mean_one_look(tmp_path: Path) -> None:
    worker, webhook = SocketWaker(tmp_path), SocketWaker(tmp_path)
    worker.listen()
    for _ in range(2_000):
        webhook.wake()
    assert worker.wait(0)
    assert not worker.wait(0)
    worker.close()


def test_the_socket_of_a_dead_worker_is_cleared_away(tmp_path: Path) -> None:
    waker = SocketWaker(tmp_path)
    waker.listen()
    dead = tmp_path / "wake" / "dead"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as left_behind:
        left_behind.bind(str(dead))
    waker.wake()
    assert not dead.exists()
    assert waker.wait(0)
    waker.close()


def test_a_home_with_a_very_long_path_works_too(tmp_path: Path) -> None:
    home = tmp_path / ("a" * 60) / ("b" * 60)
    worker, webhook = SocketWaker(home), SocketWaker(home)
    worker.listen()
    webhook.wake()
    assert worker.wait(5)
    worker.close()


def test_a_database_that_is_away_costs_only_time() -> None:
    waker = NotifyWaker("postgresql://nobody@127.0.0.1:9/none")
    started = time.monotonic()
    waker.listen()
    assert not waker.wait(0.2)
    waker.wake()
    assert 0.1 < time.monotonic() - started < 5
    waker.close()
