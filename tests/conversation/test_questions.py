"""Which question is worth a text, and how its reply is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.finding import next_step
from bot.conversation.known import Known
from bot.conversation.questions import QUESTIONS, age_group, read_answer, worth_asking
from bot.conversation.turn import Context
from directory.library import Directory
from directory.needs import SLUGS

NOW = Context(datetime(2026, 11, 24, 10, tzinfo=UTC))


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    """The seeded directory."""
    path: Path = tmp_path_factory.mktemp("directory") / "directory.sqlite3"
    found = Directory.open(f"sqlite:///{path}")
    found.migrate()
    found.seed()
    yield found
    found.close()


def first_three(known: Known, directory: Directory) -> tuple[str, ...]:
    return tuple(match.card.id for match in directory.search(known.query(), now=NOW.now).chosen)


@pytest.mark.parametrize("need", SLUGS)
def test_a_question_is_asked_only_where_some_reply_changes_the_answer(directory: Directory, need: str) -> None:
    known = Known(needs=(need,))
    about = worth_asking(known, directory, NOW)
    if about is None:
        return
    (question,) = (q for q in QUESTIONS if q.about == about)
    answers = {first_three(known.with_(**reply), directory) for reply in question.replies}
    assert len(answers) > 1


@pytest.mark.parametrize("need", SLUGS)
def test_a_question_is_never_asked_twice(directory: Directory, need: str) -> None:
    known = Known(needs=(need,))
    asked: list[str] = []
    while (about := worth_asking(known, directory, NOW)) is not None:
        assert about not in asked
        asked.append(about)
        known = known.with_(asked=tuple(asked))
    assert len(asked) <= len(QUESTIONS)


@pytest.mark.parametrize("need", SLUGS)
def test_at_most_one_question_comes_before_the_first_help(directory: Directory, need: str) -> None:
    step = next_step(Known(needs=(need,)), directory, NOW)
    assert step.requested == "place"
    after = next_step(step.known.with_(place_skipped=True), directory, NOW)
    assert after.requested is None


def test_nothing_is_asked_tonight(directory: Directory) -> None:
    assert next_step(Known(needs=("housing",), tonight=("bed",)), directory, NOW).requested is None


@given(st.integers(5, 110))
def test_every_age_is_read_and_has_its_group(age: int) -> None:
    read = read_answer("age", f"im {age}")
    assert read == {"age": age, "age_group": age_group(age)}


@pytest.mark.parametrize(
    ("about", "text", "answer"),
    [
        ("age", "retired", {"age_group": "55_plus"}),
        ("age", "none of your business", None),
        ("for_whom", "me", {"for_whom": "me"}),
        ("for_whom", "my lad", {"for_whom": "child"}),
        ("for_whom", "SOMEONE ELSE", {"for_whom": "adult"}),
        ("for_whom", "dunno", None),
        ("travel", "yes", {"can_travel": True}),
        ("travel", "housebound", {"can_travel": False}),
        ("remote", "phone", {"remote": True}),
        ("remote", "face to face", {"remote": False}),
        ("remote", "hmm", None),
    ],
)
def test_replies_to_questions(about: str, text: str, answer: dict[str, object] | None) -> None:
    assert read_answer(about, text) == answer
