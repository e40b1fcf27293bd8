"""What is known of the surgeries, postcodes and wards, and which of it is only proposed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.gazetteer import aliases_of_practices, aliases_of_towns, postcode_place, postcode_prefixes
from directory.places import (
    LOCALITIES,
    LOCALITY_NAMES,
    Place,
    UnknownPracticeError,
    locality_of,
    practice,
    practices,
    wards,
)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("P81709", "Roman Road Health Centre"),
        ("P81058", "St George's Surgery"),
        ("P81734", "The Cornerstone Practice"),
    ],
)
def test_roman_road_st_georges_and_cornerstone_are_confirmed_in_the_east(code: str, name: str) -> None:
    found = practice(code)
    assert (found.name, found.locality, found.confirmed) == (name, "east", True)


def test_the_practices_with_a_darwen_postcode_are_confirmed_in_darwen() -> None:
    in_bb3 = [p for p in practices() if p.outcode == "BB3"]
    assert len(in_bb3) == 4
    assert all(p.locality == "darwen" and p.confirmed for p in in_bb3)


def test_every_other_locality_is_only_proposed() -> None:
    confirmed = {p.code for p in practices() if p.confirmed and p.outcode != "BB3"}
    assert confirmed == {"P81709", "P81058", "P81734"}


def test_twenty_two_practices_are_open_and_six_closed_ones_are_remembered() -> None:
    assert len(practices()) == 22
    assert len(practices(active_only=False)) == 28


def test_a_closed_practice_gives_its_area_but_no_code() -> None:
    place = practice("P81204").place()
    assert (place.name, place.code, place.outcode, place.confirmed) == (
        "Ewood Medical Centre",
        None,
        "BB2",
        False,
    )


def test_a_phone_number_printed_one_digit_short_is_not_kept() -> None:
    assert practice("P81707").phone == ""
    assert all(len(p.phone.replace(" ", "")) == 11 for p in practices() if p.code != "P81707")


def test_an_unknown_practice_is_refused() -> None:
    with pytest.raises(UnknownPracticeError, match="P99999"):
        practice("P99999")


def test_there_are_seventeen_wards_each_in_a_proposed_locality() -> None:
    assert len(wards()) == 17
    assert all(w.locality in LOCALITIES and not w.confirmed and w.in_borough for w in wards())


@pytest.mark.parametrize(
    ("outcode", "sector", "locality", "in_borough"),
    [
        ("BB1", "", None, None),
        ("BB1", "6", "north", True),
        ("BB1", "4", None, False),
        ("BB2", "", "west", None),
        ("BB2", "3", "east", True),
        ("BB2", "7", "west", None),
        ("BB3", "", "darwen", True),
        ("BB3", "9", "darwen", None),
        ("BL7", "", None, None),
        ("BL7", "0", "darwen", True),
        ("BB5", "", None, False),
        ("BB12", "6", None, False),
        ("BB15", "", None, None),
        ("PR1", "2", None, False),
        ("M1", "", None, False),
    ],
)
def test_a_postcode_says_no_more_than_is_known(
    outcode: str, sector: str, locality: str | None, in_borough: bool | None
) -> None:
    place = postcode_place(outcode, sector)
    assert (place.locality, place.in_borough) == (locality, in_borough)


@pytest.mark.parametrize("outcode", ["BB1", "BB2", "BB3"])
def test_an_outcode_is_in_the_borough_only_when_all_its_sectors_are(outcode: str) -> None:
    sectors = [postcode_place(outcode, str(n)) for n in range(10)]
    listed = [p for p in sectors if p.name in postcode_prefixes()]
    expected = True if all(p.in_borough for p in listed) else None
    assert listed
    assert postcode_place(outcode).in_borough is expected


def test_each_practice_lies_in_the_locality_of_its_own_postcode() -> None:
    for found in practices(active_only=False):
        outcode, inward = found.postcode.split()
        assert postcode_place(outcode, inward[0], inward[1:]).locality == found.locality, found.name


def test_a_surgery_decides_the_locality_before_anything_else() -> None:
    stale = Place("practice", "Roman Road Health Centre", "P81709", "BB2", "west", True, False)
    assert locality_of(stale) == "east"
    assert locality_of(postcode_place("BB1", "6")) == "north"
    assert locality_of(None) is None


def test_every_locality_has_a_name_that_a_person_would_say() -> None:
    assert [LOCALITY_NAMES[known] for known in LOCALITIES] == [
        "Darwen",
        "Blackburn North",
        "Blackburn East",
        "Blackburn West",
    ]


def test_no_outside_town_has_a_locality() -> None:
    outside = [a.place for a in aliases_of_towns() if a.place.in_borough is False]
    assert len(outside) > 40
    assert all(place.locality is None for place in outside)


def test_aliases_use_only_the_levels_that_the_finder_knows() -> None:
    assert {a.level for a in aliases_of_practices()} <= {"free", "alone", "cue", "strict"}
    assert {a.level for a in aliases_of_towns()} <= {"free", "in", "on", "home"}


@given(
    st.builds(
        Place,
        kind=st.sampled_from(["practice", "postcode", "outcode", "town", "ward"]),
        name=st.text(),
        code=st.none() | st.text(),
        outcode=st.none() | st.text(),
        locality=st.none() | st.sampled_from(LOCALITIES),
        in_borough=st.none() | st.booleans(),
        confirmed=st.booleans(),
    )
)
def test_a_place_survives_the_way_to_json_and_back(place: Place) -> None:
    assert Place.from_json(place.as_json()) == place
