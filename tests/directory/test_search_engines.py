"""The same question has the same answer on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from directory import candidates
from directory.library import Directory
from directory.needs import SLUGS
from directory.query import Query
from directory.stems import stems
from tests.directory.builders import MONDAY_MORNING, document, hours_row, place

SAYINGS = (
    "can't pay the rent, landlord wants us out",
    "wish centre",
    "food bank",
    "is the carers' service open?",
    "café & kitchen",
    "مجھے مدد چاہیے",
    "x' OR 1=1 --",
    'NEAR("food" bank) AND *',
    "12345",
    "",
)


def listings() -> list[dict[str, object]]:
    """Forty services of different needs, ages, places and hours."""
    names = ("food-bank", "wish-centre", "carers-service", "cafe-kitchen", "rent-landlord-advice")
    made = []
    for number in range(40):
        slug = f"{names[number % 5]}-{number}"
        needs = {SLUGS[number % len(SLUGS)], SLUGS[(number * 7 + 3) % len(SLUGS)]}
        made.append(
            document(
                slug,
                sorted(needs),
                eligibility={"maximum_age": 25} if number % 4 == 0 else {},
                service_area={"national": number % 3 == 0, "localities": []},
                schedules=[hours_row("MO,FR", "09:00", "12:00")] if number % 2 else [],
                locations=[place(locality="darwen")] if number % 5 == 0 else [],
                verified_on="2026-11-01" if number % 2 else None,
            )
        )
    return made


@pytest.fixture
def both(sqlite_url: str, postgres_url: str) -> Iterator[tuple[Directory, Directory]]:
    """The same forty services on each engine."""
    pair = Directory.open(sqlite_url), Directory.open(postgres_url)
    for directory in pair:
        directory.migrate()
        for made in listings():
            directory.publish(made, by="curator", now=MONDAY_MORNING)
    yield pair
    for directory in pair:
        directory.close()


def test_every_need_and_every_saying_gives_the_same_results(both: tuple[Directory, Directory]) -> None:
    questions = [Query(needs=(need,), locality="darwen", age=20) for need in SLUGS]
    questions += [Query(needs=("housing", "debt", "food"), text=said, limit=10) for said in SAYINGS]
    questions += [Query(text=said, limit=10) for said in SAYINGS]
    for question in questions:
        one, other = (directory.search(question, now=MONDAY_MORNING) for directory in both)
        assert one == other, question


def test_full_text_finds_the_same_candidates(both: tuple[Directory, Directory]) -> None:
    found = []
    for directory in both:
        with directory.engine.connect() as connection:
            found.append([candidates.find(connection, stems(said)) for said in SAYINGS])
    assert found[0] == found[1]
    assert len(found[0][1]) == 8


def test_words_in_another_form_find_the_same_service(sqlite_directory: Directory) -> None:
    sqlite_directory.publish(document("young-carers-groups"), by="curator", now=MONDAY_MORNING)
    for said in ("young carer group", "Carers' Groups", "YOUNG CARING GROUP"):
        assert sqlite_directory.search(Query(text=said), now=MONDAY_MORNING).chosen, said
