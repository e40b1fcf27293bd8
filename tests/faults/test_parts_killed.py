"""Rasa or the actions are killed in the middle of a turn: the person is told in time, and answered when it is back."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.records.tables import Conversation
from bot.stack import Part, Stack
from tests.e2e import live
from tests.e2e.service import ANNA, BILAL, Service
from tests.e2e.twilio import Twilio

pytestmark = pytest.mark.live

HELD = "something is wrong at our end"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Rasa and the actions, which these tests kill and start again."""
    with live.stack(tmp_path_factory.mktemp("stack")) as running:
        yield running


@pytest.fixture
def signpost(tmp_path: Path, world: Twilio, stack: Stack) -> Iterator[Service]:
    """The whole service."""
    with live.whole_service(tmp_path, world, stack) as running:
        yield running


def part(stack: Stack, name: str) -> Part:
    return next(found for found in stack.parts if found.name == name)


def start_again(stack: Stack, name: str) -> None:
    stack.parts.remove(part(stack, name))
    stack.start_rasa() if name == "rasa" else stack.start_actions()
    stack.wait()


@pytest.mark.parametrize("name", ["actions", "rasa"])
def test_killed_in_the_middle_of_a_turn(signpost: Service, world: Twilio, stack: Stack, name: str) -> None:
    signpost.says("hello")
    killed = part(stack, name).process
    os.killpg(killed.pid, signal.SIGSTOP)  # the turn begins, and gets no further than this part
    assert signpost.deliver("i cant pay my rent, im in darwen") == 204
    signpost.wait_until(lambda: _claimed(signpost), "the turn to begin")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()

    signpost.wait_until(lambda: HELD in "".join(world.to(ANNA)), "the holding text")
    came, held = (datetime.fromisoformat(m["at"]) for m in signpost.inspect()["messages"][-2:])
    assert held - came < timedelta(seconds=15)
    assert "116 123" in " ".join(signpost.says("i want to kill myself", BILAL))

    start_again(stack, name)
    signpost.wait_until(lambda: "Sorry for the wait" in "".join(world.to(ANNA)), "the late answer", seconds=120)
    signpost.wait_until(signpost.quiet)
    assert sum(HELD in body for body in world.to(ANNA)) == 1
    assert sum("Sorry for the wait" in body for body in world.to(ANNA)) == 1
    assert world.twice() == []
    assert signpost.says("1")


def _claimed(signpost: Service) -> bool:
    """Whether a worker has begun with what waits."""
    with signpost.records.reading() as tx:
        return any(tx.session.scalars(select(Conversation.claim_token)))
