"""The history of the tables: up from nothing, down one, and the same as the models, on both engines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from directory import migrations, models
from directory.engines import open_engine
from directory.library import Directory
from directory.query import Query
from tests.directory.builders import MONDAY_MORNING, document

FULL_TEXT = ("search_text", "stems_vector")
"""What full text adds beside the models, which differs from engine to engine."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An empty database on each engine."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def test_up_from_nothing_makes_the_tables_of_the_models(engine: Engine) -> None:
    migrations.upgrade(engine)

    def ours(_object: object, name: str | None, *_others: object) -> bool:
        return not any(extra in (name or "") for extra in FULL_TEXT)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "version_table": migrations.VERSION_TABLE}
        )
        assert compare_metadata(context, models.Base.metadata) == []


def test_up_twice_is_up_once(engine: Engine) -> None:
    migrations.upgrade(engine)
    migrations.upgrade(engine)
    assert inspect(engine).has_table("service")


def test_down_one_takes_full_text_away_and_up_again_finds_what_was_there(database_url: str) -> None:
    directory = Directory.open(database_url)
    directory.migrate()
    directory.publish(document("wish-centre"), by="curator", now=MONDAY_MORNING)
    migrations.downgrade(directory.engine)
    assert inspect(directory.engine).has_table("service")
    directory.migrate()
    found = directory.search(Query(text="wish centre"), now=MONDAY_MORNING)
    assert [match.card.slug for match in found.chosen] == ["wish-centre"]
    directory.close()


def test_all_the_way_down_leaves_nothing_but_the_history(engine: Engine) -> None:
    migrations.upgrade(engine)
    migrations.downgrade(engine, "base")
    assert inspect(engine).get_table_names() == [migrations.VERSION_TABLE]
