"""The services directory as one object: open it, publish listings into it, ask it questions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, select, text, update

from directory import candidates, migrations, models, publishing
from directory.cards import Card, make_card
from directory.checks import ListingProblem, check_listings
from directory.documents import DocumentError, Listing, Problem, ServiceId
from directory.engines import open_engine, writing
from directory.needs import NEEDS
from directory.publishing import SlugTakenError
from directory.query import Query, Results
from directory.ranking import Entry
from directory.rows import search_text
from directory.search import search
from directory.stems import RULES, stem_set, stems

SEED_FOLDER = Path(__file__).parent / "seed" / "services"
SEEDED_BY = "seed"


class UnknownServiceError(LookupError):
    """There is no published service with this id."""


class SeedError(ValueError):
    """A seed document cannot be published; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Seeded:
    """What seeding did: listings written, left as they were, and kept because a curator changed them."""

    published: int = 0
    unchanged: int = 0
    kept: int = 0


@dataclass(frozen=True)
class LineProblem:
    """One line of an import that cannot be published, counted from 1."""

    line: int
    problem: Problem


@dataclass(frozen=True)
class Imported:
    """What an import did; with any problem nothing was published."""

    published: int = 0
    unchanged: int = 0
    problems: tuple[LineProblem, ...] = ()


@dataclass(frozen=True)
class _Snapshot:
    """All published listings at one version of the directory, read once and then kept in memory."""

    version: int
    entries: Mapping[ServiceId, Entry]
    vocabulary: frozenset[str] = frozenset()


class Directory:
    """The directory behind one database. Safe to use from several threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._snapshot = _Snapshot(-1, MappingProxyType({}))

    @classmethod
    def open(cls, url: str) -> Directory:
        """Open the directory at a SQLAlchemy URL (``sqlite:///FILE`` or ``postgresql://...``).

        Raises DatabaseUrlError for any other kind. The tables come with ``migrate``.
        """
        return cls(open_engine(url))

    @property
    def engine(self) -> Engine:
        """The database engine, for curation and exports that read the tables themselves."""
        return self._engine

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def migrate(self) -> None:
        """Bring the tables up to date; quick and harmless when they are."""
        migrations.upgrade(self._engine)

    def seed(self, folder: Path = SEED_FOLDER, *, now: datetime | None = None) -> Seeded:
        """Publish the seed listings in one transaction; a second time writes nothing.

        A listing whose newest version is not the seed's own is kept: what a curator changed stays changed.
        Raises SeedError when a document is not well formed.
        """
        files = sorted(folder.glob("*.json"))
        texts = [file.read_text(encoding="utf-8") for file in files]
        seed_hash = sha256("\0".join((*texts, RULES)).encode()).hexdigest()
        with writing(self._engine) as connection:
            state = models.DirectoryState
            if connection.scalar(select(state.seed_hash)) == seed_hash:
                return Seeded(unchanged=len(files))
            publishing.put_terms(connection)
            publishing.stem_again(connection)
            done = [self._seed_one(connection, *pair, now) for pair in zip(files, texts, strict=True)]
            if "published" in done:
                publishing.raise_version(connection)
            connection.execute(update(state).values(seed_hash=seed_hash))
        return Seeded(done.count("published"), done.count("unchanged"), done.count("kept"))

    def publish(self, document: Mapping[str, Any], *, by: str, now: datetime) -> int:
        """Publish one listing document; returns its version number (the old one when nothing changed).

        Raises DocumentError when it is not well formed, SlugTakenError when its slug is another service's.
        """
        listing = Listing.from_json(document)
        with writing(self._engine) as connection:
            publishing.put_terms(connection)
            done = publishing.publish(connection, document, listing, by=by, now=now)
            if done.changed:
                publishing.raise_version(connection)
        return done.number

    def search(self, query: Query, *, now: datetime) -> Results:
        """Answer a question, best first; see directory.search for the rules. ``now`` must be aware."""
        with self._engine.connect() as connection:
            snapshot = self._current(connection)
            by_text = query.text if not (query.needs or query.tonight) else ""
            found = candidates.find(connection, stems(by_text))
        return search(query, snapshot.entries, found, now)

    def warm(self) -> None:
        """Read the listings now, so that the first person to ask does not wait for it."""
        with self._engine.connect() as connection:
            self._current(connection)

    def topics(self, said: str) -> tuple[str, ...]:
        """The words of ours in what a person said, as stems: for ``Query.topics``, and safe to keep."""
        with self._engine.connect() as connection:
            vocabulary = self._current(connection).vocabulary
        return tuple(sorted(stem_set([said]) & vocabulary))

    def card(self, service_id: str, *, needs: Sequence[str] = (), now: datetime, voice_ok: bool = True) -> Card:
        """What a person is told about one service. Raises UnknownServiceError."""
        return make_card(self.listing(service_id), now=now, needs=needs, voice_ok=voice_ok)

    def listing(self, service_id: str) -> Listing:
        """One published listing. Raises UnknownServiceError."""
        return self._entry(service_id).listing

    def listings(self) -> tuple[Listing, ...]:
        """Every published listing, by slug."""
        with self._engine.connect() as connection:
            entries = self._current(connection).entries.values()
        return tuple(sorted((entry.listing for entry in entries), key=lambda listing: listing.slug))

    def document(self, service_id: str, *, number: int | None = None) -> dict[str, Any]:
        """The document as published: the newest, or the version asked. Raises UnknownServiceError."""
        version = models.ListingVersion
        wanted = select(version.document).where(version.service_id == service_id)
        if number is not None:
            wanted = wanted.where(version.number == number)
        with self._engine.connect() as connection:
            found = connection.scalar(wanted.order_by(version.number.desc()).limit(1))
        if found is None:
            raise UnknownServiceError(f"There is no published service {service_id}")
        return dict(found)

    def check(self, *, now: datetime | None = None) -> list[ListingProblem]:
        """Everything a curator should look at, worst first."""
        return check_listings(self.listings(), now or datetime.now(UTC))

    def export_lines(self) -> Iterator[str]:
        """Every published document as one line of JSON, by slug; confidential, for curators only."""
        for listing in self.listings():
            yield json.dumps(self.document(listing.id), ensure_ascii=False, sort_keys=True)

    def import_lines(self, lines: Iterable[str], *, by: str, now: datetime) -> Imported:
        """Publish documents from lines of JSON in one transaction; with any problem none is published."""
        read, problems = _read_lines(lines)
        if problems:
            return Imported(problems=tuple(problems))
        done: list[publishing.Published] = []
        line = 0
        try:
            with writing(self._engine) as connection:
                publishing.put_terms(connection)
                for at, (document, listing) in read.items():
                    line = at
                    done.append(publishing.publish(connection, document, listing, by=by, now=now))
                if any(one.changed for one in done):
                    publishing.raise_version(connection)
        except SlugTakenError as error:
            return Imported(problems=(LineProblem(line, Problem("slug", str(error), "a slug of its own")),))
        changed = sum(one.changed for one in done)
        return Imported(changed, len(done) - changed)

    def _seed_one(self, connection: Connection, file: Path, body: str, now: datetime | None) -> str:
        try:
            document = json.loads(body)
            listing = Listing.from_json(document)
        except (json.JSONDecodeError, DocumentError) as error:
            raise SeedError(f"{file.name}: {error}") from error
        version = models.ListingVersion
        last_by = connection.scalar(
            select(version.published_by)
            .where(version.service_id == listing.id)
            .order_by(version.number.desc())
            .limit(1)
        )
        if last_by not in (None, SEEDED_BY):
            return "kept"
        done = publishing.publish(connection, document, listing, by=SEEDED_BY, now=now or datetime.now(UTC))
        return "published" if done.changed else "unchanged"

    def _entry(self, service_id: str) -> Entry:
        with self._engine.connect() as connection:
            found = self._current(connection).entries.get(ServiceId(service_id))
        if found is None:
            raise UnknownServiceError(f"There is no published service {service_id}")
        return found

    def _current(self, connection: Connection) -> _Snapshot:
        """The listings as they are now: one cheap query, and a full read only after a publishing."""
        version = connection.scalar(_VERSION) or 0
        if self._snapshot.version != version:
            documents = connection.execute(_NEWEST)
            listings = [Listing.from_json(row.document) for row in documents]
            entries = {listing.id: Entry.of(listing, search_text(listing)) for listing in listings}
            self._snapshot = _Snapshot(version, MappingProxyType(entries), _vocabulary(entries.values()))
        return self._snapshot


def _vocabulary(entries: Iterable[Entry]) -> frozenset[str]:
    """The stems of every word that the needs list and the listings use for needs."""
    ours = {word for need in NEEDS.values() for word in need.words}
    ours |= {word for entry in entries for tag in entry.listing.needs for word in tag.words}
    return stem_set(ours)


_VERSION = text("SELECT version FROM directory_state")
_NEWEST = select(models.ListingVersion.document).join(
    models.Service,
    (models.Service.id == models.ListingVersion.service_id) & (models.Service.version == models.ListingVersion.number),
)


def _read_lines(
    lines: Iterable[str],
) -> tuple[dict[int, tuple[dict[str, Any], Listing]], list[LineProblem]]:
    read: dict[int, tuple[dict[str, Any], Listing]] = {}
    problems = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
            read[number] = (document, Listing.from_json(document))
        except json.JSONDecodeError as error:
            problem = Problem("line", f"it is not JSON ({error.msg})", "one JSON object on the line")
            problems.append(LineProblem(number, problem))
        except DocumentError as error:
            problems += [LineProblem(number, problem) for problem in error.problems]
    return read, problems
