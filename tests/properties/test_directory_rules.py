"""Whatever the listing and the person, the directory's pure rules hold."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from directory import access
from directory.documents import EligibilityRules, Listing, ServiceId
from directory.eligibility import AGE_GROUPS, Person, fit
from directory.plain import plain
from directory.query import Query
from directory.ranking import Candidate, Entry, parts, weights_for
from directory.rows import search_text
from directory.search import search
from directory.stems import stem, stems
from tests.directory.builders import MONDAY_MORNING, PHONE, TEXT_LINE, listing, place

NEEDS = ("housing", "debt", "food", "gambling")
HIDDEN = place(confidential=True, address_1="9 Hidden Lane")
RULES = [{}, {"minimum_age": 18}, {"maximum_age": 24}, {"gender": "women"}]
LISTINGS = st.lists(
    st.fixed_dictionaries(
        {
            "needs": st.sets(st.sampled_from(NEEDS), min_size=1),
            "status": st.sampled_from(["active", "active", "inactive"]),
            "phones": st.sampled_from([[], [PHONE], [PHONE, TEXT_LINE]]),
            "locations": st.sampled_from([[], [HIDDEN], [place()]]),
            "eligibility": st.sampled_from([{}, {"minimum_age": 18}, {"maximum_age": 24}, {"gender": "women"}]),
            "service_area": st.sampled_from([{"national": True}, {"localities": ["east"]}, {"localities": []}]),
            "verified_on": st.sampled_from([None, "2026-11-01"]),
            "capacity": st.sampled_from([{}, {"status": "full"}]),
        }
    ),
    max_size=6,
).map(lambda rows: [listing(f"service-{at}", **row) for at, row in enumerate(rows)])
QUERIES = st.builds(
    Query,
    needs=st.lists(st.sampled_from(NEEDS), unique=True, min_size=1).map(tuple),
    locality=st.sampled_from([None, "east", "darwen"]),
    in_borough=st.sampled_from([None, True, False]),
    age=st.sampled_from([None, 12, 17, 18, 40]),
    gender=st.sampled_from([None, "woman", "man"]),
    voice_ok=st.booleans(),
    production=st.booleans(),
    limit=st.integers(1, 4),
)


@given(LISTINGS, QUERIES)
def test_nobody_is_offered_what_they_cannot_have(listings: list[Listing], query: Query) -> None:
    entries = {one.id: Entry.of(one, search_text(one)) for one in listings}
    found = search(query, entries, frozenset(), MONDAY_MORNING)
    assert len(found.chosen) <= query.limit
    for match in found.chosen:
        chosen = entries[ServiceId(match.card.id)].listing
        assert chosen.status == "active"
        assert chosen.capacity.status != "full"
        assert match.covers
        assert match.card.phone or match.card.website or match.card.email or match.card.walk_in
        assert "Hidden" not in str(match.card.as_json())
        assert query.in_borough is not False or match.card.national
        assert not query.production or match.card.checked
        assert query.voice_ok or match.card.phone != PHONE["number"]
        minimum, maximum = chosen.eligibility.minimum_age, chosen.eligibility.maximum_age
        if query.age is not None:
            assert (minimum or 0) <= query.age <= (999 if maximum is None else maximum)


@given(LISTINGS, QUERIES)
def test_every_tagged_listing_is_chosen_or_explained(listings: list[Listing], query: Query) -> None:
    entries = {one.id: Entry.of(one, search_text(one)) for one in listings}
    everything = search(replace(query, limit=100), entries, frozenset(), MONDAY_MORNING)
    named = {match.card.id for match in everything.chosen} | {miss.id for miss in everything.near_misses}
    tagged = {one.id for one in listings if {tag.need for tag in one.needs} & set(query.needs)}
    assert named == tagged
    assert (everything.unmet is None) == bool(everything.chosen)
    assert not everything.more


@given(LISTINGS, QUERIES)
def test_the_order_in_which_listings_are_read_changes_nothing(listings: list[Listing], query: Query) -> None:
    entries = {one.id: Entry.of(one, search_text(one)) for one in listings}
    turned = dict(reversed(entries.items()))
    one, other = (search(query, some, frozenset(), MONDAY_MORNING) for some in (entries, turned))
    assert one == other


@given(LISTINGS, QUERIES)
def test_every_part_of_a_score_has_a_weight_and_is_a_share(listings: list[Listing], query: Query) -> None:
    for one in listings:
        candidate = Candidate(
            Entry.of(one, search_text(one)),
            tuple(tag.need for tag in one.needs),
            fit(one.eligibility, Person()),
            access.opening(one, MONDAY_MORNING),
        )
        found = parts(candidate, query, MONDAY_MORNING)
        assert set(found) == set(weights_for(query))
        assert all(0 <= value <= 1 for value in found.values())


AGES = st.one_of(st.none(), st.integers(0, 120))


@given(AGES, AGES, st.integers(0, 120))
def test_an_exact_age_is_always_yes_or_no_and_agrees_with_its_group(
    low: int | None, high: int | None, age: int
) -> None:
    rules = EligibilityRules(minimum_age=low, maximum_age=high)
    exact = fit(rules, Person(age=age)).answer
    group = next(name for name, (first, last) in AGE_GROUPS.items() if first <= age <= last)
    assert exact != "unknown"
    assert fit(rules, Person(age_group=group)).answer in (exact, "unknown")


@given(st.text())
def test_plain_text_has_no_tags_left_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not re.search(r"</?[a-zA-Z][^<>]*>", once)


@given(st.text(alphabet="<>/&;abilmpgt!- #\"'x3c", max_size=60))
def test_no_markup_survives_however_it_is_nested_or_escaped(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not re.search(r"</?[a-zA-Z][^<>]*>", once)


@given(st.text())
def test_stems_are_small_letters_only(text: str) -> None:
    assert all(re.fullmatch("[a-z]+", one) for one in stems(text))


@given(st.from_regex(r"[a-z]{2,15}", fullmatch=True))
def test_a_stem_begins_like_its_word_and_is_never_empty(word: str) -> None:
    assert stem(word)
    assert stem(word)[:2] == word[:2]
