"""What must hold of every listing document we ship: true to the contract, tagged, reachable, never invented."""

import json
import re
import uuid
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from directory.access import ways_in
from directory.documents import Listing
from directory.needs import SLUGS

FOLDER = Path(__file__).parents[2] / "directory" / "seed" / "services"
DOCUMENTS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
LISTINGS = {slug: Listing.from_json(document) for slug, document in DOCUMENTS.items()}
OFFERABLE = {slug: one for slug, one in LISTINGS.items() if one.status == "active" and ways_in(one)}

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "services.signpost.blackburn-with-darwen")
SHORT_CODES = {"101", "105", "111", "116 123", "85258", "0800 1111"}
FREE = ("0800", "0808", "116", "101", "105", "111")
GSM = set(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Ofcom keeps these for drama; a listing that had one would be invented.
DRAMA = re.compile(r"^(07700900|01632960|0113496|0114496|0121496|0131496|0161496|02079460|08081570|0909879)")

every_listing = pytest.mark.parametrize("slug", sorted(DOCUMENTS))


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


@every_listing
def test_a_listing_has_the_id_that_its_slug_gives_and_the_name_of_its_file(slug: str) -> None:
    document = DOCUMENTS[slug]
    assert document["slug"] == slug
    assert document["id"] == str(uuid.uuid5(NAMESPACE, slug))


@every_listing
def test_each_need_of_a_listing_says_in_few_words_what_it_does_for_the_person(slug: str) -> None:
    document = DOCUMENTS[slug]
    tagged = [tag["need"] for tag in document["needs"]]
    assert tagged
    assert set(tagged) == set(document["does"])
    assert all(tag["confirmed_by_hand"] is True for tag in document["needs"])
    assert all(0 < len(text) <= 70 for text in document["does"].values())
    assert not any(text.endswith(".") for text in document["does"].values())


@every_listing
def test_nothing_is_called_verified_and_every_fact_has_a_source(slug: str) -> None:
    document = DOCUMENTS[slug]
    assert document["verified_on"] is None
    assert document["verified_by"] is None
    assert document["source"]


@every_listing
def test_the_words_of_a_listing_fit_a_plain_text_message(slug: str) -> None:
    strange = {char for text in _texts(DOCUMENTS[slug]) for char in text} - GSM
    assert strange == set()


@every_listing
def test_phone_numbers_are_real_british_numbers_and_free_ones_are_marked(slug: str) -> None:
    for phone in DOCUMENTS[slug]["phones"]:
        number = phone["number"]
        assert not DRAMA.match(number.replace(" ", ""))
        if number not in SHORT_CODES:
            assert phonenumbers.is_valid_number(phonenumbers.parse(number, "GB")), number
        if phone["kind"] == "voice":
            assert phone["free"] is number.startswith(FREE), number


@every_listing
def test_a_number_that_is_also_in_the_words_is_one_of_its_own(slug: str) -> None:
    document = DOCUMENTS[slug]
    own = {phone["number"].replace(" ", "") for phone in document["phones"]}
    told = (document["description"], document.get("text_instructions", ""), document.get("apply", ""))
    shown = " ".join((*told, *document["does"].values()))
    printed = {found.replace(" ", "") for found in re.findall(r"0[\d ]{9,12}\d", shown)}
    assert printed <= own


@every_listing
def test_only_voice_and_no_other_way_in_is_marked_voice_only(slug: str) -> None:
    listing = LISTINGS[slug]
    assert listing.voice_only is (ways_in(listing) == {"voice"})


@pytest.mark.parametrize("need", SLUGS)
def test_every_need_has_a_listing_that_can_be_offered_to_any_adult(need: str) -> None:
    serving = [
        one
        for one in OFFERABLE.values()
        if need in one.does and (one.eligibility.minimum_age or 0) <= 18 and one.eligibility.gender is None
    ]
    assert serving


@pytest.mark.parametrize("need", [need for need in SLUGS if need != "gambling"])
def test_every_need_but_gambling_has_a_local_listing(need: str) -> None:
    assert any(need in one.does and not one.service_area.national for one in OFFERABLE.values())


@pytest.mark.parametrize("need", SLUGS)
def test_every_need_has_help_without_a_voice_call(need: str) -> None:
    assert any(need in one.does and ways_in(one) - {"voice"} for one in OFFERABLE.values())


def test_a_service_that_nobody_can_reach_is_kept_and_not_offered() -> None:
    assert set(DOCUMENTS) - set(OFFERABLE) == {
        "bwd-homelessness-out-of-hours",
        "jubilee-tower-credit-union",
        "long-covid-peer-group",
        "the-oaks-money-advice",
        "thomas-organisation",
    }


def test_citizens_advice_is_only_listed_nationally() -> None:
    ours = [d for d in DOCUMENTS.values() if "Citizens Advice" in d["organization"]["name"]]
    assert ours
    assert all(d["service_area"]["national"] and not d["locations"] for d in ours)


def test_no_listing_about_abuse_at_home_holds_an_address() -> None:
    for document in DOCUMENTS.values():
        if "domestic_abuse" in document["does"]:
            assert document["locations"] == [], document["slug"]


def test_tonight_and_danger_are_said_only_of_services_that_can_answer_them() -> None:
    bed = {slug for slug, d in DOCUMENTS.items() if "bed" in d["tonight"]}
    duty = {slug for slug, d in DOCUMENTS.items() if "duty" in d["tonight"]}
    assert bed == {
        "bramwell-house",
        "bwd-council-emergency-contact",
        "bwd-homelessness-out-of-hours",
        "nightsafe",
        "shelter-helpline",
    }
    assert duty == {
        "bwd-childrens-social-care",
        "bwd-council-emergency-contact",
        "bwd-emergency-duty-team",
        "bwd-homelessness-out-of-hours",
    }
    assert all(d["phones"] or d["status"] != "active" for d in DOCUMENTS.values() if d["danger"])


def test_the_councils_duty_numbers_are_those_of_the_sources() -> None:
    numbers = {slug: [p["number"] for p in DOCUMENTS[slug]["phones"]] for slug in DOCUMENTS}
    assert numbers["bwd-council-emergency-contact"] == ["01254 585585"]
    assert numbers["bwd-childrens-social-care"] == ["01254 666400"]
    assert numbers["bwd-adult-safeguarding"] == ["01254 585949"]
    assert numbers["bwd-emergency-duty-team"] == ["01254 587547"]


def test_ids_and_names_are_each_used_once() -> None:
    assert len({d["id"] for d in DOCUMENTS.values()}) == len(DOCUMENTS)
    assert len({d["name"].lower() for d in DOCUMENTS.values()}) == len(DOCUMENTS)
