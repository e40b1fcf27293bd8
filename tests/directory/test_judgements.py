"""How well the seeded directory answers people's own words, held to what it has reached."""

from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import pytest

from directory.access import ways_in
from directory.library import Directory
from directory.needs import SLUGS
from tests.directory.judging import Judged, judgements, ndcg, offered

FLOOR = 0.92
LEAST_FOR_A_NEED = 0.8

every_question = pytest.mark.parametrize("judged", judgements(), ids=lambda judged: judged.text.replace(" ", "_"))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """The directory as we ship it."""
    folder: Path = tmp_path_factory.mktemp("judged")
    directory = Directory.open(f"sqlite:///{folder / 'directory.db'}")
    directory.migrate()
    directory.seed()
    yield directory
    directory.close()


def test_the_questions_are_many_cover_every_need_and_name_real_services(seeded: Directory) -> None:
    asked = judgements()
    slugs = {listing.slug for listing in seeded.listings()}
    assert len(asked) >= 150
    assert {need for judged in asked for need in judged.known["needs"]} == set(SLUGS)
    assert all(set(judged.good) | judged.never <= slugs for judged in asked)
    assert len({(judged.text, str(judged.known)) for judged in asked}) == len(asked)


def test_the_first_three_are_the_right_ones_most_of_the_time(seeded: Directory) -> None:
    assert fmean(ndcg(offered(seeded, judged), judged.good) for judged in judgements()) >= FLOOR


@pytest.mark.parametrize("need", SLUGS)
def test_no_need_is_answered_badly(seeded: Directory, need: str) -> None:
    asked = [judged for judged in judgements() if need in judged.known["needs"]]
    assert fmean(ndcg(offered(seeded, judged), judged.good) for judged in asked) >= LEAST_FOR_A_NEED


@every_question
def test_what_is_wrong_for_a_question_is_never_among_the_first_three(seeded: Directory, judged: Judged) -> None:
    assert judged.never.isdisjoint(offered(seeded, judged))


@every_question
def test_every_question_gets_something_worth_having(seeded: Directory, judged: Judged) -> None:
    assert any(judged.good.get(slug, 0) >= 2 for slug in offered(seeded, judged))


@every_question
def test_a_website_alone_comes_first_only_where_nothing_fits_with_a_phone_or_a_door(
    seeded: Directory, judged: Judged
) -> None:
    ways = {listing.slug: ways_in(listing) for listing in seeded.listings()}
    first = offered(seeded, judged)[0]
    usable = any(ways[slug] & {"voice", "text", "walk_in"} for slug, grade in judged.good.items() if grade == 3)
    assert ways[first] & {"voice", "text", "walk_in"} or not usable
