"""What must stay true of the one list of needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from directory.needs import (
    JOINT_SERVICE_AREAS,
    NEEDS,
    SENSITIVE,
    SLUGS,
    NeedsFileError,
    UnknownNeedError,
    areas_of,
    load,
    need,
)

ROOT = Path(__file__).parents[2]
IN_ORDER = [
    "housing",
    "debt",
    "benefits",
    "food",
    "energy",
    "work",
    "education",
    "isolation",
    "mental_wellbeing",
    "bereavement",
    "caring",
    "older_people",
    "physical_disability",
    "learning_disability",
    "children_families",
    "young_people",
    "domestic_abuse",
    "relationships",
    "substance_misuse",
    "gambling",
    "sexual_health",
    "pregnancy_young_parents",
    "crime_safety",
    "environment_home",
    "transport",
    "healthy_living",
    "immigration",
    "legal",
    "digital",
    "volunteering",
]
GSM_LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ,.'-&/()")


def _file_with(tmp_path: Path, *changes: dict[str, object]) -> Path:
    row = json.loads((ROOT / "directory" / "needs.json").read_text(encoding="utf-8"))[0]
    path = tmp_path / "needs.json"
    path.write_text(json.dumps([row | change for change in changes]), encoding="utf-8")
    return path


def test_the_thirty_needs_stand_in_the_agreed_order() -> None:
    assert list(SLUGS) == IN_ORDER


def test_every_one_of_the_nine_joint_service_areas_has_a_need() -> None:
    assert {n.area for n in NEEDS.values() if n.kind == "joint_service_area"} == set(JOINT_SERVICE_AREAS)


def test_only_the_needs_that_could_hurt_on_a_shared_phone_are_sensitive() -> None:
    assert {
        "domestic_abuse",
        "sexual_health",
        "pregnancy_young_parents",
        "substance_misuse",
        "gambling",
    } == SENSITIVE


@pytest.mark.parametrize("slug", SLUGS)
def test_a_need_has_words_that_people_use_and_a_name_that_fits_a_text(slug: str) -> None:
    found = NEEDS[slug]
    assert 15 <= len(found.words) <= 40
    assert len(set(found.words)) == len(found.words)
    assert all(word == word.lower().strip() for word in found.words)
    assert set(found.label + found.short) <= GSM_LETTERS
    assert len(found.short) <= 16


def test_labels_and_short_names_tell_needs_apart() -> None:
    assert len({n.label for n in NEEDS.values()}) == len({n.short for n in NEEDS.values()}) == len(NEEDS)


def test_a_term_is_a_published_address_or_our_own_slug() -> None:
    for found in NEEDS.values():
        assert found.term == found.slug or (found.term_uri or "").startswith("http://id.esd.org.uk/service/")


def test_needs_in_two_joint_service_areas_are_counted_apart_from_wider_causes() -> None:
    assert areas_of(["debt", "substance_misuse", "isolation", "mental_wellbeing"]) == (
        "mental health",
        "substance misuse",
    )


def test_an_unknown_slug_is_refused_by_name() -> None:
    with pytest.raises(UnknownNeedError, match="no need called 'rent'"):
        need("rent")


def test_a_file_that_lists_a_need_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsFileError, match="listed twice"):
        load(_file_with(tmp_path, {}, {}))


def test_a_short_name_longer_than_sixteen_characters_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsFileError, match="longer than 16"):
        load(_file_with(tmp_path, {"short": "Rent, housing and so on"}))


def test_an_area_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsFileError, match="is no joint_service_area"):
        load(_file_with(tmp_path, {"kind": "joint_service_area"}))


def test_the_list_reads_with_the_standard_library_alone() -> None:
    code = (
        "import importlib.util, sys;"
        "spec = importlib.util.spec_from_file_location('needs', 'directory/needs.py');"
        "module = importlib.util.module_from_spec(spec); sys.modules['needs'] = module;"
        "spec.loader.exec_module(module); print(len(module.NEEDS))"
    )
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "30", done.stderr
