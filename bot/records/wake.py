"""Waking the workers: a datagram on a local socket beside SQLite, NOTIFY on PostgreSQL.

A wake may get lost; that only costs time, as every worker looks again after its own `wait`.
"""

from __future__ import annotations

import hashlib
import os
import select
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.records.engine import Records

if TYPE_CHECKING:  # a tenth of the web's start, which a demonstration on SQLite need not wait for
    import psycopg

CHANNEL = "signpost_wake"
LONGEST_PATH = 100  # a Unix socket's path has room for 107 bytes
RETRY_PAUSE = 1.0  # seconds to rest when the database is away


class Waker(Protocol):
    """Wakes every worker of this deployment, or waits to be woken."""

    def listen(self) -> None:
        """Begin to take wakes (`wait` does so too): call before the first look at the queue."""

    def wait(self, timeout: float) -> bool:
        """Sleep up to `timeout` seconds; whether somebody woke us. Never raises when the way is broken."""

    def wake(self) -> None:
        """Wake all who wait. Never raises, never blocks for long."""

    def close(self) -> None:
        """Give everything back."""


def open_waker(records: Records, home: Path) -> Waker:
    """The way that fits the database; `home` is SIGNPOST_HOME."""
    return NotifyWaker(records.url) if records.on_postgresql else SocketWaker(home)


class SocketWaker:
    """Each listener binds a socket in one folder; a wake goes to all of them."""

    def __init__(self, home: Path) -> None:
        self._folder = _folder(home)
        self._socket: socket.socket | None = None
        self._path: Path | None = None

    def listen(self) -> None:
        self._listening()

    def wait(self, timeout: float) -> bool:
        listener = self._listening()
        ready, _, _ = select.select([listener], [], [], max(0.0, timeout))
        with suppress(BlockingIOError):
            while ready:
                listener.recv(16)  # take them all: many wakes mean one look
        return bool(ready)

    def wake(self) -> None:
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            for path in self._folder.iterdir():
                _knock(sender, path)

    def close(self) -> None:
        if self._socket is not None and self._path is not None:
            self._socket.close()
            self._path.unlink(missing_ok=True)
            self._socket = None

    def _listening(self) -> socket.socket:
        if self._socket is None:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path = self._folder / f"{os.getpid()}-{os.urandom(4).hex()}"
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self._socket.setblocking(False)
            self._socket.bind(str(self._path))
        return self._socket


class NotifyWaker:
    """LISTEN and NOTIFY on connections of their own."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._listener: psycopg.Connection[Any] | None = None
        self._sender: psycopg.Connection[Any] | None = None
        self._lock = threading.Lock()

    def listen(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            self._listening()

    def wait(self, timeout: float) -> bool:
        import psycopg

        started = time.monotonic()
        try:
            notices = self._listening().notifies(timeout=max(0.0, timeout), stop_after=1)
            return any(True for _ in notices)
        except psycopg.Error:
            self._listener = _close(self._listener)
            time.sleep(max(0.0, min(RETRY_PAUSE, timeout - (time.monotonic() - started))))
            return False

    def wake(self) -> None:
        import psycopg

        with self._lock:
            for _ in range(2):  # the second try is for a connection that died while idle
                try:
                    self._sender = self._sender or self._connect()
                    self._sender.execute(f"NOTIFY {CHANNEL}")
                    return
                except psycopg.Error:
                    self._sender = _close(self._sender)

    def close(self) -> None:
        self._listener, self._sender = _close(self._listener), _close(self._sender)

    def _listening(self) -> psycopg.Connection[Any]:
        if self._listener is None:
            listener = self._connect()
            listener.execute(f"LISTEN {CHANNEL}")
            self._listener = listener
        return self._listener

    def _connect(self) -> psycopg.Connection[Any]:
        import psycopg

        return psycopg.connect(self._url, autocommit=True, connect_timeout=2)


def _folder(home: Path) -> Path:
    folder = home.resolve() / "wake"
    if len(os.fsencode(folder)) + 20 <= LONGEST_PATH:
        return folder
    short = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"signpost-{os.getuid()}-{short}"


def _knock(sender: socket.socket, path: Path) -> None:
    try:
        sender.sendto(b"w", str(path))
    except ConnectionRefusedError:
        path.unlink(missing_ok=True)  # its worker died without taking it away
    except OSError:
        return  # full: it will wake anyway; gone: it needs no wake


def _close(connection: psycopg.Connection[Any] | None) -> psycopg.Connection[Any] | None:
    """Close it; what is left of it is None."""
    if connection is not None:
        connection.close()
    return None
