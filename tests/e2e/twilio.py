"""A small Twilio: its Messages API, its signature and its status callbacks, as its documentation describes them.

Nothing of it is ours, so that a mistake of ours is not made twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from queue import SimpleQueue
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "the token of the tests' account", "+447700900999"


def signature(url: str, form: list[tuple[str, str]]) -> str:
    """Twilio's: HMAC-SHA1 of the address and the sorted fields, in base64."""
    signed = url + "".join(name + value for name, value in sorted(form))
    return base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def post(url: str, form: list[tuple[str, str]], *, signed: str | None = None, timeout: float = 30) -> int:
    """Post a form as Twilio does; the HTTP status."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": signature(url, form) if signed is None else signed,
    }
    try:
        connection.request("POST", path, urlencode(form), headers)
        return connection.getresponse().status
    finally:
        connection.close()


def inbound(body: str, number: str, message_id: str, media: int = 0) -> list[tuple[str, str]]:
    """The form of a text that came in, blank fields included."""
    return [
        ("ToCountry", "GB"), ("ToState", ""), ("SmsMessageSid", message_id), ("NumMedia", str(media)), ("ToCity", ""),
        ("FromZip", ""), ("SmsSid", message_id), ("FromState", ""), ("SmsStatus", "received"), ("FromCity", ""),
        ("Body", body), ("FromCountry", "GB"), ("To", SENDER), ("ToZip", ""), ("NumSegments", "1"),
        ("MessageSid", message_id), ("AccountSid", ACCOUNT), ("From", number), ("ApiVersion", "2010-04-01"),
    ]  # fmt: skip


@dataclass(frozen=True)
class Taken:
    """A text that Twilio took, and so the person gets."""

    sid: str
    to: str
    body: str
    callback: str
    at: float = field(default_factory=time.time)


@dataclass(frozen=True)
class Behaviour:
    """What happens to the next text to a number: `http` and `code` refuse it; `slow` seconds pass before the answer;
    `hang_up` gives none; `blocks` is called before it is taken, `after` once it is."""

    http: int = 201
    code: int | None = None
    retry_after: int | None = None
    slow: float = 0.0
    hang_up: bool = False
    blocks: Callable[[], None] = lambda: None
    after: Callable[[], None] = lambda: None


WELL = Behaviour()


class Twilio:
    """What it took, and how it behaves next. `reports` are the words of the status callbacks."""

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[Taken] = []
        self.asked: Counter[str] = Counter()
        self.reports: tuple[str, ...] = ("sent", "delivered")
        self.refused_reports: list[int] = []
        self._next: dict[str, list[Behaviour]] = {}
        self._ids = count(1)
        self._lock = threading.Lock()
        self._jobs: SimpleQueue[Taken | None] = SimpleQueue()
        self._ended = threading.Event()

    def behaves(self, number: str, *behaviours: Behaviour) -> None:
        """How the next texts to a number are met; after them all is well again."""
        self._next.setdefault(number, []).extend(behaviours)

    def to(self, number: str) -> list[str]:
        """The words of every text that this person got."""
        with self._lock:
            return [text.body for text in self.taken if text.to == number]

    def twice(self) -> list[tuple[str, str]]:
        """Texts that a person got more than once."""
        with self._lock:
            seen = Counter((text.to, text.body) for text in self.taken)
        return [text for text, times in seen.items() if times > 1]

    def take(self, form: dict[str, list[str]]) -> tuple[Behaviour, Taken | None]:
        """Meet one text as told."""
        to = form["To"][0]
        with self._lock:
            self.asked[to] += 1
            waiting = self._next.get(to, [])
            how = waiting.pop(0) if waiting else WELL
        how.blocks()
        if how.http >= 400:
            return how, None
        with self._lock:
            callback = form.get("StatusCallback", [""])[0]
            text = Taken(f"SM{next(self._ids):032x}", to, form["Body"][0], callback)
            self.taken.append(text)
        self._jobs.put(text)
        how.after()
        return how, text

    def report(self) -> None:
        """Tell what became of each text, one after the other, until told to end."""
        while (text := self._jobs.get()) is not None:
            for word in self.reports if text.callback else ():
                form = [("MessageSid", text.sid), ("MessageStatus", word), ("To", text.to), ("ErrorCode", "")]
                self._deliver(text.callback, form)

    def end(self) -> None:
        self._ended.set()
        self._jobs.put(None)

    def _deliver(self, url: str, form: list[tuple[str, str]]) -> None:
        while not self._ended.is_set():  # Twilio would give up some day; the tests look at what comes of a report
            try:
                status = post(url, form)
            except OSError:
                time.sleep(0.1)
                continue
            if status != 204:
                self.refused_reports.append(status)
            return


def _answer(how: Behaviour, text: Taken | None) -> dict[str, Any]:
    if text is None:
        return {"code": how.code, "message": "The message cannot be sent", "status": how.http}
    return {"sid": text.sid, "status": "queued", "account_sid": ACCOUNT, "to": text.to, "error_code": None}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    twilio: Twilio

    def handle_error(self, request: object, client_address: object) -> None:
        return  # a client that was killed while it waited is part of the tests


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return self._send(Behaviour(404, 20404), None)
        if self.headers.get("Authorization") != expected:
            return self._send(Behaviour(401, 20003), None)
        assert dict(parse_qsl(raw))["From"] == SENDER
        how, text = self.server.twilio.take(parse_qs(raw, keep_blank_values=True))
        time.sleep(how.slow)
        if how.hang_up:
            self.connection.shutdown(socket.SHUT_RDWR)
            return None
        return self._send(how, text)

    def _send(self, how: Behaviour, text: Taken | None) -> None:
        body = json.dumps(_answer(how, text)).encode()
        self.send_response(how.http)
        if how.retry_after is not None:
            self.send_header("Retry-After", str(how.retry_after))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        return


@contextmanager
def running() -> Iterator[Twilio]:
    """A Twilio on a loopback port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    twilio = server.twilio = Twilio()
    twilio.url = f"http://127.0.0.1:{server.server_address[1]}"
    threads = [
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True),
        *(threading.Thread(target=twilio.report, daemon=True) for _ in range(2)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield twilio
    finally:
        twilio.end()
        twilio.end()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join(timeout=15)
