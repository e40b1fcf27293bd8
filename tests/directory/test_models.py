"""Publishing, seeding, importing and reading back, on both engines."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from directory import models
from directory.documents import DocumentError
from directory.engines import DatabaseUrlError
from directory.library import Directory, Seeded, SeedError, UnknownServiceError
from directory.needs import NEEDS
from directory.publishing import SlugTakenError
from directory.query import Query
from tests.directory.builders import MONDAY_MORNING, document, hours_row, place, service_id

NOW = MONDAY_MORNING
FULL = {
    "locations": [place(accessibility="Ramp"), place(confidential=True, name="Refuge")],
    "schedules": [hours_row("MO,TU", "09:00", "17:00")],
    "languages": ["English", "Urdu"],
    "eligibility": {"minimum_age": 16, "gender": "women", "for_whom": ["carer"], "excludes": ["student"]},
    "service_area": {"national": False, "localities": ["east"]},
    "apply": "Ring",
    "waiting_time": "2 weeks",
}


def count(directory: Directory, table: type[models.Base]) -> int:
    """How many rows a table has."""
    with directory.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def seed_folder(tmp_path: Path, *documents: dict[str, object]) -> Path:
    """A folder of seed files."""
    for made in documents:
        (tmp_path / f"{made['slug']}.json").write_text(json.dumps(made), encoding="utf-8")
    return tmp_path


def test_a_published_listing_fills_the_tables(directory: Directory) -> None:
    assert directory.publish(document(**FULL), by="curator", now=NOW) == 1
    with directory.engine.connect() as connection:
        service = connection.execute(select(models.Service)).one()
        confidential = connection.scalars(select(models.Address.confidential)).all()
    assert (service.slug, service.wait_time, service.application_process) == ("help-hub", "2 weeks", "Ring")
    assert sorted(confidential) == [False, True]
    rows = {
        models.Phone: 1,
        models.Schedule: 1,
        models.Language: 2,
        models.Eligibility: 3,
        models.ServiceArea: 1,
        models.CostOption: 1,
        models.Location: 2,
        models.ServiceAtLocation: 2,
        models.Accessibility: 1,
        models.Attribute: 1,
        models.SearchDocument: 1,
        models.TaxonomyTerm: len(NEEDS),
    }
    assert {table: count(directory, table) for table in rows} == rows


def test_publishing_again_keeps_both_versions_and_leaves_no_old_rows(directory: Directory) -> None:
    directory.publish(document(**FULL), by="first", now=NOW)
    assert directory.publish(document(name="New Name"), by="second", now=NOW + timedelta(days=1)) == 2
    assert directory.document(service_id("help-hub"))["name"] == "New Name"
    assert directory.document(service_id("help-hub"), number=1)["name"] == "Help Hub"
    assert count(directory, models.ListingVersion) == 2
    for emptied in (models.Location, models.Address, models.Schedule, models.Language, models.Eligibility):
        assert count(directory, emptied) == 0
    with directory.engine.connect() as connection:
        by = connection.scalars(select(models.ListingVersion.published_by).order_by(models.ListingVersion.number))
        assert by.all() == ["first", "second"]


def test_publishing_the_same_again_writes_nothing(directory: Directory) -> None:
    directory.publish(document(), by="curator", now=NOW)
    assert directory.publish(document(), by="curator", now=NOW + timedelta(days=1)) == 1
    assert count(directory, models.ListingVersion) == 1


def test_a_malformed_document_is_refused_and_nothing_is_written(directory: Directory) -> None:
    with pytest.raises(DocumentError):
        directory.publish(document(name=""), by="curator", now=NOW)
    assert count(directory, models.Service) == 0


def test_two_services_cannot_have_one_slug(directory: Directory) -> None:
    directory.publish(document(), by="curator", now=NOW)
    with pytest.raises(SlugTakenError, match="help-hub"):
        directory.publish({**document(), "id": service_id("another")}, by="curator", now=NOW)
    assert count(directory, models.ListingVersion) == 1


def test_what_another_process_publishes_is_found_by_the_next_search(database_url: str) -> None:
    ours, theirs = Directory.open(database_url), Directory.open(database_url)
    ours.migrate()
    assert not ours.search(Query(needs=("housing",)), now=NOW).chosen
    theirs.publish(document(), by="curator", now=NOW)
    assert len(ours.search(Query(needs=("housing",)), now=NOW).chosen) == 1
    theirs.publish(document(status="inactive"), by="curator", now=NOW)
    assert not ours.search(Query(needs=("housing",)), now=NOW).chosen
    ours.close()
    theirs.close()


def test_writers_at_the_same_moment_all_get_through(directory: Directory) -> None:
    def write(number: int) -> int:
        return directory.publish(document(f"service-{number}"), by="curator", now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(write, range(8))) == [1] * 8
    assert len(directory.listings()) == 8


def test_writers_of_one_listing_get_a_version_each(directory: Directory) -> None:
    def write(number: int) -> int:
        return directory.publish(document(name=f"Name {number}"), by="curator", now=NOW)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [1, 2, 3, 4]


def test_a_search_in_an_unchanged_directory_costs_one_small_query(directory: Directory) -> None:
    directory.publish(document(), by="curator", now=NOW)
    directory.search(Query(needs=("housing",)), now=NOW)
    asked: list[str] = []
    event.listen(directory.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    directory.search(Query(needs=("housing",)), now=NOW)
    assert [sql for sql in asked if sql != "BEGIN"] == ["SELECT version FROM directory_state"]


def test_an_unknown_service_is_said_to_be_unknown(directory: Directory) -> None:
    for ask in (directory.document, directory.listing, lambda one: directory.card(one, now=NOW)):
        with pytest.raises(UnknownServiceError, match="no published service"):
            ask(service_id("nobody"))


def test_a_card_is_made_for_the_asked_need(directory: Directory) -> None:
    directory.publish(document(needs=("housing", "debt")), by="curator", now=NOW)
    assert directory.card(service_id("help-hub"), needs=("debt",), now=NOW).does == "helps with debt"


def test_seeding_twice_publishes_once(directory: Directory, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, document("one"), document("two"))
    assert directory.seed(folder, now=NOW) == Seeded(published=2)
    assert directory.seed(folder, now=NOW) == Seeded(unchanged=2)
    assert count(directory, models.ListingVersion) == 2


def test_seeding_publishes_only_what_changed(directory: Directory, tmp_path: Path) -> None:
    directory.seed(seed_folder(tmp_path, document("one"), document("two")), now=NOW)
    changed = seed_folder(tmp_path, document("one", name="Changed"))
    assert directory.seed(changed, now=NOW) == Seeded(published=1, unchanged=1)


def test_seeding_keeps_what_a_curator_changed(directory: Directory, tmp_path: Path) -> None:
    directory.seed(seed_folder(tmp_path, document("one")), now=NOW)
    directory.publish(document("one", name="By hand"), by="curator", now=NOW)
    assert directory.seed(seed_folder(tmp_path, document("one", name="By seed")), now=NOW) == Seeded(kept=1)
    assert directory.document(service_id("one"))["name"] == "By hand"


def test_a_broken_seed_names_its_file_and_publishes_nothing(directory: Directory, tmp_path: Path) -> None:
    folder = seed_folder(tmp_path, document("good"), document("poor", name=""))
    with pytest.raises(SeedError, match=r"poor\.json: name"):
        directory.seed(folder, now=NOW)
    assert count(directory, models.Service) == 0


def test_what_is_exported_can_be_imported_elsewhere(directory: Directory, tmp_path: Path) -> None:
    for slug in ("one", "two"):
        directory.publish(document(slug, **FULL), by="curator", now=NOW)
    lines = list(directory.export_lines())
    other = Directory.open(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()
    done = other.import_lines(lines, by="import", now=NOW)
    assert (done.published, done.problems) == (2, ())
    assert list(other.export_lines()) == lines
    assert other.import_lines(lines, by="import", now=NOW).unchanged == 2
    other.close()


def test_one_bad_line_stops_the_whole_import_and_is_named(directory: Directory) -> None:
    lines = [json.dumps(document("one")), "", "{not json", json.dumps(document("two", remote="yes"))]
    done = directory.import_lines(lines, by="import", now=NOW)
    assert [(one.line, one.problem.field) for one in done.problems] == [(3, "line"), (4, "remote")]
    assert (done.published, count(directory, models.Service)) == (0, 0)


def test_a_slug_taken_in_an_import_stops_it_and_names_the_line(directory: Directory) -> None:
    directory.publish(document("one"), by="curator", now=NOW)
    taken = json.dumps({**document("one"), "id": service_id("other")})
    done = directory.import_lines([json.dumps(document("two")), taken], by="import", now=NOW)
    assert [(one.line, one.problem.field) for one in done.problems] == [(2, "slug")]
    assert count(directory, models.Service) == 1


def test_only_sqlite_and_postgresql_are_opened() -> None:
    with pytest.raises(DatabaseUrlError, match="mysql"):
        Directory.open("mysql://localhost/x")
    with pytest.raises(DatabaseUrlError, match="cannot be read"):
        Directory.open("nonsense")


def test_sqlite_keeps_foreign_keys_and_writes_ahead(sqlite_directory: Directory) -> None:
    with sqlite_directory.engine.connect() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "busy_timeout")
        ]
    assert pragmas == [1, "wal", 10000]
