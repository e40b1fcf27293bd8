"""Knows which ports the parts use: those asked for when they are free, others where none was asked for."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.settings import LOOPBACK, Settings


class CannotRun(Exception):  # noqa: N818 - what is wrong
    """Signpost cannot be started as things are; the message says why and what to do."""


def choose(settings: Settings, env: Mapping[str, str]) -> dict[str, str]:
    """The ports to use: those asked for when they are free, else (where none was asked for) others.

    Raises CannotRun when a port that was asked for, or PORT, is taken.
    """
    everywhere = not settings.demo or settings.public_url_given
    if (taken := _taken(settings.port, "" if everywhere else "127.0.0.1")) is not None:
        raise CannotRun(
            f"Port {settings.port} cannot be used: {taken}. Stop what uses it, or choose another port, "
            f"for example `PORT={_near(settings.port)} make run`."
        )
    chosen: dict[str, str] = {}
    ours = [("ACTIONS_PORT", settings.actions_port, "the action server")]
    if not rasa_is_elsewhere(settings, env):
        ours.append(("RASA_PORT", _rasa_port(settings), "Rasa"))
    for name, port, what in ours:
        if _taken(port, "127.0.0.1") is None:
            chosen[name] = str(port)
        elif env.get(name, "").strip():
            raise CannotRun(
                f"Port {port}, which {name} gives {what}, is in use. Stop what uses it, or leave {name} unset."
            )
        else:
            chosen[name] = str(_free({settings.port, *(int(given) for given in chosen.values())}))
    return chosen


def rasa_is_elsewhere(settings: Settings, env: Mapping[str, str]) -> bool:
    """Whether RASA_URL names a Rasa that somebody else runs: on another machine, or one that listens already.

    A loopback address with RASA_PORT naming the same port is ours to start.
    """
    parts = urlsplit(settings.rasa_url)
    if not env.get("RASA_URL", "").strip():
        return False
    if parts.hostname not in LOOPBACK:
        return True
    return env.get("RASA_PORT", "").strip() != str(parts.port) and _taken(_rasa_port(settings), "127.0.0.1") is not None


def _rasa_port(settings: Settings) -> int:
    parts = urlsplit(settings.rasa_url)
    return parts.port or 80 if parts.hostname in LOOPBACK else settings.rasa_port


def _taken(port: int, host: str) -> str | None:
    """Why nothing can listen on this port; None when it is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            return (
                "another program uses it" if fault.errno == errno.EADDRINUSE else (fault.strerror or "refused").lower()
            )
    return None


def _near(port: int) -> int:
    return next((p for p in range(port + 1, min(port + 50, 65536)) if _taken(p, "127.0.0.1") is None), 8080)


def _free(but: set[int]) -> int:
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in but:
            return port
