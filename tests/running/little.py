"""A Signpost of little parts, for tests of how it is run: `python -m tests.running.little`.

The web answers the probes with what stands in the home: a part is ready when its file `ready-NAME` is there.
STUBBORN=1 makes the worker ignore being told to stop.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from bot import ports, running
from bot.processes import Program
from bot.settings import Settings, SettingsError

PARTS = ("actions", "worker")
HOME = Path(os.environ["SIGNPOST_HOME"])


class Probes(BaseHTTPRequestHandler):
    """Healthy always; ready when every part is."""

    def do_GET(self) -> None:
        ready = {name: (HOME / f"ready-{name}").exists() for name in PARTS}
        answers: dict[str, Callable[[], tuple[int, str]]] = {
            "/healthz": lambda: (200, "{}"),
            "/readyz": lambda: (
                200 if all(ready.values()) else 503,
                json.dumps({"parts": {name: {"ok": ok} for name, ok in ready.items()}}),
            ),
            "/simulator": lambda: (200, ""),
        }
        code, body = answers.get(self.path, lambda: (404, ""))()
        self.send_response(code)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Be quiet."""


def serve(part: str) -> None:
    """Be one part."""
    if part == "broken":
        sys.exit("The key does not fit.")
    if part == "web":
        ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Probes).serve_forever()
    if part == "worker" and os.environ.get("STUBBORN"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    (HOME / f"ready-{part}").touch()
    time.sleep(600)


def programs(settings: Settings, env: object) -> tuple[Program, ...]:
    """The little parts in place of the real ones."""
    me = (sys.executable, "-m", "tests.running.little")
    web = "broken" if os.environ.get("BROKEN_WEB") else "web"
    return (
        Program("web", (*me, web), "serving"),
        Program("actions", (*me, "actions"), "serving", at_once=False),
        Program("worker", (*me, "worker"), "working", at_once=False, stop_seconds=60),
    )


def main() -> int:
    """Run them all, as `signpost run` does."""
    running.programs_for = programs
    try:
        return running.run(os.environ, click.echo)
    except (ports.CannotRun, SettingsError) as wrong:
        click.echo(f"signpost: {wrong}", err=True)
        return 2


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]) if len(sys.argv) > 1 else main())
