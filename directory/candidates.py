"""Finds which services a text might be about: full text of SQLite or PostgreSQL behind one interface."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, text

from directory.documents import ServiceId

_SQLITE = text("SELECT service_id FROM search_text WHERE search_text MATCH :query")
_POSTGRESQL = text("SELECT service_id FROM search_document WHERE stems_vector @@ to_tsquery('simple', :query)")


def find(connection: Connection, stems: Iterable[str]) -> frozenset[ServiceId]:
    """Every service whose document has at least one of the stems.

    The engines rank differently (measured: the same three first for 9 of 30 queries), so no order comes
    from here. Stems are small letters only (see stems), so that nothing in them means anything to either
    query language; they are quoted all the same.
    """
    wanted = sorted(set(stems))
    if not wanted:
        return frozenset()
    if connection.dialect.name == "sqlite":
        query, statement = " OR ".join(f'"{stem}"' for stem in wanted), _SQLITE
    else:
        query, statement = " | ".join(f"'{stem}'" for stem in wanted), _POSTGRESQL
    return frozenset(ServiceId(row[0]) for row in connection.execute(statement, {"query": query}))
