"""The stage: one live Rasa and action server a session; fresh records, a worker and a clock a test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.engine import Records
from bot.records.keys import Keys
from bot.settings import Settings
from bot.stack import Stack
from bot.terminal import settings_for
from tests.conversations.playing import Patient, Play, open_records


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Rasa and the actions on free ports, with the seeded directory."""
    settings = settings_for(tmp_path_factory.mktemp("stage"), os.environ)
    with Stack(settings):
        yield settings


@pytest.fixture(scope="session")
def empty_records(tmp_path_factory: pytest.TempPathFactory, stage: Settings) -> Path:
    """A database file with the tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "records.sqlite3"
    records = Records.open(f"sqlite:///{path}", Keys(stage.number_key.encode()))
    records.migrate()
    records.close()
    return path


@pytest.fixture
def play(stage: Settings, empty_records: Path, tmp_path: Path) -> Iterator[Play]:
    """One conversation, or several at once."""
    playing = Play(stage, open_records(empty_records, tmp_path, stage))
    yield playing
    playing.close()


@pytest.fixture
def ann(play: Play) -> Patient:
    """A patient who has never texted before."""
    return play.patient()
