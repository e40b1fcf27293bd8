"""Every test of the records runs on SQLite and on PostgreSQL, each on its own empty database."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from bot.records import Keys, Records

KEY = b"a key that is only for the tests"
TEMPLATE = "records_template"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server: a given one, else one of our own from the pgserver wheel."""
    given = os.environ.get("SIGNPOST_TEST_POSTGRESQL_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="pg") as folder, pytest.MonkeyPatch.context() as patch:
        runtime = Path(folder) / "run"
        runtime.mkdir(mode=0o700)
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))  # without it the wheel warns when imported
        import pgserver

        server = pgserver.get_server(str(Path(folder) / "data"))
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # databases come and go with every test
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def template(postgresql: str) -> str:
    """A migrated database on that server, copied for every test."""
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        server.execute(f"CREATE DATABASE {TEMPLATE}")
    records = Records.open(at(postgresql, TEMPLATE), Keys(KEY))
    records.migrate()
    records.close()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/records.sqlite3"
    else:
        yield from _database(request.getfixturevalue("postgresql"), "template1")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A migrated database without any row."""
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path}/records.sqlite3"
        opened = Records.open(found, Keys(KEY))
        opened.migrate()
        opened.close()
        yield found
    else:
        yield from _database(request.getfixturevalue("template"), TEMPLATE)


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    """The records, open."""
    opened = Records.open(url, Keys(KEY))
    yield opened
    opened.close()


def at(server: str, database: str) -> str:
    """The address of another database on the same server."""
    return server.replace("/postgres?", f"/{database}?", 1)


def _database(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield at(server, name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
