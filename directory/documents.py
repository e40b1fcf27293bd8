"""The listing document: the versioned JSON from which a service is published, and its rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from hashlib import sha256
from typing import Literal, NewType, cast
from uuid import UUID

from directory.fields import DocumentError, Fields, Problem
from directory.needs import SLUGS

__all__ = ["DocumentError", "Listing", "Problem", "content_hash"]

ServiceId = NewType("ServiceId", str)
"""The uuid of a service, in its usual text form."""

Locality = Literal["darwen", "north", "east", "west"]
Funder = Literal["council", "nhs", "both", "charity", "national"]
Status = Literal["active", "inactive", "defunct", "temporarily closed"]
PhoneKind = Literal["voice", "text", "textphone"]
Way = Literal["phone", "walk_in", "session"]
CapacityStatus = Literal["open", "full", "closed_until"]
Weekday = Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

WEEKDAYS: tuple[Weekday, ...] = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LOCALITIES: tuple[Locality, ...] = ("darwen", "north", "east", "west")
FUNDERS = ("council", "nhs", "both", "charity", "national")
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
PHONE_KINDS = ("voice", "text", "textphone")
WAYS = ("phone", "walk_in", "session")
CAPACITIES = ("open", "full", "closed_until")
TONIGHT = ("bed", "food", "heat", "light", "duty")
DOES_LENGTH = 70


@dataclass(frozen=True)
class Organization:
    """Who runs the service, and who pays for it."""

    name: str
    funder: Funder
    website: str = ""


@dataclass(frozen=True)
class NeedTag:
    """One need that the service answers; ``strength`` 3 is its main purpose, 1 a side effect.

    ``words`` say which part of the need it answers ("hostel", "nowhere to live"); none means all of it.
    """

    need: str
    strength: int = 2
    confirmed_by_hand: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Phone:
    """A number to ring or text; ``free`` from any UK phone."""

    number: str
    kind: PhoneKind = "voice"
    free: bool = False
    hours_note: str = ""


@dataclass(frozen=True)
class Location:
    """A place where the service is; a confidential one (a refuge) is never told to anyone."""

    name: str = ""
    address_1: str = ""
    city: str = ""
    postal_code: str = ""
    confidential: bool = False
    walk_in: bool = False
    locality: Locality | None = None
    accessibility: str = ""


@dataclass(frozen=True)
class Schedule:
    """Weekly hours in local time. ``closes_at`` at or before ``opens_at`` is the next day.

    Without days or times only ``description`` is known ("First Tuesday of the month").
    """

    what: Way
    byday: tuple[Weekday, ...] = ()
    opens_at: time | None = None
    closes_at: time | None = None
    description: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True)
class EligibilityRules:
    """Who the service is for. Ages are whole years, both ends included; empty means no rule."""

    minimum_age: int | None = None
    maximum_age: int | None = None
    gender: Literal["women", "men"] | None = None
    for_whom: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class ServiceArea:
    """Whom it serves: the whole country, or localities (none named means the whole borough)."""

    national: bool = False
    localities: tuple[Locality, ...] = ()


@dataclass(frozen=True)
class Capacity:
    """Whether it takes new people; ``until`` is the first day it will again."""

    status: CapacityStatus = "open"
    until: date | None = None


@dataclass(frozen=True)
class Listing:
    """One service as published. ``does`` holds, for each need, what it does for a person with that need."""

    id: ServiceId
    slug: str
    name: str
    organization: Organization
    description: str
    does: Mapping[str, str]
    needs: tuple[NeedTag, ...]
    source: str
    status: Status = "active"
    phones: tuple[Phone, ...] = ()
    text_instructions: str = ""
    email: str = ""
    website: str = ""
    locations: tuple[Location, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    always_open: bool = False
    languages: tuple[str, ...] = ()
    eligibility: EligibilityRules = field(default_factory=EligibilityRules)
    service_area: ServiceArea = field(default_factory=ServiceArea)
    capacity: Capacity = field(default_factory=Capacity)
    remote: bool = False
    voice_only: bool = False
    cost: str = ""
    bring: str = ""
    apply: str = ""
    waiting_time: str = ""
    tonight: tuple[str, ...] = ()
    danger: bool = False
    verified_on: date | None = None
    verified_by: str = ""
    source_date: str = ""
    notes: str = ""

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Listing:
        """Read a document. Raises DocumentError naming every field that is wrong, and what would be right."""
        fields = Fields.root(document)
        listing = _listing(fields)
        if fields.problems:
            raise DocumentError(fields.problems)
        return listing


def content_hash(document: Mapping[str, object]) -> str:
    """The same for two documents that say the same, whatever the order of their keys."""
    return sha256(json.dumps(document, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _listing(fields: Fields) -> Listing:
    needs = tuple(_need_tag(row) for row in fields.rows("needs"))
    listing = Listing(
        id=ServiceId(_uuid(fields)),
        slug=fields.slug("slug"),
        name=fields.text("name", required=True),
        organization=_organization(fields.object("organization", required=True)),
        status=cast(Status, fields.choice("status", STATUSES, default="active")),
        description=fields.text("description", required=True),
        does=fields.texts_by("does", SLUGS, longest=DOES_LENGTH),
        needs=needs,
        source=fields.text("source", required=True),
        phones=tuple(_phone(row) for row in fields.rows("phones")),
        text_instructions=fields.text("text_instructions"),
        email=fields.text("email"),
        website=fields.web("website"),
        locations=tuple(_location(row) for row in fields.rows("locations")),
        schedules=tuple(_schedule(row) for row in fields.rows("schedules")),
        always_open=fields.flag("always_open"),
        languages=fields.texts("languages"),
        eligibility=_eligibility(fields.object("eligibility")),
        service_area=_service_area(fields.object("service_area")),
        capacity=_capacity(fields.object("capacity")),
        remote=fields.flag("remote"),
        voice_only=fields.flag("voice_only"),
        cost=fields.text("cost"),
        bring=fields.text("bring"),
        apply=fields.text("apply"),
        waiting_time=fields.text("waiting_time"),
        tonight=fields.choices("tonight", TONIGHT),
        danger=fields.flag("danger"),
        verified_on=fields.day("verified_on"),
        verified_by=fields.text("verified_by"),
        source_date=fields.text("source_date"),
        notes=fields.text("notes"),
    )
    tagged = [tag.need for tag in needs]
    for need in listing.does:
        if need not in tagged:
            fields.wrong(f"does.{need}", "there is no such need on this listing", f"tag the need {need} too")
    if len(set(tagged)) < len(tagged):
        fields.wrong("needs", "a need is tagged twice", "each need once")
    fields.no_others()
    return listing


def _uuid(fields: Fields) -> str:
    given = fields.text("id", required=True)
    try:
        return str(UUID(given))
    except ValueError:
        if given:
            fields.wrong("id", f"{given!r} is not a uuid", "a uuid such as 8f14e45f-ceea-467f-a7d6-1234567890ab")
        return ""


def _organization(fields: Fields) -> Organization:
    organization = Organization(
        name=fields.text("name", required=True),
        funder=cast(Funder, fields.choice("funder", FUNDERS, default="charity")),
        website=fields.web("website"),
    )
    fields.no_others()
    return organization


def _need_tag(fields: Fields) -> NeedTag:
    tag = NeedTag(
        need=fields.choice("need", SLUGS),
        strength=fields.whole("strength", 1, 3, default=2) or 2,
        confirmed_by_hand=fields.flag("confirmed_by_hand"),
        words=fields.texts("words"),
    )
    fields.no_others()
    return tag


def _phone(fields: Fields) -> Phone:
    phone = Phone(
        number=fields.text("number", required=True),
        kind=cast(PhoneKind, fields.choice("kind", PHONE_KINDS, default="voice")),
        free=fields.flag("free"),
        hours_note=fields.text("hours_note"),
    )
    if phone.number and not set(phone.number) <= set("0123456789 +"):
        fields.wrong("number", f"{phone.number!r} has more than digits in it", "digits and spaces only")
    fields.no_others()
    return phone


def _location(fields: Fields) -> Location:
    locality = fields.choice("locality", LOCALITIES, default="")
    location = Location(
        name=fields.text("name"),
        address_1=fields.text("address_1"),
        city=fields.text("city"),
        postal_code=fields.text("postal_code"),
        confidential=fields.flag("confidential"),
        walk_in=fields.flag("walk_in"),
        locality=cast(Locality, locality) if locality else None,
        accessibility=fields.text("accessibility"),
    )
    fields.no_others()
    return location


def _schedule(fields: Fields) -> Schedule:
    schedule = Schedule(
        what=cast(Way, fields.choice("what", WAYS, default="phone")),
        byday=cast(tuple[Weekday, ...], fields.comma_choices("byday", WEEKDAYS)),
        opens_at=fields.clock("opens_at"),
        closes_at=fields.clock("closes_at"),
        description=fields.text("description"),
        valid_from=fields.day("valid_from"),
        valid_to=fields.day("valid_to"),
    )
    if bool(fields.values.get("opens_at")) != bool(fields.values.get("closes_at")):
        fields.wrong("opens_at", "only one of opens_at and closes_at is there", "both, or neither")
    if schedule.opens_at is not None and not fields.values.get("byday"):
        fields.wrong("byday", "there are times and no days", 'days such as "MO,TU"')
    if schedule.opens_at is None and not schedule.description:
        fields.wrong("description", "there are no times and no words", "times, or words that say when")
    fields.no_others()
    return schedule


def _eligibility(fields: Fields) -> EligibilityRules:
    gender = fields.choice("gender", ("women", "men"), default="")
    rules = EligibilityRules(
        minimum_age=fields.whole("minimum_age", 0, 120),
        maximum_age=fields.whole("maximum_age", 0, 120),
        gender=cast(Literal["women", "men"], gender) if gender else None,
        for_whom=fields.texts("for_whom"),
        excludes=fields.texts("excludes"),
        text=fields.text("text"),
    )
    low, high = rules.minimum_age, rules.maximum_age
    if low is not None and high is not None and low > high:
        fields.wrong("maximum_age", f"{high} is below the minimum of {low}", "an age from the minimum up")
    fields.no_others()
    return rules


def _service_area(fields: Fields) -> ServiceArea:
    area = ServiceArea(
        national=fields.flag("national"),
        localities=cast(tuple[Locality, ...], fields.choices("localities", LOCALITIES)),
    )
    fields.no_others()
    return area


def _capacity(fields: Fields) -> Capacity:
    capacity = Capacity(
        status=cast(CapacityStatus, fields.choice("status", CAPACITIES, default="open")),
        until=fields.day("until"),
    )
    if capacity.status == "closed_until" and capacity.until is None:
        fields.wrong("until", "it is missing", "the first day it takes people again, such as 2027-01-04")
    fields.no_others()
    return capacity
