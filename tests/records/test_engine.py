"""Transactions are all or nothing, really exclusive on SQLite, and nothing is opened with the wrong key."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError, StatementError

from bot.records import Keys, Records, inbox, people
from bot.records.errors import UnsafeDatabase, WrongKey
from bot.records.migrations import config
from bot.records.tables import Base
from tests.records import telling
from tests.records.conftest import KEY
from tests.records.telling import ANNA, NOW


def tables(url: str) -> set[str]:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_the_tables_go_up_from_nothing_and_down_again(empty_url: str) -> None:
    records = Records.open(empty_url, Keys(KEY))
    assert tables(empty_url) == set()
    records.migrate()
    assert tables(empty_url) == set(Base.metadata.tables)
    records.migrate("base")
    assert tables(empty_url) == set()
    records.migrate()
    assert telling.text(records) is not None
    records.close()


def test_the_migrations_make_exactly_the_tables_that_the_code_describes(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_the_migrations_have_one_head_and_rising_numbers() -> None:
    history = ScriptDirectory.from_config(config())
    assert len(history.get_heads()) == 1
    numbers = [script.revision for script in history.walk_revisions()]
    assert sorted(numbers, reverse=True) == numbers


def test_migrating_twice_keeps_what_is_there(records: Records) -> None:
    telling.text(records)
    records.migrate()
    with records.reading() as tx:
        assert inbox.waiting(tx).count == 1


def test_a_failure_leaves_nothing_behind(records: Records) -> None:
    with pytest.raises(RuntimeError), records.begin() as tx:
        people.find_or_create(tx, ANNA, now=NOW)
        raise RuntimeError
    with records.reading() as tx:
        assert people.find(tx, ANNA) is None


def test_another_key_is_refused_at_start(url: str) -> None:
    stranger = Records.open(url, Keys(b"the key of another deployment..."))
    with pytest.raises(WrongKey):
        stranger.migrate()
    stranger.close()


def test_a_time_without_a_zone_is_refused(records: Records) -> None:
    with pytest.raises(StatementError, match="needs a time zone"), records.begin() as tx:
        people.find_or_create(tx, ANNA, now=datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001


def test_the_database_answers_a_ping(records: Records) -> None:
    records.ping()


def test_a_database_that_is_away_does_not_answer_a_ping(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").mkdir()
    away = Records.open(f"sqlite:///{tmp_path}/records.sqlite3", Keys(KEY))
    with pytest.raises(OperationalError):
        away.ping()
    away.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://db/records"])
def test_a_database_that_cannot_keep_records_is_refused(url: str) -> None:
    with pytest.raises(UnsafeDatabase):
        Records.open(url, Keys(KEY))


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Records:
    records = Records.open(f"sqlite:///{tmp_path}/one.sqlite3", Keys(KEY))
    records.migrate()
    return records


def test_sqlite_is_set_to_be_durable_and_to_overwrite_what_is_deleted(on_sqlite: Records) -> None:
    expected = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    with on_sqlite.begin() as tx:
        found = {name: tx.session.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
    on_sqlite.close()
    assert found == expected


def test_a_sqlite_transaction_holds_the_write_lock_from_its_beginning(on_sqlite: Records, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "one.sqlite3", timeout=0, isolation_level=None)
    with on_sqlite.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    with on_sqlite.reading():
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    other.close()
    on_sqlite.close()
