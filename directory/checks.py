"""What a curator should look at: listings that are wrong, unsafe, unchecked or out of date; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from directory import access
from directory.documents import Listing, ServiceId
from directory.needs import NEEDS

Severity = Literal["wrong", "overdue"]
CHECK_EVERY = timedelta(days=90)
"""Open Referral UK asks for an assurance less than three months old (its compliance page)."""


@dataclass(frozen=True)
class ListingProblem:
    """One thing to put right. ``wrong`` must be mended; ``overdue`` waits for somebody to ring and check."""

    service_id: ServiceId | None
    slug: str
    field: str
    wrong: str
    severity: Severity


def check_listings(listings: Sequence[Listing], now: datetime) -> list[ListingProblem]:
    """Every problem of the listings and of the directory as a whole, worst first, then by slug."""
    found = [problem for listing in listings for problem in _check(listing, now)]
    found += _repeated_names(listings)
    offered = [one for one in listings if one.status == "active" and access.ways_in(one)]
    answered = {tag.need for listing in offered for tag in listing.needs}
    found += [
        ListingProblem(None, "", f"needs.{need}", "no listing that can be offered answers it", "wrong")
        for need in NEEDS
        if need not in answered
    ]
    return sorted(found, key=lambda problem: (problem.severity != "wrong", problem.slug, problem.field))


def _check(listing: Listing, now: datetime) -> Iterator[ListingProblem]:
    def as_problem(row: tuple[str, str], severity: Severity) -> ListingProblem:
        return ListingProblem(listing.id, listing.slug, *row, severity)

    yield from (as_problem(row, "wrong") for row in _wrong(listing))
    yield from (as_problem(row, "overdue") for row in _overdue(listing, now))


def _wrong(listing: Listing) -> Iterator[tuple[str, str]]:
    if not access.ways_in(listing):
        yield "phones", "there is no way to get in touch, so it is never offered"
    if not listing.needs:
        yield "needs", "it is tagged with no need, so it is never found by one"
    for tag in listing.needs:
        if not tag.confirmed_by_hand:
            yield f"needs.{tag.need}", "nobody has confirmed this tag by hand"
        if tag.need not in listing.does:
            yield f"does.{tag.need}", "nothing says what it does for this need"
    for secret in _told_secrets(listing):
        yield "locations", f"a confidential place is named in the text: {secret}"
    if listing.verified_on is not None and not listing.verified_by:
        yield "verified_by", "it does not say who checked it"


def _overdue(listing: Listing, now: datetime) -> Iterator[tuple[str, str]]:
    if listing.verified_on is None:
        yield "verified_on", "nobody has checked it yet"
        if listing.danger or listing.tonight:
            yield "danger", "unchecked, so it cannot answer danger or tonight"
    elif (age := now.date() - listing.verified_on) > CHECK_EVERY:
        yield "verified_on", f"it was last checked {age.days} days ago"


def _told_secrets(listing: Listing) -> Iterator[str]:
    told = " ".join(
        [
            listing.name,
            listing.description,
            listing.bring,
            listing.apply,
            listing.text_instructions,
            listing.eligibility.text,
            *listing.does.values(),
            *(schedule.description for schedule in listing.schedules),
        ]
    ).casefold()
    for place in listing.locations:
        if place.confidential:
            yield from (part for part in (place.address_1, place.postal_code) if part and part.casefold() in told)


def _repeated_names(listings: Sequence[Listing]) -> Iterator[ListingProblem]:
    counts = Counter(listing.name.casefold() for listing in listings)
    for listing in listings:
        if counts[listing.name.casefold()] > 1:
            wrong = "another listing has the same name"
            yield ListingProblem(listing.id, listing.slug, "name", wrong, "wrong")
