"""Tells Alembic to run on the connection it is given; started by directory.migrations, never by hand."""

from __future__ import annotations

from alembic import context

from directory.migrations import VERSION_TABLE
from directory.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
