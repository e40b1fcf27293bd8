"""Index the stems for full text.

SQLite: an FTS5 table that triggers keep in step with search_document. PostgreSQL: a generated tsvector
column. Both hold our own stems and split them at blanks only, so that both find the same.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE_UP = (
    "CREATE VIRTUAL TABLE search_text USING fts5(service_id UNINDEXED, stems, tokenize='unicode61')",
    "INSERT INTO search_text (service_id, stems) SELECT service_id, stems FROM search_document",
    """CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN
        INSERT INTO search_text (service_id, stems) VALUES (new.service_id, new.stems);
    END""",
    """CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN
        UPDATE search_text SET stems = new.stems WHERE service_id = old.service_id;
    END""",
    """CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN
        DELETE FROM search_text WHERE service_id = old.service_id;
    END""",
)
SQLITE_DOWN = (
    "DROP TRIGGER search_document_added",
    "DROP TRIGGER search_document_changed",
    "DROP TRIGGER search_document_removed",
    "DROP TABLE search_text",
)
POSTGRESQL_UP = (
    """ALTER TABLE search_document ADD COLUMN stems_vector tsvector
        GENERATED ALWAYS AS (to_tsvector('simple', stems)) STORED""",
    "CREATE INDEX ix_search_document_stems_vector ON search_document USING gin (stems_vector)",
)
POSTGRESQL_DOWN = ("ALTER TABLE search_document DROP COLUMN stems_vector",)


def upgrade() -> None:
    for statement in SQLITE_UP if _sqlite() else POSTGRESQL_UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in SQLITE_DOWN if _sqlite() else POSTGRESQL_DOWN:
        op.execute(statement)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
