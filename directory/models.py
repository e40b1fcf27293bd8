"""The directory's tables: HSDS-shaped, a superset of Open Referral UK 3.0."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""One way to name constraints, so that a migration can name them on both engines."""


class Base(DeclarativeBase):
    """The metadata of all tables of the directory."""

    metadata = MetaData(naming_convention=NAMES)


def _id() -> Mapped[str]:
    return mapped_column(String(36), primary_key=True)


def _of(table: str) -> Mapped[str]:
    return mapped_column(String(36), ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)


class Organization(Base):
    """Who runs services; ``funder`` is council, nhs, both, charity or national."""

    __tablename__ = "organization"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(255), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    funder: Mapped[str] = mapped_column(String(16))
    website: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)


class Service(Base):
    """A service in its published form; the columns after ``last_modified`` are ours, not HSDS's."""

    __tablename__ = "service"
    id: Mapped[str] = _id()
    organization_id: Mapped[str] = _of("organization")
    name: Mapped[str] = mapped_column(String(255))
    alternate_name: Mapped[str | None] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20), index=True)
    fees_description: Mapped[str | None] = mapped_column(Text)
    application_process: Mapped[str | None] = mapped_column(Text)
    wait_time: Mapped[str | None] = mapped_column(Text)
    interpretation_services: Mapped[str | None] = mapped_column(Text)
    accreditations: Mapped[str | None] = mapped_column(Text)
    eligibility_description: Mapped[str | None] = mapped_column(Text)
    minimum_age: Mapped[int | None]
    maximum_age: Mapped[int | None]
    assured_date: Mapped[date | None]
    assured_by: Mapped[str | None] = mapped_column(String(120))
    alert: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    version: Mapped[int]
    text_instructions: Mapped[str | None] = mapped_column(Text)
    bring: Mapped[str | None] = mapped_column(Text)
    always_open: Mapped[bool]
    remote: Mapped[bool]
    voice_only: Mapped[bool]
    may_answer_danger: Mapped[bool]
    capacity_status: Mapped[str] = mapped_column(String(16))
    capacity_until: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text)
    source_date: Mapped[str | None] = mapped_column(String(40))
    curator_notes: Mapped[str | None] = mapped_column(Text)


class Location(Base):
    """A place; its address carries the confidential flag."""

    __tablename__ = "location"
    id: Mapped[str] = _id()
    location_type: Mapped[str] = mapped_column(String(16), default="physical")
    name: Mapped[str | None] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    locality: Mapped[str | None] = mapped_column(String(16), index=True)


class Address(Base):
    """A postal address; a ``confidential`` one never leaves the directory by card, export or feed."""

    __tablename__ = "address"
    id: Mapped[str] = _id()
    location_id: Mapped[str] = _of("location")
    address_1: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(String(120))
    state_province: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(12))
    country: Mapped[str] = mapped_column(String(2), default="GB")
    address_type: Mapped[str] = mapped_column(String(16), default="physical")
    confidential: Mapped[bool]


class ServiceAtLocation(Base):
    """Which service is at which place, and whether one may just walk in."""

    __tablename__ = "service_at_location"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    location_id: Mapped[str] = _of("location")
    walk_in: Mapped[bool]


class Phone(Base):
    """A number; ``kind`` is voice, text or textphone."""

    __tablename__ = "phone"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    number: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    free: Mapped[bool]
    description: Mapped[str | None] = mapped_column(Text)


class Schedule(Base):
    """Weekly hours in Europe/London; ``attending_type`` is phone, walk_in or session."""

    __tablename__ = "schedule"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    freq: Mapped[str | None] = mapped_column(String(16))
    byday: Mapped[str | None] = mapped_column(String(40))
    opens_at: Mapped[str | None] = mapped_column(String(5))
    closes_at: Mapped[str | None] = mapped_column(String(5))
    attending_type: Mapped[str] = mapped_column(String(16))
    description: Mapped[str | None] = mapped_column(Text)


class CostOption(Base):
    """What it costs, in words until somebody knows an amount."""

    __tablename__ = "cost_option"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    option: Mapped[str | None] = mapped_column(Text)
    amount: Mapped[float | None]
    amount_description: Mapped[str | None] = mapped_column(Text)


class Language(Base):
    """A language the service is given in."""

    __tablename__ = "language"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    name: Mapped[str] = mapped_column(String(80))


class Accessibility(Base):
    """What makes a place usable: a ramp, a hearing loop."""

    __tablename__ = "accessibility"
    id: Mapped[str] = _id()
    location_id: Mapped[str] = _of("location")
    description: Mapped[str] = mapped_column(Text)


class Eligibility(Base):
    """One rule beyond age: ``kind`` is gender, for_whom or excludes."""

    __tablename__ = "eligibility"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(String(120))


class ServiceArea(Base):
    """Whom it serves: ``extent_type`` is national, borough or locality."""

    __tablename__ = "service_area"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    extent: Mapped[str] = mapped_column(String(120))
    extent_type: Mapped[str] = mapped_column(String(16))


class Taxonomy(Base):
    """A list of terms; ours are the needs and the kinds of help tonight."""

    __tablename__ = "taxonomy"
    id: Mapped[str] = _id()
    name: Mapped[str] = mapped_column(String(120), unique=True)
    description: Mapped[str] = mapped_column(Text)


class TaxonomyTerm(Base):
    """One term; for a need, ``code`` is its slug and ``term_uri`` its published address if it has one."""

    __tablename__ = "taxonomy_term"
    __table_args__ = (UniqueConstraint("taxonomy_id", "code"),)
    id: Mapped[str] = _id()
    taxonomy_id: Mapped[str] = _of("taxonomy")
    code: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[str | None] = mapped_column(String(36), ForeignKey("taxonomy_term.id"))
    term_uri: Mapped[str | None] = mapped_column(Text)


class Attribute(Base):
    """A term put on a service: for a need, how strongly, by whose hand, and what it does for that need."""

    __tablename__ = "attribute"
    id: Mapped[str] = _id()
    link_id: Mapped[str] = _of("service")
    link_type: Mapped[str] = mapped_column(String(20), default="service")
    taxonomy_term_id: Mapped[str] = _of("taxonomy_term")
    strength: Mapped[int | None]
    confirmed_by_hand: Mapped[bool]
    does: Mapped[str | None] = mapped_column(Text)


class Contact(Base):
    """A person or role to ask for; curators only until consent to publish is recorded."""

    __tablename__ = "contact"
    id: Mapped[str] = _id()
    service_id: Mapped[str] = _of("service")
    name: Mapped[str | None] = mapped_column(String(120))
    title: Mapped[str | None] = mapped_column(String(120))


class ListingVersion(Base):
    """Every document ever published, as it was: what patients saw on a date can be answered."""

    __tablename__ = "listing_version"
    service_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    published_by: Mapped[str] = mapped_column(String(120))


class SearchDocument(Base):
    """The text a service is found by: our stems in one column, which full text indexes; see candidates."""

    __tablename__ = "search_document"
    service_id: Mapped[str] = mapped_column(String(36), ForeignKey("service.id", ondelete="CASCADE"), primary_key=True)
    stems: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class DirectoryState(Base):
    """One row: a counter that every publishing raises, and the hash of the seed last read."""

    __tablename__ = "directory_state"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    seed_hash: Mapped[str | None] = mapped_column(String(64))
