"""Running a step: quiet when it works, clear when it does not, ended when we are told to stop."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from provision import show


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    yield
    show._ENDED.clear()


def python(body: str) -> list[str]:
    return [sys.executable, "-c", body]


def test_a_step_that_works_gives_what_it_printed() -> None:
    assert show.run(python("print('made')"), doing="Making") == "made\n"


def test_a_step_that_fails_says_which_one_and_its_last_words() -> None:
    with pytest.raises(show.StepFailedError) as failed:
        show.run(python("import sys; print('no room left'); sys.exit(3)"), doing="Making it")
    assert str(failed.value).startswith("Making it failed.")
    assert "no room left" in str(failed.value)


def test_a_command_that_is_not_there_is_a_clear_failure() -> None:
    with pytest.raises(show.StepFailedError, match="cannot be run"):
        show.run(["no-such-command-anywhere"], doing="Making")


@pytest.mark.parametrize(
    "said",
    [
        "error: Failed to fetch: client error (Connect)",
        "npm error code ENOTFOUND",
        "NewConnectionError: [Errno -2] Name or service not known",
        "hint: Packages were unavailable because the network was disabled",
    ],
)
def test_a_network_that_is_away_is_named_as_the_cause(said: str) -> None:
    assert "registry could not be reached" in show.advice(said)


def test_other_failures_are_not_blamed_on_the_network() -> None:
    assert "registry" not in show.advice("error: hash mismatch")


def test_being_told_to_stop_ends_what_runs_and_lets_nothing_begin(tmp_path: Path) -> None:
    begun, outcome = tmp_path / "begun", []

    def step() -> None:
        try:
            show.run(
                python(f"import pathlib, time; pathlib.Path({str(begun)!r}).touch(); time.sleep(60)"), doing="Long"
            )
        except show.StepFailedError as failed:
            outcome.append(str(failed))

    thread = threading.Thread(target=step)
    thread.start()
    while not begun.exists():
        time.sleep(0.01)
    show.end_all()
    thread.join(timeout=10)
    assert outcome == ["Long was stopped."]
    with pytest.raises(show.StepFailedError):
        show.run(python("pass"), doing="Another")


def test_a_long_step_gives_signs_of_life(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(show, "STILL_EVERY", 0.02)
    with show.Step("Baking"):
        time.sleep(0.2)
    said = capsys.readouterr().out
    assert "Baking ..." in said
    assert "Baking: still going" in said
    assert "Baking: done in" in said
