"""The world outside the service, and the service on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import fake_rasa, twilio
from tests.e2e.fake_rasa import FakeRasa
from tests.e2e.service import Service, service
from tests.e2e.twilio import Twilio
from tests.records.conftest import KEY, postgresql, template, url

__all__ = ["postgresql", "rasa", "signpost", "template", "url", "world"]


@pytest.fixture
def world() -> Iterator[Twilio]:
    """A Twilio that takes everything."""
    with twilio.running() as running:
        yield running


@pytest.fixture
def rasa() -> Iterator[FakeRasa]:
    """A Rasa that answers everything."""
    with fake_rasa.running() as running:
        yield running


@pytest.fixture
def signpost(tmp_path: Path, url: str, world: Twilio, rasa: FakeRasa) -> Iterator[Service]:
    """Web and worker, started, between that Rasa and that Twilio; on each engine in turn."""
    env = {"RECORDS_DATABASE_URL": url, "NUMBER_KEY": KEY.decode(), "RASA_URL": rasa.url}
    with service(tmp_path, world, **env) as running:
        running.start("web", "worker")
        yield running
