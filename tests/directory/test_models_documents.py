"""Reading listing documents: what is right is kept, what is wrong is named with what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from directory.documents import DocumentError, Listing, content_hash
from tests.directory.builders import document, hours_row, place

WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no name": ({"name": None}, "name", "missing"),
    "an empty name": ({"name": " <b></b> "}, "name", "empty"),
    "a number for a name": ({"name": 3}, "name", "not text"),
    "an id of another kind": ({"id": "12"}, "id", "not a uuid"),
    "a slug with blanks": ({"slug": "Help Hub"}, "slug", "not a slug"),
    "an unknown need": ({"needs": [{"need": "money"}]}, "needs[0].need", "not known"),
    "a need tagged twice": ({"needs": [{"need": "housing"}] * 2}, "needs", "twice"),
    "does for another need": ({"does": {"debt": "x"}}, "does.debt", "no such need"),
    "too much said": ({"does": {"housing": "x" * 71}}, "does.housing", "71 characters"),
    "a funder nobody knows": (
        {"organization": {"name": "A", "funder": "lottery"}},
        "organization.funder",
        "not known",
    ),
    "letters in a number": ({"phones": [{"number": "Ring 01632"}]}, "phones[0].number", "more than digits"),
    "no web address": ({"website": "www.example.org"}, "website", "not a web address"),
    "a script for a web address": ({"website": "javascript:alert(1)"}, "website", "not a web address"),
    "an unknown day": (
        {"schedules": [hours_row("MON", "09:00", "17:00")]},
        "schedules[0].byday",
        "not known",
    ),
    "no such time": ({"schedules": [hours_row("MO", "9am", "17:00")]}, "schedules[0].opens_at", "not a time"),
    "times without days": ({"schedules": [hours_row("", "09:00", "17:00")]}, "schedules[0].byday", "no days"),
    "ages the wrong way round": (
        {"eligibility": {"minimum_age": 20, "maximum_age": 10}},
        "eligibility.maximum_age",
        "below",
    ),
    "the age -1 of other feeds": (
        {"eligibility": {"minimum_age": -1}},
        "eligibility.minimum_age",
        "not a whole number",
    ),
    "a yes for a flag": ({"remote": "yes"}, "remote", "not true or false"),
    "a misspelt field": ({"adress": "x"}, "adress", "nothing reads"),
    "an unknown locality": (
        {"service_area": {"localities": ["south"]}},
        "service_area.localities",
        "'south'",
    ),
    "closed until nobody knows when": ({"capacity": {"status": "closed_until"}}, "capacity.until", "missing"),
    "no such date": ({"verified_on": "yesterday"}, "verified_on", "not a date"),
    "a list for an object": ({"eligibility": []}, "eligibility", "not an object"),
    "an object for a list": ({"phones": {}}, "phones", "not a list"),
}


@pytest.mark.parametrize(("changes", "field", "wrong"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_is_named(changes: dict[str, Any], field: str, wrong: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Listing.from_json({**document(), **changes})
    found = {problem.field: problem for problem in caught.value.problems}
    assert wrong in found[field].wrong
    assert found[field].right


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        Listing.from_json(document(name="", remote="yes", website="x"))
    assert {problem.field for problem in caught.value.problems} == {"name", "remote", "website"}


def test_a_document_that_is_no_object_is_refused() -> None:
    with pytest.raises(DocumentError, match="not an object"):
        Listing.from_json(["a", "list"])  # type: ignore[arg-type]


def test_null_and_missing_read_the_same() -> None:
    bare = document()
    for name in ("phones", "email", "eligibility", "languages", "capacity"):
        bare.pop(name, None)
    nulled = {**bare, "phones": None, "email": None, "eligibility": None, "languages": None}
    assert Listing.from_json(nulled) == Listing.from_json(bare)


def test_every_text_comes_out_plain() -> None:
    read = Listing.from_json(document(name="<b>Caf&eacute;</b>", locations=[place(name="<i>Hall</i>")]))
    assert (read.name, read.locations[0].name) == ("Café", "Hall")


def test_the_order_of_keys_does_not_change_the_content() -> None:
    made = document()
    assert content_hash(dict(reversed(made.items()))) == content_hash(made)
    assert content_hash({**made, "name": "Other"}) != content_hash(made)
