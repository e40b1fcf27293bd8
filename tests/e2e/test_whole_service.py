"""Whole conversations: signed webhook in, Twilio out, through web, worker, Rasa, actions and directory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from bot.messages.segments import count
from bot.stack import Stack
from tests.e2e import live
from tests.e2e.service import ANNA, Service
from tests.e2e.twilio import Twilio
from tests.records.conftest import KEY, at

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Rasa and the actions, for all tests here."""
    with live.stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def directory(request: pytest.FixtureRequest, stack: Stack, url: str) -> Iterator[str]:
    """The directory on the same engine as the records: the actions start again with it."""
    if not url.startswith("postgresql"):
        yield "sqlite"
        return
    server = request.getfixturevalue("postgresql")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS listings WITH (FORCE)")
        connection.execute("CREATE DATABASE listings")
    address = at(server, "listings").replace("postgresql://", "postgresql+psycopg://")
    live.seed(address)
    with other_directory(stack, address):
        yield "postgresql"


class other_directory:  # noqa: N801 - reads as what it is
    """The actions on another directory, for as long as the block lasts."""

    def __init__(self, stack: Stack, url: str) -> None:
        self.stack, self.url = stack, url

    def __enter__(self) -> None:
        self._restart({"DIRECTORY_DATABASE_URL": self.url})

    def __exit__(self, *_: object) -> None:
        self._restart({})

    def _restart(self, more: dict[str, str]) -> None:
        actions = next(part for part in self.stack.parts if part.name == "actions")
        os.killpg(actions.process.pid, 9)
        actions.process.wait()
        self.stack.parts.remove(actions)
        before = self.stack.settings
        if more:
            self.stack.settings = replace(before, directory_database_url=self.url)
        self.stack.start_actions()
        self.stack.settings = before
        self.stack.wait()


@pytest.fixture
def signpost(tmp_path: Path, url: str, directory: str, world: Twilio, stack: Stack) -> Iterator[Service]:
    """The whole service, on each engine in turn."""
    env = {"RECORDS_DATABASE_URL": url, "NUMBER_KEY": KEY.decode()}
    with live.whole_service(tmp_path, world, stack, **env) as running:
        yield running


def test_a_patient_with_two_needs_finds_help_asks_for_a_person_and_leaves(signpost: Service, world: Twilio) -> None:
    said = signpost.says("i cant pay my rent and im so lonely, im in darwen")
    assert sum("I'm Signpost" in body for body in said) == 1
    if not signpost.inspect()["signposts"]:  # both needs are read back first
        said = signpost.says("1")
    assert "Reply 1" in said[0] and "CALL" in said[0]
    assert "housing" in signpost.inspect()["signposts"][0]["needs"]
    assert signpost.says("1")

    signpost.says("CALL")
    for answer in ("safe", "Zebedee", "mornings", "yes", "yes"):
        if signpost.inspect()["referrals"]:
            break
        signpost.says(answer)
    (referral,) = signpost.inspect()["referrals"]
    assert referral["team"] == "darwen"

    said = signpost.says("i want to kill myself")
    assert "116 123" in " ".join(said)
    assert len(signpost.flags()) == 1
    assert "999" in signpost.says("STOP")[-1]
    assert signpost.deliver("hello?") == 204
    signpost.wait_until(signpost.quiet)
    heard = len(world.to(ANNA))
    assert signpost.deliver("anyone there") == 204
    signpost.wait_until(signpost.quiet)
    assert len(world.to(ANNA)) == heard

    signpost.wait_until(lambda: set(signpost.statuses()) == {"delivered"}, "the reports")
    assert world.refused_reports == []
    assert all(count(body).segments <= 3 and count(body).encoding == "GSM-7" for body in world.to(ANNA))
    assert "zebedee" not in signpost.all_logs().lower()
    assert ANNA[-6:] not in signpost.all_logs()


def test_rasa_and_the_actions_log_nothing_of_what_was_said(signpost: Service, stack: Stack) -> None:
    for words in ("zebedee crumpet cant pay his rent", "bb1 6ph", "CALL", "zebedee", "ring 07700 900456"):
        signpost.says(words)
    logs = "".join(file.read_text(errors="replace") for file in (stack.settings.home / "logs").iterdir()).lower()
    assert [canary for canary in ("zebedee", "crumpet", "900456", ANNA[-6:]) if canary in logs] == []
