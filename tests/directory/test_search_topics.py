"""Which part of a need was spoken of, and what that does to the answer."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from directory import models
from directory.documents import Listing
from directory.engines import writing
from directory.library import Directory
from directory.query import Query, Results
from directory.ranking import Entry
from directory.rows import search_text
from directory.search import search
from directory.stems import stem, stem_set
from tests.directory.builders import MONDAY_MORNING, PHONE, listing, place

NATIONAL = {"national": True, "localities": []}


def ask(said: str, *listings: Listing, **known: Any) -> Results:
    """Ask for help with housing in these words."""
    entries = {one.id: Entry.of(one, search_text(one)) for one in listings}
    query = Query(needs=("housing",), topics=tuple(stem_set([said])), **known)
    return search(query, entries, frozenset(), MONDAY_MORNING)


def slugs(results: Results) -> list[str]:
    """The slugs that were chosen, in order."""
    return [match.card.slug for match in results.chosen]


def hostel(**changes: Any) -> Listing:
    """A service for people with no home."""
    return listing("hostel", ["housing"], words=["homeless", "nowhere to live"], **changes)


def advice(**changes: Any) -> Listing:
    """A service for all of housing."""
    return listing("advice", ["housing"], **changes)


def test_a_service_for_another_part_of_the_need_is_set_aside_and_staff_are_told_why() -> None:
    found = ask("behind with my rent", hostel(), advice())
    assert slugs(found) == ["advice"]
    assert [(miss.name, miss.reason) for miss in found.near_misses] == [("Hostel", "other_part")]


def test_the_service_for_the_part_that_was_spoken_of_comes_first() -> None:
    assert slugs(ask("i have nowhere to live", hostel(), advice())) == ["hostel", "advice"]


def test_where_nothing_was_said_of_the_part_what_answers_the_whole_need_comes_first() -> None:
    assert slugs(ask("", hostel(), advice())) == ["advice", "hostel"]


def test_a_service_for_another_part_is_still_better_than_none() -> None:
    assert slugs(ask("behind with my rent", hostel())) == ["hostel"]


def test_all_words_of_a_phrase_must_have_been_used() -> None:
    assert slugs(ask("where do they live", hostel(), advice())) == ["advice"]


def test_words_that_say_nothing_name_no_part() -> None:
    said_nothing = listing("anything", words=["who i am", "up"])
    assert slugs(ask("rent", said_nothing)) == ["anything"]
    assert Entry.of(said_nothing, "").speaks_to("housing", frozenset()) is None


@pytest.mark.parametrize("change", [{"danger": True}, {"tonight": ["duty"]}])
def test_a_duty_team_is_never_offered_for_a_need_unless_its_part_is_spoken_of(change: dict[str, Any]) -> None:
    duty = hostel(**change)
    assert slugs(ask("behind with my rent", duty)) == []
    assert slugs(ask("", duty)) == []
    assert slugs(ask("im homeless", duty)) == ["hostel"]


def test_who_speaks_of_its_part_is_taken_for_one_of_those_it_is_for() -> None:
    for_homeless = hostel(eligibility={"for_whom": ["homeless"]})
    assert slugs(ask("homeless", advice(), for_homeless)) == ["hostel", "advice"]


def test_a_free_phone_comes_before_a_website_even_if_the_website_is_local() -> None:
    website = listing("a-website", ["housing"], phones=[], website="https://example.org")
    line = advice(phones=[{**PHONE, "free": True}], service_area=NATIONAL)
    assert slugs(ask("rent", website, line)) == ["advice", "a-website"]


def test_a_local_phone_comes_before_a_national_free_one() -> None:
    local = listing("z-local", ["housing"])
    line = advice(phones=[{**PHONE, "free": True}], service_area=NATIONAL)
    assert slugs(ask("rent", line, local)) == ["z-local", "advice"]


def test_a_door_at_unknown_hours_comes_after_a_phone() -> None:
    door = listing("a-door", ["housing"], phones=[], locations=[place()])
    assert slugs(ask("rent", door, advice())) == ["advice", "a-door"]


def test_a_service_for_women_is_not_put_before_one_for_all_while_nothing_is_known() -> None:
    women = listing("a-women", ["housing"], eligibility={"gender": "women"})
    assert slugs(ask("rent", women, advice())) == ["advice", "a-women"]
    assert slugs(ask("rent", women, advice(), gender="woman"))[0] == "a-women"


@pytest.mark.parametrize(
    ("one", "other"),
    [("drinkin", "drinking"), ("lonely", "loneliness"), ("carers", "caring"), ("homeless", "homelessness")],
)
def test_words_that_people_mean_as_one_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_a_carer_is_no_car_and_again_keeps_its_end() -> None:
    assert stem("carer") != stem("car")
    assert stem("again") == "again"


def test_stems_stored_by_older_rules_are_put_right_by_the_next_seeding(database_url: str) -> None:
    directory = Directory.open(database_url)
    directory.migrate()
    directory.seed()
    with writing(directory.engine) as connection:
        connection.execute(update(models.SearchDocument).values(stems="old"))
        connection.execute(update(models.DirectoryState).values(seed_hash="old"))
    directory.seed()
    with directory.engine.connect() as connection:
        assert "old" not in set(connection.scalars(select(models.SearchDocument.stems)))
    assert directory.search(Query(text="bereavement"), now=MONDAY_MORNING).chosen
    directory.close()
