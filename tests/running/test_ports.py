"""Which ports the parts get."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import ports
from bot.settings import Settings
from tests.running.conftest import free_port


@pytest.fixture
def busy() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"SIGNPOST_HOME": str(tmp_path), "PORT": str(free_port())}


def chosen(env: dict[str, str]) -> dict[str, str]:
    return ports.choose(Settings.from_env(env), env)


def test_free_ports_that_were_asked_for_are_used(env: dict[str, str]) -> None:
    asked = {"ACTIONS_PORT": str(free_port()), "RASA_PORT": str(free_port())}
    assert chosen(env | asked) == asked


@pytest.mark.parametrize("name", ["ACTIONS_PORT", "RASA_PORT"])
def test_a_busy_inner_port_that_was_asked_for_is_refused(env: dict[str, str], busy: int, name: str) -> None:
    with pytest.raises(ports.CannotRun, match=f"Port {busy}.*{name}"):
        chosen(env | {name: str(busy)})


def test_a_busy_inner_port_that_nobody_asked_for_gives_way(
    env: dict[str, str], busy: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings.from_env(env | {"ACTIONS_PORT": str(busy), "RASA_PORT": str(busy)})
    found = ports.choose(settings, env)
    assert {int(port) for port in found.values()}.isdisjoint({busy, settings.port})
    assert len(set(found.values())) == 2


def test_a_rasa_on_another_machine_is_left_to_itself(env: dict[str, str]) -> None:
    env |= {"RASA_URL": "http://192.0.2.7:5005"}
    assert ports.rasa_is_elsewhere(Settings.from_env(env), env)
    assert "RASA_PORT" not in chosen(env)


def test_a_rasa_that_listens_here_already_is_used(env: dict[str, str], busy: int) -> None:
    env |= {"RASA_URL": f"http://127.0.0.1:{busy}"}
    assert ports.rasa_is_elsewhere(Settings.from_env(env), env)


def test_a_loopback_address_where_nothing_listens_is_ours_to_start(env: dict[str, str]) -> None:
    port = free_port()
    env |= {"RASA_URL": f"http://127.0.0.1:{port}"}
    found = chosen(env)
    assert found["RASA_PORT"] == str(port)
    assert not ports.rasa_is_elsewhere(Settings.from_env(env | found), env | found)


def test_a_port_of_the_system_is_refused_with_the_reason(env: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "_taken", lambda port, host: "permission denied" if port < 1024 else None)
    with pytest.raises(ports.CannotRun, match="Port 80 cannot be used: permission denied"):
        chosen(env | {"PORT": "80"})
