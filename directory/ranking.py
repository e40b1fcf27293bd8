"""How good a match is: named parts between 0 and 1, weighed by a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from directory import access
from directory.documents import Listing
from directory.eligibility import Fact, Fit, speaks
from directory.hours import Opening
from directory.query import Query, Reason
from directory.stems import stem_set

Part = Literal[
    "several",
    "strength",
    "eligible",
    "made_for",
    "local",
    "area",
    "open",
    "checked",
    "reach",
    "contact",
    "language",
    "topic",
    "text",
]

WEIGHTS: Mapping[Part, float] = {
    "several": 3.0,  # answers more than one of the asked needs
    "strength": 4.0,  # a main purpose of the service, not a side effect
    "eligible": 4.5,  # known to be for this person, rather than perhaps
    "made_for": 2.0,  # made for people like this one: young people's services for young people first
    "local": 1.75,  # local before national
    "area": 0.5,  # in, or especially for, the person's own locality
    "open": 0.75,  # can be reached now, or soon
    "checked": 1.0,  # somebody has verified it
    "reach": 1.0,  # reached in the way the person asked for
    "contact": 4.0,  # can be rung, texted or walked into: a website is no use without data
    "topic": 8.0,  # answers the part of the need that the person spoke of
    "language": 2.0,  # speaks the person's language
    "text": 1.0,  # the person's own words are in the listing
}
TONIGHT_WEIGHTS: Mapping[Part, float] = {**WEIGHTS, "open": 20.0}
"""Tonight, what is open now comes first whatever else."""
TEXT_WEIGHTS: Mapping[Part, float] = {**WEIGHTS, "text": 10.0}
"""With no need known, the words are all there is to go by."""

SOON = timedelta(hours=24)
ADULT = 18
NAME_SHARE, BODY_SHARE = 1.0, 0.6
"""What a word of the person's counts for in the name, and in the rest of a listing."""


@dataclass(frozen=True)
class Entry:
    """A published listing with what every search reads of it, prepared once.

    ``topics`` are, for each need of which it answers a part, the stems of each phrase for that part.
    ``contact`` is what its ways in are worth (see CONTACT), without and with a voice call.
    """

    listing: Listing
    needs: Mapping[str, int]
    topics: Mapping[str, tuple[frozenset[str], ...]]
    name_stems: frozenset[str]
    stems: frozenset[str]
    ways: frozenset[access.WayIn]
    areas: frozenset[str]
    has_place: bool
    contact: tuple[float, float]

    @classmethod
    def of(cls, listing: Listing, text: str) -> Entry:
        """Prepare a listing that is found by ``text``."""
        phrases = {tag.need: [stem_set([phrase]) for phrase in tag.words] for tag in listing.needs}
        places = access.public_places(listing)
        return cls(
            listing=listing,
            needs={tag.need: tag.strength for tag in listing.needs},
            topics={need: tuple(filter(None, given)) for need, given in phrases.items() if any(given)},
            name_stems=stem_set([listing.name, listing.organization.name]),
            stems=stem_set([text]),
            ways=access.ways_in(listing),
            areas=frozenset(listing.service_area.localities) | {one.locality for one in places if one.locality},
            has_place=bool(places),
            contact=(_contact(listing, voice_ok=False), _contact(listing, voice_ok=True)),
        )

    def speaks_to(self, need: str, topics: frozenset[str]) -> bool | None:
        """Whether it answers the part of the need that was spoken of; None when it answers all of the need."""
        phrases = self.topics.get(need)
        return any(phrase <= topics for phrase in phrases) if phrases else None


@dataclass(frozen=True)
class Candidate:
    """A listing held against one question: what it covers, whom it is for, when it opens, shared words."""

    entry: Entry
    covers: tuple[str, ...]
    fit: Fit
    opening: Opening
    text_share: float = 0.0

    @property
    def listing(self) -> Listing:
        """The listing itself."""
        return self.entry.listing


def score(candidate: Candidate, query: Query, now: datetime) -> float:
    """The sum of the parts, each times its weight; rounded so that ties are ties on every machine."""
    weights = weights_for(query)
    return round(sum(weights[part] * value for part, value in parts(candidate, query, now).items()), 6)


def weights_for(query: Query) -> Mapping[Part, float]:
    """The table of weights that goes with the kind of question."""
    if query.tonight:
        return TONIGHT_WEIGHTS
    return WEIGHTS if query.needs else TEXT_WEIGHTS


def parts(candidate: Candidate, query: Query, now: datetime) -> dict[Part, float]:
    """Every part of the score by name, each from 0 to 1."""
    entry, listing = candidate.entry, candidate.listing
    local = not listing.service_area.national
    topic = _topic(candidate, frozenset(query.topics))
    return {
        "several": _several(len(candidate.covers)),
        "strength": _strength(candidate, topic == 1),
        "eligible": _eligible(candidate, topic == 1),
        "made_for": float(candidate.fit.made_for),
        "local": float(local),
        "area": float(local and query.locality in entry.areas),
        "open": _open(candidate.opening, now),
        "checked": float(listing.verified_on is not None),
        "reach": _reach(entry, query),
        "contact": entry.contact[query.voice_ok],
        "topic": topic,
        "language": _language(listing, query),
        "text": candidate.text_share,
    }


def reasons(candidate: Candidate, query: Query, now: datetime) -> tuple[Reason, ...]:
    """Why it was chosen, in the order of the parts."""
    listing, opening = candidate.listing, candidate.opening
    found = parts(candidate, query, now)
    local = not listing.service_area.national
    said: dict[Reason, bool] = {
        "covers_several": found["several"] > 0,
        "strong_match": found["strength"] == 1,
        "made_for_you": candidate.fit.made_for,
        "eligible": candidate.fit.answer == "yes",
        "serves_your_area": found["area"] > 0,
        "local": local,
        "national": not local,
        "any_time": opening.state == "always",
        "open_now": opening.state == "open",
        "opens_soon": opening.state == "closed" and found["open"] == OPENS_SOON,
        "language": speaks(listing.languages, query.language) is True,
        "without_voice": not query.voice_ok,
        "remote": query.remote is True and found["reach"] > 0,
        "face_to_face": query.remote is False and found["reach"] > 0,
        "text_match": found["text"] > 0,
        "checked": listing.verified_on is not None,
    }
    return tuple(reason for reason, true in said.items() if true)


OPEN_NOW, OPENS_SOON, OPENS_LATER, HOURS_UNKNOWN = 1.0, 0.5, 0.3, 0.2


def _open(opening: Opening, now: datetime) -> float:
    if opening.state in ("always", "open"):
        return OPEN_NOW
    if opening.state == "unknown" or opening.next is None:
        return HOURS_UNKNOWN
    return OPENS_SOON if opening.next - now <= SOON else OPENS_LATER


def _several(covered: int) -> float:
    """Two needs in one go is most of the gain."""
    return {0: 0.0, 1: 0.0, 2: 0.75}.get(covered, 1.0)


def _strength(candidate: Candidate, spoken: bool) -> float:
    """The part that was spoken of is the main purpose of a service for that part, however small the need's share."""
    if spoken:
        return 1.0
    needs = candidate.entry.needs
    return max((needs[need] for need in candidate.covers if need in needs), default=1.5) / 3


GROUP_UNKNOWN, AGES_UNKNOWN, GENDER_UNKNOWN, ADULT_UNKNOWN = 0.0, 0.15, 0.1, 0.8
"""Not knowing counts less the narrower the rule: most people are no veterans, half are women, most are adults."""


def _eligible(candidate: Candidate, spoken: bool) -> float:
    """Who speaks of the army or of no home is taken for one of those it is for."""
    fit, rules = candidate.fit, candidate.listing.eligibility
    if fit.answer == "yes":
        return 1.0
    for_adults = rules.maximum_age is None and (rules.minimum_age or 0) <= ADULT
    values: dict[Fact, float] = {
        "for_whom": 1.0 if spoken else GROUP_UNKNOWN,
        "gender": GENDER_UNKNOWN,
        "age": ADULT_UNKNOWN if for_adults else AGES_UNKNOWN,
    }
    return min((values[fact] for fact in fit.missing), default=GROUP_UNKNOWN)


def _reach(entry: Entry, query: Query) -> float:
    if not query.voice_ok:
        return 1.0 if "text" in entry.ways else 0.5
    if query.remote is True:
        return float(entry.listing.remote)
    if query.remote is False:
        return float(entry.has_place)
    return 0.0


CONTACT: Mapping[str, float] = {
    "free_phone": 1.0,
    "text": 0.9,
    "walk_in": 0.9,
    "phone": 0.85,
    "door": 0.6,
    "place": 0.4,
    "email": 0.2,
    "web": 0.1,
}
"""What a way in is worth to somebody with a phone and neither data nor credit; the best one counts.

A door is a place to walk into at hours nobody knows: one may go there in vain.
"""


def _contact(listing: Listing, *, voice_ok: bool) -> float:
    ways: set[str] = set(access.ways_in(listing))
    if "walk_in" in ways and not any(row.byday for row in listing.schedules if row.what != "phone"):
        ways = (ways - {"walk_in"}) | {"door"}
    if voice_ok and "voice" in ways:
        free = any(phone.free for phone in listing.phones if phone.kind == "voice")
        ways.add("free_phone" if free else "phone")
    if access.public_places(listing):
        ways.add("place")
    return max((CONTACT.get(way, 0.0) for way in ways), default=0.0)


GENERAL: Mapping[int, float] = {1: 0.6, 2: 0.65, 3: 0.7}
"""What a service for the whole of a need counts for beside one for the very part that was spoken of, by strength."""


def _topic(candidate: Candidate, topics: frozenset[str]) -> float:
    """Whether it answers the part of the need that was spoken of; a narrow one that does not, is no use."""
    found = 0.0
    for need in candidate.covers:
        spoken = candidate.entry.speaks_to(need, topics)
        if spoken:
            return 1.0
        found = max(found, GENERAL[candidate.entry.needs.get(need, 1)] if spoken is None else 0.0)
    return found


def _language(listing: Listing, query: Query) -> float:
    if not query.language:
        return 0.0
    spoken = speaks(listing.languages, query.language)
    return {True: 1.0, False: 0.0, None: 0.3}[spoken]


def text_share(entry: Entry, wanted: frozenset[str]) -> float:
    """How many of the wanted stems are in the listing, from 0 to 1; the name counts most."""
    if not wanted:
        return 0.0
    in_name = len(wanted & entry.name_stems)
    in_body = len((wanted & entry.stems) - entry.name_stems)
    return (NAME_SHARE * in_name + BODY_SHARE * in_body) / len(wanted)
