"""The services directory as one object: open it, publish listings into it, ask it questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from directory.cards import Card
from directory.query import Query, Results, ServiceId


class Directory:
    """The directory behind one database."""

    @classmethod
    def open(cls, url: str) -> Directory:
        """Open the directory at a SQLAlchemy URL (SQLite or PostgreSQL)."""
        raise NotImplementedError

    def migrate(self) -> None:
        """Bring the tables up to date."""
        raise NotImplementedError

    def seed(self, folder: Path | None = None, *, now: datetime | None = None) -> None:
        """Publish the seed listings; a second time changes nothing."""
        raise NotImplementedError

    def publish(self, document: Mapping[str, object], *, by: str, now: datetime) -> int:
        """Publish a listing document; returns its version number."""
        raise NotImplementedError

    def search(self, query: Query, *, now: datetime) -> Results:
        """Answer a question, best first."""
        raise NotImplementedError

    def card(
        self, service_id: ServiceId, *, needs: Sequence[str] = (), now: datetime, voice_ok: bool = True
    ) -> Card:
        """What a person is told about one service."""
        raise NotImplementedError

    def document(self, service_id: ServiceId) -> dict[str, object]:
        """The published document."""
        raise NotImplementedError

    def export_lines(self) -> Iterator[str]:
        """Every published document as one JSON line, by slug."""
        raise NotImplementedError

    def import_lines(self, lines: Iterable[str], *, by: str, now: datetime) -> None:
        """Publish documents from JSON lines: all or none."""
        raise NotImplementedError
