"""What a curator is told to look at."""

from __future__ import annotations

from typing import Any

from directory.checks import check_listings
from directory.documents import Listing
from directory.needs import SLUGS
from tests.directory.builders import MONDAY_MORNING, document, listing, place


def found(**changes: Any) -> set[tuple[str, str]]:
    """The fields with a problem and how bad it is, for one listing with these changes."""
    rows = check_listings([listing(**changes)], MONDAY_MORNING)
    return {(row.field, row.severity) for row in rows if row.slug}


def test_a_good_listing_has_no_problem() -> None:
    assert found() == set()


def test_each_thing_a_curator_must_mend_is_named() -> None:
    assert ("phones", "wrong") in found(phones=[])
    assert ("verified_by", "wrong") in found(verified_by=None)
    assert ("does.housing", "wrong") in found(does={})
    unconfirmed = Listing.from_json({**document(), "needs": [{"need": "housing"}]})
    fields = {row.field for row in check_listings([unconfirmed], MONDAY_MORNING) if row.slug}
    assert fields == {"needs.housing"}


def test_what_nobody_checked_for_three_months_is_overdue() -> None:
    assert found(verified_on="2026-08-24") == {("verified_on", "overdue")}
    assert found(verified_on="2026-08-25") == set()
    assert found(verified_on=None, verified_by=None, danger=True) == {
        ("verified_on", "overdue"),
        ("danger", "overdue"),
    }


def test_a_confidential_address_told_in_the_text_is_wrong() -> None:
    refuge = place(confidential=True, address_1="9 Hidden Lane")
    assert ("locations", "wrong") in found(locations=[refuge], description="Come to 9 hidden lane.")
    assert found(locations=[refuge]) == set()


def test_two_listings_of_one_name_are_both_named() -> None:
    rows = check_listings([listing("one", name="Same"), listing("two", name="same")], MONDAY_MORNING)
    assert [row.slug for row in rows if row.field == "name"] == ["one", "two"]


def test_a_need_that_no_listing_answers_is_named() -> None:
    rows = check_listings([listing(needs=("housing",))], MONDAY_MORNING)
    assert {row.field for row in rows} == {f"needs.{slug}" for slug in SLUGS if slug != "housing"}
