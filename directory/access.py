"""How a person can get to a service: the ways in, and the hours and place that go with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from directory import hours
from directory.documents import Listing, Locality, Location, Phone, Schedule

WayIn = Literal["voice", "text", "textphone", "web", "email", "walk_in"]

WAY_NAMES = {"phone": "Phone", "walk_in": "Drop-in", "session": "Sessions"}


def ways_in(listing: Listing) -> frozenset[WayIn]:
    """Every way to get in touch that the listing gives; empty means it can never be offered."""
    found: set[WayIn] = {phone.kind for phone in listing.phones if phone.number}
    if listing.website:
        found.add("web")
    if listing.email:
        found.add("email")
    if walk_in(listing) or (not found and _has_sessions(listing)):
        found.add("walk_in")
    return frozenset(found)


def walk_in(listing: Listing) -> bool:
    """Whether one may simply go there."""
    places = public_places(listing)
    drop_in = any(schedule.what == "walk_in" for schedule in listing.schedules)
    return any(place.walk_in for place in places) or (drop_in and bool(places))


def without_voice(listing: Listing) -> bool:
    """Whether somebody who cannot use a voice call can get in touch."""
    return not listing.voice_only and bool(ways_in(listing) - {"voice", "textphone"})


def public_places(listing: Listing) -> tuple[Location, ...]:
    """The places that may be told: never a confidential one, nor one of which only a name is missing."""
    return tuple(place for place in listing.locations if not place.confidential and _says_where(place))


def best_place(listing: Listing, locality: Locality | None) -> Location | None:
    """The place to tell: in the person's locality if there is one, else where one can walk in."""
    places = sorted(
        public_places(listing),
        key=lambda place: (locality is None or place.locality != locality, not place.walk_in),
    )
    return places[0] if places else None


def best_phone(listing: Listing, *, voice_ok: bool) -> Phone | None:
    """The number to tell: voice first, free first; for somebody without voice only one to text."""
    kinds = ("voice", "text") if voice_ok else ("text",)
    usable = [phone for phone in listing.phones if phone.number and phone.kind in kinds]
    usable.sort(key=lambda phone: (kinds.index(phone.kind), not phone.free))
    return usable[0] if usable else None


def needs_travel(listing: Listing) -> bool:
    """Whether it can only be had by going there, as far as is known."""
    in_person = bool(public_places(listing)) or any(s.what != "phone" for s in listing.schedules)
    return in_person and not listing.remote


def usable_schedules(listing: Listing, *, voice_ok: bool) -> tuple[Schedule, ...]:
    """The hours that help this person: telephone hours are no use without a voice or a number to text."""
    by_phone = voice_ok or best_phone(listing, voice_ok=False) is not None
    return tuple(schedule for schedule in listing.schedules if by_phone or schedule.what != "phone")


def opening(listing: Listing, now: datetime, *, voice_ok: bool = True) -> hours.Opening:
    """When it can be reached or visited, whichever way comes first."""
    return _best(listing, now, voice_ok=voice_ok)[1]


def opening_words(listing: Listing, now: datetime, *, voice_ok: bool = True) -> str:
    """The opening in a few words, naming the way in where the ways have different hours."""
    way, found = _best(listing, now, voice_ok=voice_ok)
    words = hours.opening_words(found, now)
    ways = {schedule.what for schedule in usable_schedules(listing, voice_ok=voice_ok)}
    if not words or len(ways) < 2 or found.state == "always":
        return words
    return f"{WAY_NAMES[way]}: {words[:1].lower()}{words[1:]}"


def hours_words(listing: Listing, *, voice_ok: bool = True) -> str:
    """The whole week in words, each way in by itself."""
    if listing.always_open:
        return hours.week_words((), always_open=True)
    usable = usable_schedules(listing, voice_ok=voice_ok)
    by_way = _by_way(usable)
    words = {way: hours.week_words(rows) for way, rows in by_way.items()}
    if len(words) == 1:
        return next(iter(words.values()))
    return ". ".join(f"{WAY_NAMES[way]}: {text}" for way, text in words.items() if text)


def _best(listing: Listing, now: datetime, *, voice_ok: bool) -> tuple[str, hours.Opening]:
    if listing.always_open:
        return "phone", hours.Opening("always")
    if not listing.schedules:
        return "phone", hours.Opening("unknown")
    by_way = _by_way(usable_schedules(listing, voice_ok=voice_ok))
    found = [(way, hours.opening(rows, now)) for way, rows in by_way.items()]
    return min(found, key=lambda pair: _order(pair[1], now), default=("phone", hours.Opening("unknown")))


def _by_way(schedules: Sequence[Schedule]) -> dict[str, list[Schedule]]:
    by_way: dict[str, list[Schedule]] = {}
    for way in WAY_NAMES:
        rows = [schedule for schedule in schedules if schedule.what == way]
        if rows:
            by_way[way] = rows
    return by_way


def _order(found: hours.Opening, now: datetime) -> tuple[int, float]:
    rank = {"always": 0, "open": 1}.get(found.state, 2)
    wait = (found.next - now).total_seconds() if found.next else float("inf")
    return rank, 0.0 if rank < 2 else wait


def _says_where(place: Location) -> bool:
    return bool(place.name or place.address_1 or place.postal_code)


def _has_sessions(listing: Listing) -> bool:
    return bool(public_places(listing)) and any(schedule.what == "session" for schedule in listing.schedules)
