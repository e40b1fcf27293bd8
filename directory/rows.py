"""The rows that a listing becomes in the directory's tables; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from uuid import NAMESPACE_URL, uuid5

from directory import models
from directory.documents import Listing, Schedule
from directory.needs import NEEDS

NAMESPACE = uuid5(NAMESPACE_URL, "https://signpost.invalid/directory")
"""Where the ids of organizations, places and terms come from: the same thing has the same id everywhere."""


def made_id(kind: str, *names: str) -> str:
    """The uuid5 of a thing that has no id of its own in the document."""
    return str(uuid5(NAMESPACE, "\n".join((kind, *names))))


def search_text(listing: Listing) -> str:
    """All words a service may be found by; nothing confidential and no curators' notes."""
    places = [part for place in listing.locations if not place.confidential for part in (place.name, place.city)]
    labels = [NEEDS[tag.need].label for tag in listing.needs]
    parts = [listing.name, listing.organization.name, listing.description, *listing.does.values(), *labels]
    return " ".join(part for part in [*parts, *places, listing.eligibility.text] if part)


def service_row(listing: Listing, organization_id: str, number: int, now: datetime) -> dict[str, object]:
    return {
        "id": listing.id,
        "organization_id": organization_id,
        "name": listing.name,
        "description": listing.description,
        "url": listing.website or None,
        "email": listing.email or None,
        "status": listing.status,
        "fees_description": listing.cost or None,
        "application_process": listing.apply or None,
        "wait_time": listing.waiting_time or None,
        "eligibility_description": listing.eligibility.text or None,
        "minimum_age": listing.eligibility.minimum_age,
        "maximum_age": listing.eligibility.maximum_age,
        "assured_date": listing.verified_on,
        "assured_by": listing.verified_by or None,
        "last_modified": now,
        "slug": listing.slug,
        "version": number,
        "text_instructions": listing.text_instructions or None,
        "bring": listing.bring or None,
        "always_open": listing.always_open,
        "remote": listing.remote,
        "voice_only": listing.voice_only,
        "may_answer_danger": listing.danger,
        "capacity_status": listing.capacity.status,
        "capacity_until": listing.capacity.until,
        "source": listing.source,
        "source_date": listing.source_date or None,
        "curator_notes": listing.notes or None,
    }


def rows_of_service(listing: Listing) -> dict[type[models.Base], list[dict[str, object]]]:
    def numbered(kind: str, rows: Iterator[dict[str, object]]) -> list[dict[str, object]]:
        return [
            {"id": made_id(kind, listing.id, str(at)), "service_id": listing.id, **row} for at, row in enumerate(rows)
        ]

    rules, area = listing.eligibility, listing.service_area
    kinds: list[tuple[str, str]] = [("gender", rules.gender)] if rules.gender else []
    kinds += [("for_whom", value) for value in rules.for_whom]
    kinds += [("excludes", value) for value in rules.excludes]
    extents = [("GB", "national")] if area.national else []
    extents += [(locality, "locality") for locality in area.localities]
    extents = extents or [("Blackburn with Darwen", "borough")]
    attributes: list[dict[str, object]] = [
        {
            "id": made_id("attribute", listing.id, tag.need),
            "link_id": listing.id,
            "link_type": "service",
            "taxonomy_term_id": made_id("term", tag.need),
            "strength": tag.strength,
            "confirmed_by_hand": tag.confirmed_by_hand,
            "does": listing.does.get(tag.need),
        }
        for tag in listing.needs
    ]
    return {
        models.Phone: numbered(
            "phone",
            (
                {"number": p.number, "kind": p.kind, "free": p.free, "description": p.hours_note or None}
                for p in listing.phones
            ),
        ),
        models.Schedule: numbered("schedule", (_schedule_row(s) for s in listing.schedules)),
        models.CostOption: numbered("cost", ({"option": cost} for cost in (listing.cost,) if cost)),
        models.Language: numbered("language", ({"name": name} for name in listing.languages)),
        models.Eligibility: numbered("eligibility", ({"kind": k, "value": v} for k, v in kinds)),
        models.ServiceArea: numbered("area", ({"extent": e, "extent_type": t} for e, t in extents)),
        models.Attribute: attributes,
    }


def _schedule_row(schedule: Schedule) -> dict[str, object]:
    def clock(at: time | None) -> str | None:
        return at.strftime("%H:%M") if at else None

    return {
        "valid_from": schedule.valid_from,
        "valid_to": schedule.valid_to,
        "freq": "WEEKLY" if schedule.byday else None,
        "byday": ",".join(schedule.byday) or None,
        "opens_at": clock(schedule.opens_at),
        "closes_at": clock(schedule.closes_at),
        "attending_type": schedule.what,
        "description": schedule.description or None,
    }
