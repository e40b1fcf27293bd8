"""Alembic's entry: run the migrations on the connection that the records hand over."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from bot.records.tables import Base


def _run() -> None:
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    context.run_migrations()


_run()
