"""What is offered, in which order, and why something was left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from directory.documents import Listing, ServiceId
from directory.query import Query, Results
from directory.ranking import Entry
from directory.rows import search_text
from directory.search import search
from tests.directory.builders import (
    MONDAY_MORNING,
    PHONE,
    TEXT_LINE,
    at,
    hours_row,
    listing,
    place,
    service_id,
)

NATIONAL = {"national": True, "localities": []}
UNCHECKED = {"verified_on": None, "verified_by": None}


def ask(query: Query, *listings: Listing, now: datetime = MONDAY_MORNING) -> Results:
    """Search these listings; full text is said to have found all of them."""
    entries = {one.id: Entry.of(one, search_text(one)) for one in listings}
    return search(query, entries, frozenset(entries), now)


def slugs(results: Results) -> list[str]:
    """The slugs that were chosen, in order."""
    return [match.card.slug for match in results.chosen]


def missed(results: Results) -> dict[str, str]:
    """Why each near miss was left out, by service id."""
    return {str(miss.id): miss.reason for miss in results.near_misses}


def test_only_services_tagged_with_an_asked_need_are_offered() -> None:
    found = ask(Query(needs=("debt",)), listing("money", ["debt"]), listing("beds", ["housing"]))
    assert slugs(found) == ["money"]


def test_a_service_that_covers_two_of_the_asked_needs_comes_first() -> None:
    both = listing("both", ["housing", "debt"])
    found = ask(Query(needs=("housing", "debt")), listing("a-home", ["housing"]), both)
    assert slugs(found)[0] == "both"
    assert found.chosen[0].covers == ("housing", "debt")
    assert "covers_several" in found.chosen[0].reasons
    assert found.chosen[0].card.why == "covers debt too"


def test_the_first_three_cover_different_needs() -> None:
    homes = [listing(f"home-{n}", ["housing"], always_open=True) for n in range(4)]
    others = [
        listing("debts", ["debt"], service_area=NATIONAL),
        listing("food", ["food"], service_area=NATIONAL),
    ]
    found = ask(Query(needs=("housing", "debt", "food")), *homes, *others)
    assert {need for match in found.chosen for need in match.covers} == {"housing", "debt", "food"}
    assert found.more


def test_local_comes_before_national() -> None:
    found = ask(Query(needs=("housing",)), listing("a-line", service_area=NATIONAL), listing("z-local"))
    assert slugs(found) == ["z-local", "a-line"]


def test_in_the_persons_own_locality_comes_first() -> None:
    far, near = place(locality="north"), place(locality="darwen")
    found = ask(
        Query(needs=("housing",), locality="darwen"),
        listing("a-north", locations=[far]),
        listing("z-darwen", locations=[near]),
    )
    assert slugs(found) == ["z-darwen", "a-north"]
    assert "serves_your_area" in found.chosen[0].reasons


def test_a_service_for_another_part_of_the_borough_is_too_far() -> None:
    only_east = listing(service_area={"national": False, "localities": ["east"]})
    found = ask(Query(needs=("housing",), locality="darwen"), only_east)
    assert (slugs(found), found.unmet) == ([], "too_far")


def test_outside_the_borough_only_national_help_is_offered() -> None:
    found = ask(Query(needs=("housing",), in_borough=False), listing("local"), listing("line", service_area=NATIONAL))
    assert slugs(found) == ["line"]
    assert missed(found) == {service_id("local"): "outside_borough"}


def test_young_peoples_services_come_first_for_young_people() -> None:
    young = {"minimum_age": 16, "maximum_age": 24}
    found = ask(
        Query(needs=("housing",), age_group="18_24"),
        listing("a-general"),
        listing("z-young", eligibility=young),
    )
    assert slugs(found) == ["z-young", "a-general"]
    assert "made_for_you" in found.chosen[0].reasons
    assert found.chosen[0].card.why == "for 16 to 24 year olds"


def test_for_whom_it_is_is_said_when_the_need_does_not_say_it_already() -> None:
    carers = listing("carers", ["caring", "debt"], eligibility={"for_whom": ["carer"]})
    assert ask(Query(needs=("caring",)), carers).chosen[0].card.why == ""
    assert ask(Query(needs=("debt",)), carers).chosen[0].card.why == "for carers"
    older = listing("older", eligibility={"minimum_age": 55})
    assert ask(Query(needs=("housing",)), older).chosen[0].card.why == "for people aged 55 and over"


def test_somebody_too_young_is_never_sent_to_an_adults_service() -> None:
    found = ask(Query(needs=("housing",), age=15), listing(eligibility={"minimum_age": 18}))
    assert (slugs(found), found.unmet) == ([], "not_eligible")
    assert found.near_misses[0].words == "It is for 18 and over."


def test_a_mens_line_is_not_offered_to_a_woman_and_comes_first_for_a_man() -> None:
    lines = [
        listing("all", ["domestic_abuse"]),
        listing("men", ["domestic_abuse"], eligibility={"gender": "men"}),
        listing("women", ["domestic_abuse"], eligibility={"gender": "women"}),
    ]
    assert slugs(ask(Query(needs=("domestic_abuse",), gender="man"), *lines)) == ["men", "all"]
    assert slugs(ask(Query(needs=("domestic_abuse",), gender="woman"), *lines)) == ["women", "all"]
    assert slugs(ask(Query(needs=("domestic_abuse",)), *lines))[0] == "all"


def test_a_veterans_service_waits_behind_general_help_until_somebody_says_veteran() -> None:
    both = [listing("z-general"), listing("a-veterans", eligibility={"for_whom": ["veteran"]})]
    assert slugs(ask(Query(needs=("housing",)), *both))[0] == "z-general"
    assert slugs(ask(Query(needs=("housing",), groups=("veteran",)), *both))[0] == "a-veterans"


def test_a_service_that_excludes_the_person_is_left_out() -> None:
    dry = listing(eligibility={"excludes": ["people who drink"]})
    found = ask(Query(needs=("housing",), groups=("people who drink",)), dry)
    assert found.unmet == "not_eligible"


def test_a_listing_with_no_way_to_get_in_touch_is_never_offered() -> None:
    silent = listing(phones=[], locations=[place(walk_in=False)])
    found = ask(Query(needs=("housing",)), silent)
    assert (slugs(found), found.unmet) == ([], "none_exists")
    assert missed(found) == {service_id("help-hub"): "no_contact"}


def test_a_confidential_address_is_no_way_to_get_in_touch() -> None:
    refuge = listing(phones=[], locations=[place(confidential=True)])
    assert slugs(ask(Query(needs=("housing",)), refuge)) == []


@pytest.mark.parametrize("status", ["inactive", "defunct", "temporarily closed"])
def test_a_listing_that_is_not_active_is_never_offered(status: str) -> None:
    assert slugs(ask(Query(needs=("housing",)), listing(status=status))) == []


def test_production_holds_back_what_nobody_has_verified() -> None:
    both = [listing("known"), listing("unknown", **UNCHECKED)]
    assert slugs(ask(Query(needs=("housing",), production=True), *both)) == ["known"]
    assert slugs(ask(Query(needs=("housing",)), *both)) == ["known", "unknown"]


WITHOUT_VOICE = {
    "text": ({"phones": [PHONE, TEXT_LINE]}, True),
    "web": ({"phones": [PHONE], "website": "https://example.org"}, True),
    "email": ({"phones": [PHONE], "email": "help@example.org"}, True),
    "walk in": ({"phones": [PHONE], "locations": [place()]}, True),
    "voice": ({"phones": [PHONE]}, False),
    "textphone": ({"phones": [{"number": "01632 960002", "kind": "textphone"}]}, False),
    "marked voice only": ({"voice_only": True, "website": "https://example.org"}, False),
}


@pytest.mark.parametrize(("changes", "offered"), WITHOUT_VOICE.values(), ids=WITHOUT_VOICE.keys())
def test_somebody_without_voice_is_only_offered_what_they_can_reach(changes: dict[str, Any], offered: bool) -> None:
    found = ask(Query(needs=("housing",), voice_ok=False), listing(**changes))
    assert bool(found.chosen) is offered
    assert not any(match.card.phone == PHONE["number"] for match in found.chosen)


def test_somebody_who_cannot_travel_is_not_sent_to_a_place() -> None:
    drop_in = listing(remote=False, locations=[place()])
    found = ask(Query(needs=("housing",), can_travel=False), drop_in)
    assert (slugs(found), found.unmet) == ([], "too_far")


def test_face_to_face_or_phone_as_the_person_prefers() -> None:
    both = [listing("phone"), listing("visit", remote=False, locations=[place()])]
    assert slugs(ask(Query(needs=("housing",), remote=True), *both))[0] == "phone"
    assert slugs(ask(Query(needs=("housing",), remote=False), *both))[0] == "visit"


def test_a_service_in_the_persons_language_comes_first_and_says_so() -> None:
    both = [listing("a-english", languages=["English"]), listing("z-urdu", languages=["English", "Urdu"])]
    found = ask(Query(needs=("housing",), language="ur"), *both)
    assert slugs(found) == ["z-urdu", "a-english"]
    assert found.chosen[0].card.why == "speaks Urdu"


def test_open_now_comes_before_open_later() -> None:
    later = listing("a-later", schedules=[hours_row("TH", "09:00", "17:00")])
    now = listing("z-now", schedules=[hours_row("MO", "09:00", "17:00")])
    assert slugs(ask(Query(needs=("housing",)), later, now)) == ["z-now", "a-later"]


def test_a_full_service_is_left_out_and_named_as_the_reason() -> None:
    found = ask(Query(needs=("housing",)), listing(capacity={"status": "full"}))
    assert (slugs(found), found.unmet) == ([], "full")


def test_a_service_closed_until_a_date_comes_back_on_that_date() -> None:
    shut = listing(capacity={"status": "closed_until", "until": "2026-12-01"})
    assert ask(Query(needs=("housing",)), shut).unmet == "wrong_time"
    assert slugs(ask(Query(needs=("housing",)), shut, now=at("2026-12-01", "00:30"))) == ["help-hub"]


def test_the_unmet_reason_is_that_of_the_nearest_miss() -> None:
    far = listing("far", service_area={"national": False, "localities": ["east"]})
    full = listing("full", capacity={"status": "full"})
    found = ask(Query(needs=("housing",), locality="darwen"), far, full)
    assert found.unmet == "full"
    assert [miss.reason for miss in found.near_misses] == ["full", "other_area"]


def test_nothing_that_answers_the_need_is_none_exists() -> None:
    assert ask(Query(needs=("gambling",)), listing()).unmet == "none_exists"


def test_each_asked_need_that_nothing_answers_is_named_with_its_reason() -> None:
    adults = listing("adults", ["debt"], eligibility={"minimum_age": 18})
    found = ask(Query(needs=("housing", "debt", "gambling"), age=16), listing(), adults)
    assert found.unmet is None
    assert [(one.need, one.reason) for one in found.not_covered] == [
        ("debt", "not_eligible"),
        ("gambling", "none_exists"),
    ]


def test_what_was_shown_before_is_left_out_and_the_end_is_told() -> None:
    three = [listing(f"home-{n}") for n in range(3)]
    first = ask(Query(needs=("housing",), limit=2), *three)
    shown = tuple(ServiceId(match.card.id) for match in first.chosen)
    assert first.more
    second = ask(Query(needs=("housing",), limit=2, exclude=shown), *three)
    assert not set(slugs(second)) & set(slugs(first))
    assert not second.more
    third = ask(Query(needs=("housing",), exclude=tuple(one.id for one in three)), *three)
    assert (third.chosen, third.unmet) == ((), None)


def test_an_empty_question_has_an_empty_answer() -> None:
    assert ask(Query(), listing()) == Results()


BED = {"tonight": ["bed"]}


def test_tonight_offers_only_listings_tagged_for_it_and_open_now_first() -> None:
    closed = listing("a-later", schedules=[hours_row("MO", "17:00", "10:00")], **BED)
    now = listing("z-now", always_open=True, service_area=NATIONAL, **BED)
    found = ask(Query(needs=("housing",), tonight=("bed",)), listing("office"), closed, now)
    assert slugs(found) == ["z-now", "a-later"]
    assert found.chosen[0].covers == ("bed",)


def test_what_opens_only_after_the_weekend_is_no_help_tonight() -> None:
    monday = listing(schedules=[hours_row("MO", "09:00", "17:00")], tonight=["food"])
    found = ask(Query(tonight=("food",)), monday, now=at("2026-11-27", "18:00"))
    assert (slugs(found), found.unmet) == ([], "wrong_time")


def test_an_unchecked_listing_never_answers_tonight() -> None:
    found = ask(Query(tonight=("bed",)), listing(always_open=True, **UNCHECKED, **BED))
    assert (slugs(found), missed(found)) == ([], {service_id("help-hub"): "not_checked"})


def test_words_alone_find_a_service_when_no_need_is_known() -> None:
    wish = listing("wish-centre", ["domestic_abuse"])
    found = ask(Query(text="is the wish centre open"), wish, listing("help-hub"))
    assert slugs(found) == ["wish-centre"]


def test_a_word_in_passing_does_not_bring_up_a_service() -> None:
    long = "my grandson broke the window of the help point again yesterday evening and ran off laughing"
    assert ask(Query(text=long), listing("meeting-point")).chosen == ()
    assert slugs(ask(Query(text="meeting point"), listing("meeting-point"))) == ["meeting-point"]


def test_with_a_need_known_words_only_help_to_rank() -> None:
    homes = [listing("a-home"), listing("z-home", description="Mould and damp in rented homes.")]
    found = ask(Query(needs=("housing",), text="theres damp and mould"), *homes, listing("damp", ["debt"]))
    assert slugs(found) == ["z-home", "a-home"]


def test_ties_are_broken_by_id() -> None:
    three = [listing(f"same-{n}") for n in range(3)]
    ids = [match.card.id for match in ask(Query(needs=("housing",)), *three).chosen]
    assert ids == sorted(ids)
