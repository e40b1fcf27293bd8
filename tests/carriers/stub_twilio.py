"""A small Twilio on a loopback port that answers as each test tells it to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs


@dataclass
class StubTwilio:
    """What it will answer next, and what it was sent."""

    url: str = ""
    status: int = 201
    body: str = '{"sid": "SM00000000000000000000000000000001", "status": "queued"}'
    headers: dict[str, str] = field(default_factory=dict)
    before_answering: Callable[[], None] = lambda: None
    hang_up: bool = False
    forms: list[dict[str, list[str]]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def refuse(self, status: int, code: int | None) -> None:
        self.status = status
        self.body = json.dumps({"code": code, "message": "the number +447700900001 is wrong", "status": status})


@contextmanager
def running() -> Iterator[StubTwilio]:
    stub = StubTwilio()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            stub.forms.append(parse_qs(raw.decode(), keep_blank_values=True))
            stub.paths.append(self.path)
            stub.before_answering()
            if stub.hang_up:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(stub.status)
            for name, value in stub.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(stub.body.encode())))
            self.end_headers()
            self.wfile.write(stub.body.encode())

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return  # a client that gave up waiting is part of the tests

    server = Server(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
