"""Both histories of tables can be walked: up from nothing, and one step down and up again."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from bot.records import Keys, Records
from bot.records import migrations as of_records
from directory import migrations as of_directory
from directory.library import Directory


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_the_records_go_up_from_nothing_and_down_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/records.sqlite3"
    records = Records.open(url, Keys(b"a key that is only for the tests"))
    records.migrate()
    whole = tables(url)
    records.migrate("-1")
    records.migrate()
    records.close()
    assert len(whole) > 10
    assert tables(url) == whole


def test_the_directory_goes_up_from_nothing_and_down_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/directory.sqlite3"
    directory = Directory.open(url)
    directory.migrate()
    whole = tables(url)
    of_directory.downgrade(directory.engine)
    directory.migrate()
    directory.close()
    assert len(whole) > 5
    assert tables(url) == whole


def test_the_records_have_one_history() -> None:
    assert len(ScriptDirectory.from_config(of_records.config()).get_heads()) == 1
