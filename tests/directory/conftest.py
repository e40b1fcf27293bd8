"""A directory on each engine, so that every test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from directory.library import Directory


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, for the whole test run.

    Its folder is not one of pytest's: every run of pytest closes the folder above those to other users,
    and PostgreSQL, which never runs as root, would lose its files in the middle of our run.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns on import where XDG_RUNTIME_DIR is not set, as under CI
        import pgserver
    with TemporaryDirectory(prefix="signpost-postgres-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'directory.db'}"


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    name = f"directory_{uuid4().hex}"
    engine = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    base, _, query = postgres.partition("?")
    yield f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database on each engine in turn."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def directory(database_url: str) -> Iterator[Directory]:
    """A migrated, empty directory on each engine in turn."""
    opened = Directory.open(database_url)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def sqlite_directory(sqlite_url: str) -> Iterator[Directory]:
    """A migrated, empty directory on SQLite, for rules that do not depend on the engine."""
    opened = Directory.open(sqlite_url)
    opened.migrate()
    yield opened
    opened.close()
