"""The history of the directory's tables, and the steps along it: up to the newest, down to an older one."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from directory.engines import writing

VERSION_TABLE = "directory_migration"
"""Its own name, because records may live in the same PostgreSQL database with a history of their own."""


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the tables up to a revision, in one transaction; does nothing when they are there."""
    with writing(engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "-1") -> None:
    """Take the tables down to an older revision, in one transaction."""
    with writing(engine) as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
