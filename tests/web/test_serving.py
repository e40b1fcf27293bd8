"""What the web process settles as it starts: whom it believes about where a request came from, and what it warns of."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from waitress import create_server  # type: ignore[import-untyped]
from werkzeug.test import create_environ

from bot import web
from bot.safety import numbers
from bot.settings import Settings

PROXY, BROWSER, STRANGER = "192.0.2.1", "198.51.100.7", "203.0.113.9"


def seen_address(settings: Settings, *, peer: str, forwarded: str) -> str:
    """The address that the application sees when `peer` asks."""
    seen: list[str] = []

    def app(environ: dict[str, Any], _start: object) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    server = create_server(app, host="127.0.0.1", port=0, **web._proxy(settings))
    try:
        asked = create_environ(headers={"X-Forwarded-For": forwarded}, environ_base={"REMOTE_ADDR": peer})
        server.application(asked, lambda *_: None)
    finally:
        server.close()
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        (PROXY, PROXY, BROWSER, BROWSER),
        (PROXY, PROXY, f"{STRANGER}, {BROWSER}", BROWSER),
        (PROXY, STRANGER, BROWSER, STRANGER),
        ("", PROXY, BROWSER, PROXY),
    ],
)
def test_only_the_trusted_proxy_may_say_who_asks(
    tmp_path: Path, trusted: str, peer: str, forwarded: str, expected: str
) -> None:
    settings = Settings.from_env({"SIGNPOST_HOME": str(tmp_path), "TRUSTED_PROXY": trusted})
    assert seen_address(settings, peer=peer, forwarded=forwarded) == expected


def test_the_start_warns_in_one_line_of_the_numbers_that_are_due(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(numbers, "overdue", lambda today: numbers.numbers()[:2] if today >= date(2026, 11, 1) else ())
    with caplog.at_level(logging.WARNING):
        web.warn_of_overdue_numbers(date(2026, 10, 31))
        assert not caplog.messages
        web.warn_of_overdue_numbers(date(2026, 11, 1))
    assert caplog.messages == [f"2 of the {len(numbers.numbers())} numbers in our texts are due to be checked"]
