"""The history of the records' tables, and how to walk it up and down."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

ONE_AT_A_TIME = 7_304_101  # any fixed number: PostgreSQL's advisory lock while the tables change


def config(connection: Connection | None = None) -> Config:
    """Alembic's settings for the records, at work on `connection`."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def run(connection: Connection, revision: str = "head") -> None:
    """Move the tables to `revision` inside the connection's transaction (up; down for `base` and `-1`)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_AT_A_TIME})
    go = command.downgrade if revision == "base" or revision.startswith("-") else command.upgrade
    go(config(connection), revision)
