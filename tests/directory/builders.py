"""Builders that speak the domain: listing documents, schedules and moments in Blackburn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import NAMESPACE_DNS, uuid5
from zoneinfo import ZoneInfo

from directory.documents import WEEKDAYS, Listing, Schedule, Way

LONDON = ZoneInfo("Europe/London")
MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)
PHONE = {"number": "01632 960001", "free": False, "kind": "voice"}
TEXT_LINE = {"number": "07700 900123", "free": False, "kind": "text"}


def service_id(slug: str) -> str:
    """The id every test gives to the service with this slug."""
    return str(uuid5(NAMESPACE_DNS, f"{slug}.example"))


def document(
    slug: str = "help-hub", needs: Iterable[str] = ("housing",), *, words: Iterable[str] = (), **changes: Any
) -> dict[str, Any]:
    """A well formed listing document: local, active, by phone, verified; change what the test is about.

    With ``words`` it answers only the part of each need that they name.
    """
    needs = tuple(needs)
    made: dict[str, Any] = {
        "id": service_id(slug),
        "slug": slug,
        "name": slug.replace("-", " ").title(),
        "organization": {"name": f"{slug} charity", "funder": "charity", "website": None},
        "status": "active",
        "description": "Helps people.",
        "does": {need: f"helps with {need}" for need in needs},
        "needs": [{"need": need, "confirmed_by_hand": True, "strength": 2, "words": list(words)} for need in needs],
        "phones": [PHONE],
        "locations": [],
        "schedules": [],
        "always_open": False,
        "languages": [],
        "eligibility": {},
        "service_area": {"national": False, "localities": []},
        "remote": True,
        "voice_only": False,
        "cost": "Free",
        "tonight": [],
        "danger": False,
        "verified_on": "2026-11-01",
        "verified_by": "A curator",
        "source": "a test",
    }
    return {**made, **changes}


def listing(
    slug: str = "help-hub", needs: Iterable[str] = ("housing",), *, words: Iterable[str] = (), **changes: Any
) -> Listing:
    """The listing of such a document."""
    return Listing.from_json(document(slug, needs, words=words, **changes))


def place(**changes: Any) -> dict[str, Any]:
    """A public place that one can walk into."""
    made = {
        "name": "The Hall",
        "address_1": "1 Example Street",
        "city": "Blackburn",
        "postal_code": "BB1 1ZZ",
        "confidential": False,
        "walk_in": True,
    }
    return {**made, **changes}


def hours_row(days: str, opens: str, closes: str, what: Way = "phone") -> dict[str, Any]:
    """A schedule as a document writes it."""
    return {"byday": days, "opens_at": opens, "closes_at": closes, "what": what}


def schedule(days: str, opens: str, closes: str, what: Way = "phone") -> Schedule:
    """A schedule such as ("MO,TU", "09:00", "17:00"); "every day" is all seven."""
    codes = WEEKDAYS if days == "every day" else tuple(d for d in WEEKDAYS if d in days.split(","))
    closing = time() if closes == "24:00" else time.fromisoformat(closes)
    return Schedule(what=what, byday=codes, opens_at=time.fromisoformat(opens), closes_at=closing)


def at(day: str, clock: str = "12:00") -> datetime:
    """A moment in Blackburn: at("2026-11-23", "10:00")."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)
