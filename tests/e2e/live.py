"""Rasa and the action server as they really run, for tests that need the whole service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.settings import Settings
from bot.stack import Stack, free_port
from directory.library import Directory
from tests.e2e.service import Service, service
from tests.e2e.twilio import Twilio


@contextmanager
def stack(home: Path) -> Iterator[Stack]:
    """Both, with the seeded directory on SQLite, started."""
    env = {"SIGNPOST_HOME": str(home), "RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}
    settings = Settings.from_env(env)
    seed(settings.directory_database_url)
    with Stack(settings, env) as running:
        yield running


def seed(url: str) -> None:
    """Publish the demonstration's listings on an empty database."""
    directory = Directory.open(url)
    directory.migrate()
    directory.seed()
    directory.close()


def joined_to(running: Stack) -> dict[str, str]:
    """What web and worker must be told to use this Rasa."""
    return {"RASA_URL": running.settings.rasa_url, "RASA_TOKEN": running.settings.rasa_token}


@contextmanager
def whole_service(home: Path, world: Twilio, running: Stack, **env: str) -> Iterator[Service]:
    """Web and worker on top of them, started."""
    with service(home, world, **joined_to(running), **env) as built:
        built.start("web", "worker")
        yield built
