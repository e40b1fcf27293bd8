"""Every test of the worker runs on SQLite and on PostgreSQL, with a clock, a Rasa and a carrier of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records import Records
from tests.records.conftest import postgresql, records, template, url
from tests.worker.house import House

__all__ = ["house", "postgresql", "records", "template", "url"]


@pytest.fixture
def house(records: Records, tmp_path: Path) -> Iterator[House]:
    """One worker on empty records, Rasa well and the carrier too."""
    built = House(records, tmp_path)
    yield built
    built.close()
