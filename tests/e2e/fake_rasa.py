"""A small Rasa on a loopback port, whose turns can be held up, to stand between a message and its answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeRasa:
    """Answers every turn with one fact; `before` is called with the turn before it is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.turns: list[str] = []
        self.before: Callable[[Mapping[str, Any]], None] = lambda _: None

    def answer(self, turn: Mapping[str, Any]) -> dict[str, Any]:
        self.turns.append(turn["text"])
        self.before(turn)
        slots = {name: value for name, value in turn["state"]["slots"].items() if name != "context"}
        return {
            "messages": [{"facts": [{"say": "menu"}], "effects": []}],
            "state": {"slots": slots, "active_loop": None, "requested_slot": None},
        }


@contextmanager
def running() -> Iterator[FakeRasa]:
    rasa = FakeRasa()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            turn = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            body = json.dumps(rasa.answer(turn)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return  # a worker that was killed while it waited is part of the tests

    server = Server(("127.0.0.1", 0), Handler)
    rasa.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield rasa
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
