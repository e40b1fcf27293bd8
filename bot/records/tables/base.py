"""The base of all tables: how times, ids and lists are stored alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, LargeBinary, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.records.errors import NaiveTime

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, refused without a time zone, always given back with one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveTime(f"A time needs a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The parent of every table."""

    metadata = MetaData(naming_convention=NAMES)


Key = Annotated[str, mapped_column(String(36), primary_key=True)]
Link = Annotated[str, mapped_column(String(36))]
Word = Annotated[str, mapped_column(String(80))]
Fingerprint = Annotated[str, mapped_column(String(64))]
Moment = Annotated[datetime, mapped_column(UtcTime)]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
Words = Annotated[list[str], mapped_column(JSON)]
Document = Annotated[dict[str, Any], mapped_column(JSON)]
Documents = Annotated[list[dict[str, Any]], mapped_column(JSON)]
