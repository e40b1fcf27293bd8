"""Publishes a listing: keeps its document as a version and writes its rows, inside a given transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from directory import models
from directory.documents import Listing, Location, content_hash
from directory.needs import NEEDS
from directory.rows import made_id, rows_of_service, search_text, service_row
from directory.stems import stems

OF_SERVICE = (
    models.Phone,
    models.Schedule,
    models.CostOption,
    models.Language,
    models.Eligibility,
    models.ServiceArea,
)
"""Tables whose rows belong to one service and are written anew when it is published."""


class SlugTakenError(ValueError):
    """Another service already has this slug."""


@dataclass(frozen=True)
class Published:
    """What publishing did: the version number the service has now, and whether that is a new one."""

    number: int
    changed: bool


def publish(
    connection: Connection, document: Mapping[str, Any], listing: Listing, *, by: str, now: datetime
) -> Published:
    """Write one listing and keep its document as the next version; the same content again writes nothing.

    Raises SlugTakenError when the slug belongs to another service.
    """
    taken = connection.scalar(select(models.Service.id).where(models.Service.slug == listing.slug))
    if taken not in (None, listing.id):
        raise SlugTakenError(f"The slug {listing.slug!r} belongs to the service {taken}; choose another")
    latest = connection.execute(
        select(models.ListingVersion.number, models.ListingVersion.content_hash)
        .where(models.ListingVersion.service_id == listing.id)
        .order_by(models.ListingVersion.number.desc())
        .limit(1)
    ).one_or_none()
    hashed = content_hash(document)
    if latest is not None and latest.content_hash == hashed:
        return Published(latest.number, changed=False)
    number = 1 if latest is None else latest.number + 1
    connection.execute(
        insert(models.ListingVersion).values(
            service_id=listing.id,
            number=number,
            document=dict(document),
            content_hash=hashed,
            published_at=now,
            published_by=by,
        )
    )
    _write_rows(connection, listing, number=number, now=now)
    return Published(number, changed=True)


def raise_version(connection: Connection) -> None:
    """Tell every process that holds the listings in memory to read them again."""
    state = models.DirectoryState
    connection.execute(update(state).values(version=state.version + 1))


def stem_again(connection: Connection) -> None:
    """Bring the stems that full text looks through in line with the rules of stems."""
    found_by = models.SearchDocument
    for row in connection.execute(select(found_by.service_id, found_by.stems, found_by.text)).all():
        now = " ".join(stems(row.text))
        if now != row.stems:
            _put(connection, found_by, {"service_id": row.service_id, "stems": now}, key="service_id")


def put_terms(connection: Connection) -> None:
    """Bring the needs taxonomy in line with the needs list."""
    term_table = models.TaxonomyTerm
    known = {(row.code, row.name) for row in connection.execute(select(term_table.code, term_table.name))}
    if known >= {(need.slug, need.label) for need in NEEDS.values()}:
        return
    taxonomy_id = made_id("taxonomy", "needs")
    _put(
        connection,
        models.Taxonomy,
        {"id": taxonomy_id, "name": "Signpost needs", "description": "What a person may need help with"},
    )
    for need in NEEDS.values():
        term = {
            "id": made_id("term", need.slug),
            "taxonomy_id": taxonomy_id,
            "code": need.slug,
            "name": need.label,
            "description": f"{need.label} ({need.area})",
            "term_uri": need.term_uri,
        }
        _put(connection, models.TaxonomyTerm, term)


def _write_rows(connection: Connection, listing: Listing, *, number: int, now: datetime) -> None:
    organization_id = made_id("organization", listing.organization.name)
    organization = {
        "id": organization_id,
        "name": listing.organization.name,
        "description": "",
        "funder": listing.organization.funder,
        "website": listing.organization.website or None,
    }
    _put(connection, models.Organization, organization)
    _put(connection, models.Service, service_row(listing, organization_id, number, now))
    for owned in OF_SERVICE:
        connection.execute(delete(owned).where(owned.service_id == listing.id))
    _write_places(connection, listing)
    connection.execute(delete(models.Attribute).where(models.Attribute.link_id == listing.id))
    for table, rows in rows_of_service(listing).items():
        if rows:
            connection.execute(insert(table), rows)
    words = search_text(listing)
    found_by = {"service_id": listing.id, "stems": " ".join(stems(words)), "text": words}
    _put(connection, models.SearchDocument, found_by, key="service_id")


def _write_places(connection: Connection, listing: Listing) -> None:
    """Places are this service's own: two services at one address are two rows, so that neither can undo
    the other's confidential flag."""
    links = models.ServiceAtLocation
    old = connection.scalars(select(links.location_id).where(links.service_id == listing.id)).all()
    connection.execute(delete(models.Location).where(models.Location.id.in_(old)))
    for number, place in enumerate(listing.locations):
        location_id = made_id("location", listing.id, str(number))
        _write_place(connection, place, location_id)
        link = {"id": made_id("at", location_id), "service_id": listing.id, "location_id": location_id}
        connection.execute(insert(links).values(**link, walk_in=place.walk_in))


def _write_place(connection: Connection, place: Location, location_id: str) -> None:
    connection.execute(insert(models.Location).values(id=location_id, name=place.name or None, locality=place.locality))
    connection.execute(
        insert(models.Address).values(
            id=made_id("address", location_id),
            location_id=location_id,
            address_1=place.address_1 or None,
            city=place.city or None,
            postal_code=place.postal_code or None,
            confidential=place.confidential,
        )
    )
    if place.accessibility:
        connection.execute(
            insert(models.Accessibility).values(
                id=made_id("accessibility", location_id),
                location_id=location_id,
                description=place.accessibility,
            )
        )


def _put(connection: Connection, table: type[models.Base], row: Mapping[str, Any], *, key: str = "id") -> None:
    """Update the row with this key, or insert it."""
    column = getattr(table, key)
    changed = connection.execute(update(table).where(column == row[key]).values(**row))
    if not changed.rowcount:
        connection.execute(insert(table).values(**row))
