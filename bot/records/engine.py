"""Open the records on SQLite or PostgreSQL, with transactions that are durable and really exclusive."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from bot.records import migrations
from bot.records.errors import UnsafeDatabase, WrongKey
from bot.records.keys import Keys
from bot.records.tables import Base, KeyCheck

BUSY_MS = 8_000  # below the 15 s that Twilio waits for a webhook
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged message survives a power cut
    "secure_delete=ON",  # deleted bytes are overwritten
    "foreign_keys=ON",
    "temp_store=MEMORY",  # nothing private in temporary files
    f"busy_timeout={BUSY_MS}",
)
HOW_TO_BEGIN = "signpost_begin"
KEY_CHECK_ABOUT, KEY_CHECK_WORD = "key_check:1:sealed", "signpost"


@dataclass(frozen=True)
class Tx:
    """One transaction on the records: everything in it is stored, or nothing."""

    session: Session
    keys: Keys

    @property
    def on_postgresql(self) -> bool:
        return self.session.get_bind().dialect.name == "postgresql"

    def insert_once(self, table: type[Base], values: dict[str, Any], *, unique: tuple[str, ...]) -> bool:
        """Insert a row (database column names) unless one with the same `unique` columns is there.

        Returns whether the row was inserted. Safe when two transactions try at once.
        """
        make = postgresql.insert if self.on_postgresql else sqlite.insert
        statement = make(table).values(**values).on_conflict_do_nothing(index_elements=list(unique))
        inserted = self.session.connection().execute(statement.returning(table.__table__.c[unique[0]]))
        return inserted.first() is not None


class Records:
    """The records database of one deployment; safe to share between threads."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine = engine
        self.keys = keys

    @classmethod
    def open(cls, url: str, keys: Keys) -> Records:
        """Connect to `sqlite:///path` or `postgresql://...`; nothing is created until `migrate`."""
        return cls(_engine(url), keys)

    @property
    def url(self) -> str:
        """Where the records are, with the password."""
        return self._engine.url.render_as_string(hide_password=False)

    @property
    def on_postgresql(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to `revision` (alembic's words: head, base, -1) and check that the key fits."""
        with self._engine.begin() as connection:
            migrations.run(connection, revision)
        if revision == "head":
            self._check_key()

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A transaction that may write: committed at the end of the block, rolled back by an exception."""
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            session.connection()  # begin now, not at the first statement
            yield Tx(session, self.keys)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A transaction that only reads, and on SQLite does not wait for writers."""
        with (
            self._engine.connect().execution_options(**{HOW_TO_BEGIN: "BEGIN"}) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield Tx(session, self.keys)  # closing rolls back and leaves what was read readable

    def ping(self) -> None:
        """Raise the driver's error when the database cannot be reached."""
        with self._engine.connect().execution_options(**{HOW_TO_BEGIN: "BEGIN"}) as connection:
            connection.execute(text("SELECT 1"))

    def scrub(self) -> None:
        """After deleting: move SQLite's log into the file and empty it, so that no old bytes stay on disk."""
        if self.on_postgresql:
            return
        with self._engine.connect().execution_options(**{HOW_TO_BEGIN: ""}) as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _check_key(self) -> None:
        with self.begin() as tx:
            sealed = self.keys.seal(KEY_CHECK_WORD, about=KEY_CHECK_ABOUT)
            tx.insert_once(KeyCheck, {"id": 1, "sealed": sealed}, unique=("id",))
            row = tx.session.get_one(KeyCheck, 1)
            if self.keys.unseal(row.sealed, about=KEY_CHECK_ABOUT) != KEY_CHECK_WORD:
                raise WrongKey("The number key does not belong to these records")


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, pool_size=8, max_overflow=16)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise UnsafeDatabase("Records need a SQLite file or PostgreSQL")
    Path(str(parsed.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=8, max_overflow=16)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver would open transactions late, at the first write; we open them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")  # first, as turning WAL on may have to wait
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    how = connection.get_execution_options().get(HOW_TO_BEGIN, "BEGIN IMMEDIATE")
    if how:
        connection.exec_driver_sql(how)
