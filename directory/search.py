"""Which services to offer to one question, in which order, and why others were left out; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from directory import access
from directory.cards import make_card, why_words
from directory.documents import ServiceId
from directory.eligibility import Person, fit
from directory.hours import LONDON
from directory.query import Match, Miss, NearMiss, Query, Results, Uncovered, Unmet
from directory.ranking import Candidate, Entry, reasons, score, text_share
from directory.stems import stem_set

TONIGHT_WITHIN = timedelta(hours=12)
LEAST_TEXT_SHARE = 0.3
"""Below this, too few of the person's words are in a listing for the words alone to speak for it."""

MISSES: Mapping[Miss, tuple[Unmet, str]] = {
    "not_active": ("none_exists", "It is not active."),
    "no_contact": ("none_exists", "There is no way to get in touch."),
    "not_checked": ("none_exists", "Nobody has checked it."),
    "other_part": ("none_exists", "It is for another part of this need."),
    "outside_borough": ("too_far", "It is only for people in the borough."),
    "other_area": ("too_far", "It is for another part of the borough."),
    "cannot_travel": ("too_far", "It can only be had by going there."),
    "voice_only": ("not_eligible", "It can only be reached by voice."),
    "not_eligible": ("not_eligible", "It is not for this person."),
    "closed_tonight": ("wrong_time", "It is not open tonight."),
    "closed_for_now": ("wrong_time", "It takes nobody on until later."),
    "full": ("full", "It is full."),
}
"""In the order in which they are looked at, so the last is the nearest miss: all else was right."""
_NEARNESS: tuple[Miss, ...] = tuple(MISSES)


def search(
    query: Query, entries: Mapping[ServiceId, Entry], text_ids: AbstractSet[ServiceId], now: datetime
) -> Results:
    """Answer a question from the published listings.

    ``text_ids`` are what full text found for ``query.text``. The order is by score, ties by id; where
    several needs were asked, the first ``query.limit`` cover different needs before they repeat one.
    """
    offerable: list[Candidate] = []
    missed: list[tuple[Candidate, Miss, str]] = []
    for candidate in _candidates(query, entries, text_ids, now):
        miss = left_out(candidate, query, now)
        if miss is None:
            offerable.append(candidate)
        else:
            missed.append((candidate, *miss))
    offerable, other_part = _to_the_point(offerable, frozenset(query.topics))
    missed += [(candidate, "other_part", MISSES["other_part"][1]) for candidate in other_part]
    fresh = [candidate for candidate in offerable if candidate.listing.id not in query.exclude]
    scores = {candidate.listing.id: score(candidate, query, now) for candidate in fresh}
    ranked = sorted(fresh, key=lambda candidate: (-scores[candidate.listing.id], candidate.listing.id))
    asked = query.tonight or query.needs
    chosen = _different_first(ranked, asked, query.limit)
    anything = bool(query.needs or query.tonight or query.text.strip())
    return Results(
        chosen=tuple(_match(candidate, query, now, scores[candidate.listing.id]) for candidate in chosen),
        near_misses=_near_misses(missed),
        unmet=_unmet(missed) if anything and not offerable else None,
        more=len(ranked) > len(chosen),
        not_covered=_not_covered(asked, offerable, missed),
    )


def _to_the_point(offerable: Sequence[Candidate], topics: frozenset[str]) -> tuple[list[Candidate], list[Candidate]]:
    """Set aside what answers only another part of a need than the one spoken of, where something better is there."""
    if not topics:
        return list(offerable), []

    def pointed(candidate: Candidate) -> set[str]:
        return {need for need in candidate.covers if candidate.entry.speaks_to(need, topics) is not False}

    answered = {need for candidate in offerable for need in pointed(candidate)}
    kept, aside = list[Candidate](), list[Candidate]()
    for candidate in offerable:
        beside = answered.issuperset(candidate.covers) and not pointed(candidate) and bool(candidate.covers)
        (aside if beside else kept).append(candidate)
    return kept, aside


def left_out(candidate: Candidate, query: Query, now: datetime) -> tuple[Miss, str] | None:
    """Why a listing may not be offered, with words for staff; None when it may."""
    for miss in _NEARNESS:
        if _LEAVES_OUT[miss](candidate, query, now):
            words = MISSES[miss][1]
            return miss, candidate.fit.why_not or words if miss == "not_eligible" else words
    return None


def _not_checked(candidate: Candidate, query: Query, _now: datetime) -> bool:
    """Production holds back what nobody verified; tonight is never answered by it (safety rule 13)."""
    return candidate.listing.verified_on is None and (query.production or bool(query.tonight))


def _outside(candidate: Candidate, query: Query, _now: datetime) -> bool:
    return query.in_borough is False and not candidate.listing.service_area.national


def _other_area(candidate: Candidate, query: Query, _now: datetime) -> bool:
    area = candidate.listing.service_area
    if area.national or query.locality is None or not area.localities:
        return False
    return query.locality not in area.localities


def _closed_tonight(candidate: Candidate, query: Query, now: datetime) -> bool:
    if not query.tonight or candidate.opening.state != "closed":
        return False
    upcoming = candidate.opening.next
    return upcoming is None or upcoming - now > TONIGHT_WITHIN


def _closed_for_now(candidate: Candidate, _query: Query, now: datetime) -> bool:
    capacity = candidate.listing.capacity
    if capacity.status != "closed_until" or capacity.until is None:
        return False
    return now.astimezone(LONDON).date() < capacity.until


_Rule = Callable[[Candidate, Query, datetime], bool]
_LEAVES_OUT: Mapping[Miss, _Rule] = {
    "other_part": lambda _candidate, _query, _now: False,  # depends on what else there is: see _to_the_point
    "not_active": lambda candidate, _query, _now: candidate.listing.status != "active",
    "no_contact": lambda candidate, _query, _now: not candidate.entry.ways,
    "not_checked": _not_checked,
    "outside_borough": _outside,
    "other_area": _other_area,
    "cannot_travel": lambda candidate, query, _now: (
        query.can_travel is False and access.needs_travel(candidate.listing)
    ),
    "voice_only": lambda candidate, query, _now: not query.voice_ok and not access.without_voice(candidate.listing),
    "not_eligible": lambda candidate, _query, _now: candidate.fit.answer == "no",
    "closed_tonight": _closed_tonight,
    "closed_for_now": _closed_for_now,
    "full": lambda candidate, _query, _now: candidate.listing.capacity.status == "full",
}


def _candidates(
    query: Query, entries: Mapping[ServiceId, Entry], text_ids: AbstractSet[ServiceId], now: datetime
) -> Iterable[Candidate]:
    person, wanted = person_of(query), stem_set([query.text])
    needs, topics = tuple(dict.fromkeys(query.needs)), frozenset(query.topics)
    for service_id, entry in entries.items():
        listing = entry.listing
        covers = _covers(entry, query, needs, topics)
        by_text = not query.needs and not query.tonight and service_id in text_ids
        if not (covers or by_text):
            continue
        share = text_share(entry, wanted)
        if covers or share >= LEAST_TEXT_SHARE:
            opening = access.opening(listing, now, voice_ok=query.voice_ok)
            yield Candidate(entry, covers, fit(listing.eligibility, person), opening, share)


def person_of(query: Query) -> Person:
    """What a question says of the person the help is for."""
    return Person(
        age=query.age,
        age_group=query.age_group,
        gender=query.gender,
        for_whom=query.for_whom,
        groups=query.groups,
        needs=query.needs,
    )


def _covers(entry: Entry, query: Query, needs: Sequence[str], topics: frozenset[str]) -> tuple[str, ...]:
    if query.tonight:
        return tuple(kind for kind in query.tonight if kind in entry.listing.tonight)
    if not any(need in entry.needs for need in needs):
        return ()
    return tuple(need for need in needs if need in entry.needs and not _only_for_danger(entry, need, topics))


def _only_for_danger(entry: Entry, need: str, topics: frozenset[str]) -> bool:
    """Duty teams, crisis lines and safeguarding are not offered for a need unless their part of it is spoken of."""
    for_danger = entry.listing.danger or "duty" in entry.listing.tonight
    return for_danger and entry.speaks_to(need, topics) is False


def _different_first(ranked: Sequence[Candidate], asked: Sequence[str], limit: int) -> list[Candidate]:
    """The best few, each answering something the ones before it do not, as long as there is such a one."""
    rest, chosen = list(ranked), list[Candidate]()
    uncovered = set(asked)
    while rest and len(chosen) < limit:
        best = next((c for c in rest if uncovered.intersection(c.covers)), rest[0])
        rest.remove(best)
        chosen.append(best)
        uncovered -= set(best.covers)
    return chosen


def _match(candidate: Candidate, query: Query, now: datetime, scored: float) -> Match:
    listing = candidate.listing
    why = why_words(
        listing,
        needs=candidate.covers if query.needs and not query.tonight else (),
        known_to_fit=candidate.fit.made_for,
        language=query.language,
        voice_ok=query.voice_ok,
    )
    card = make_card(listing, now=now, needs=query.needs, voice_ok=query.voice_ok, locality=query.locality, why=why)
    return Match(card, reasons(candidate, query, now), scored, candidate.covers)


def _near_misses(missed: Sequence[tuple[Candidate, Miss, str]]) -> tuple[NearMiss, ...]:
    rows = [NearMiss(c.listing.id, c.listing.name, miss, words) for c, miss, words in missed]
    return tuple(sorted(rows, key=lambda row: (-_NEARNESS.index(row.reason), row.id)))


def _unmet(missed: Sequence[tuple[Candidate, Miss, str]]) -> Unmet:
    """The reason of the nearest miss: "full" when something would have suited but for that."""
    if not missed:
        return "none_exists"
    nearest = max((miss for _, miss, _ in missed), key=_NEARNESS.index)
    return MISSES[nearest][0]


def _not_covered(
    asked: Sequence[str], offerable: Sequence[Candidate], missed: Sequence[tuple[Candidate, Miss, str]]
) -> tuple[Uncovered, ...]:
    covered = {one for candidate in offerable for one in candidate.covers}
    return tuple(
        Uncovered(one, _unmet([row for row in missed if one in row[0].covers]))
        for one in dict.fromkeys(asked)
        if one not in covered
    )
