"""What a person is told about one service."""

from __future__ import annotations

from typing import Any

import pytest

from directory.cards import Card, CardError, make_card
from directory.documents import Listing
from tests.directory.builders import MONDAY_MORNING, PHONE, TEXT_LINE, document, hours_row, place

FREE_LINE = {"number": "01632 960009", "free": True, "kind": "voice"}


def card(needs: tuple[str, ...] = (), *, voice_ok: bool = True, **changes: Any) -> Card:
    """The card of a listing with these changes, on a Monday morning."""
    shown = Listing.from_json({**document(needs=("housing", "debt")), **changes})
    return make_card(shown, now=MONDAY_MORNING, needs=needs, voice_ok=voice_ok)


def test_a_card_says_what_the_service_does_for_the_asked_need() -> None:
    assert card(("debt",)).does == "helps with debt"


def test_a_card_without_an_asked_need_says_the_main_purpose() -> None:
    tags = [{"need": "housing", "strength": 1}, {"need": "debt", "strength": 3}]
    shown = Listing.from_json({**document(needs=("housing", "debt")), "needs": tags})
    assert make_card(shown, now=MONDAY_MORNING).does == "helps with debt"


def test_a_free_number_is_told_before_one_that_costs() -> None:
    shown = card(phones=[PHONE, FREE_LINE])
    assert (shown.phone, shown.phone_free, shown.phone_is_text) == (FREE_LINE["number"], True, False)


def test_somebody_without_voice_is_told_the_number_to_text_and_no_other() -> None:
    shown = card(voice_ok=False, phones=[PHONE, TEXT_LINE])
    assert (shown.phone, shown.phone_is_text) == (TEXT_LINE["number"], True)
    assert card(voice_ok=False, phones=[PHONE], website="https://example.org").phone == ""


def test_a_confidential_address_is_on_no_card() -> None:
    refuge = place(confidential=True, name="Secret House", address_1="9 Hidden Lane", postal_code="BB9 9ZZ")
    shown = str(card(locations=[refuge]).as_json())
    assert not any(secret in shown for secret in ("Secret", "Hidden", "BB9"))
    assert card(locations=[refuge, place()]).address == "The Hall, 1 Example Street, Blackburn, BB1 1ZZ"


def test_an_address_says_each_part_once() -> None:
    library = place(name="Blackburn Central Library", address_1="", city="Blackburn", postal_code="")
    assert card(locations=[library]).address == "Blackburn Central Library"


def test_html_from_a_feed_becomes_plain_text() -> None:
    shown = card(description="<p>Warm &amp; kind.</p><script>x()</script>&lt;b&gt;Really&lt;/b&gt;", does={})
    assert shown.does == "Warm & kind. Really"


def test_phone_and_drop_in_with_different_hours_are_told_apart() -> None:
    rows = [hours_row("TU", "09:00", "17:00"), hours_row("MO", "09:30", "12:00", "walk_in")]
    shown = card(schedules=rows, locations=[place()])
    assert shown.opening == "Drop-in: open now until midday"
    assert shown.hours == "Phone: Tue 9am to 5pm. Drop-in: Mon 9.30am to midday"


def test_telephone_hours_are_not_told_to_somebody_without_voice() -> None:
    shown = card(voice_ok=False, schedules=[hours_row("MO", "09:00", "17:00")], email="help@example.org")
    assert (shown.opening, shown.hours) == ("", "")


def test_a_listing_that_is_always_open_says_any_time() -> None:
    shown = card(always_open=True)
    assert (shown.opening, shown.hours) == ("Any time", "Any time, day or night")


def test_an_unchecked_listing_says_so() -> None:
    assert card().checked
    assert not card(verified_on=None).checked


def test_a_card_comes_back_from_json_as_it_went() -> None:
    shown = card(("debt",), phones=[PHONE], locations=[place()], always_open=True)
    assert Card.from_json(shown.as_json()) == shown


def test_an_old_card_with_fewer_or_other_fields_can_still_be_read() -> None:
    old = {"id": "1", "slug": "s", "name": "Name", "does": "helps", "colour": "red"}
    assert Card.from_json(old) == Card("1", "s", "Name", "helps")


@pytest.mark.parametrize("broken", [{}, {"id": 1, "slug": "s", "name": "n", "does": "d"}])
def test_a_broken_card_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(CardError, match="id"):
        Card.from_json(broken)
