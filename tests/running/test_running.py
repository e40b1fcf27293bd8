"""How `signpost run` starts, watches and ends its parts, with little ones in their place."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from bot import running
from tests.running.conftest import Starter, alive, gone


def test_it_says_when_each_part_is_ready_and_then_where_signpost_is(start: Starter) -> None:
    run = start()
    assert run.hears("Signpost is ready") == f"Signpost is ready: http://127.0.0.1:{run.port}"
    for part in ("web", "actions", "worker"):
        assert any(line.startswith(f"  {part}: ready after") for line in run.said)
    assert run.hears("Simulator").endswith(f"http://127.0.0.1:{run.port}/simulator")
    # There is no staff site among the little parts, so none is promised.
    assert not any("console" in line for line in run.said)


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_being_told_to_stop_ends_everything_with_code_0(start: Starter, kind: signal.Signals) -> None:
    run = start()
    run.hears("Signpost is ready")
    children = list(run.children().values())
    run.tell(kind)
    assert run.ends() == 0
    assert gone(children)
    assert not (run.home / "supervisor.sock").exists()


def test_a_part_that_dies_is_started_again_and_reported_in_one_line(start: Starter) -> None:
    run = start()
    run.hears("Signpost is ready")
    before = run.children()["worker"]
    os.kill(before, signal.SIGKILL)
    assert "worker ended and was started again" in run.hears("started again")
    assert alive(run.children()["worker"])
    assert run.children()["worker"] != before


def test_a_second_signal_ends_a_part_that_will_not_stop(start: Starter) -> None:
    run = start(STUBBORN="1")
    run.hears("Signpost is ready")
    children = list(run.children().values())
    run.tell(signal.SIGTERM)
    run.hears("Stopping")
    time.sleep(running.TOGETHER_SECONDS + 0.2)
    assert alive(run.children()["worker"])
    run.tell(signal.SIGTERM)
    assert run.ends(within=10) == 0
    assert gone(children)


def test_two_signals_at_once_are_one(start: Starter) -> None:
    # As when a process group with make in it is told to stop: make passes on what we were told already.
    run = start()
    run.hears("Signpost is ready")
    run.tell(signal.SIGTERM)
    run.tell(signal.SIGTERM)
    assert run.ends() == 0
    assert "stopped: worker (terminated by SIGTERM)" in (run.home / "logs" / "supervisor.log").read_text()


def test_nothing_is_left_when_the_run_itself_is_killed(start: Starter) -> None:
    run = start()
    run.hears("Signpost is ready")
    children = list(run.children().values())
    run.tell(signal.SIGKILL)
    run.ends()
    assert gone(children, within=20)


def test_nothing_is_left_when_the_supervisor_is_killed(start: Starter) -> None:
    run = start()
    run.hears("Signpost is ready")
    children = list(run.children().values())
    os.kill(int((run.home / "supervisor.pid").read_text()), signal.SIGKILL)
    run.hears("supervisor ended")
    assert run.ends() == 1
    assert gone(children)


def test_a_second_run_in_the_same_home_says_so(start: Starter) -> None:
    first = start()
    first.hears("Signpost is ready")
    second = start()
    assert f"already running with {first.home} (process {first.process.pid})" in second.hears("already running")
    assert second.ends() == 2


def test_a_run_after_another_ended_starts_afresh(start: Starter) -> None:
    first = start()
    first.hears("Signpost is ready")
    first.tell(signal.SIGTERM)
    assert first.ends() == 0
    start().hears("Signpost is ready")


def test_a_web_that_cannot_start_ends_the_run_with_its_last_words(start: Starter) -> None:
    run = start(BROKEN_WEB="1")
    run.hears("web process cannot start")
    run.hears("The key does not fit.")
    assert run.ends() == 1


def test_a_busy_port_is_one_clear_line(start: Starter) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        run = start(PORT=str(port))
        line = run.hears(f"Port {port}")
        assert "another program uses it" in line
        assert "PORT=" in line
        assert run.ends() == 2


def test_wrong_settings_are_named_before_anything_starts(start: Starter) -> None:
    run = start(SIGNPOST_ENV="staging")
    run.hears("SIGNPOST_ENV must be")
    assert run.ends() == 2
    assert not (run.home / "logs").exists()


def test_what_is_kept_is_nobody_elses_to_read(start: Starter) -> None:
    run = start()
    run.hears("Signpost is ready")
    open_to_others = [path for path in run.home.rglob("*") if path.stat().st_mode & 0o077 and not path.is_socket()]
    assert open_to_others == []


def test_a_home_with_a_very_long_path_works(start: Starter, home: Path) -> None:
    deep = home / ("a very long name indeed " * 4).strip() / ("and another 100% of that " * 4).strip()
    run = start(SIGNPOST_HOME=str(deep))
    run.hears("Signpost is ready")


def test_last_words_of_a_part_that_said_nothing(tmp_path: Path) -> None:
    assert running.last_words(tmp_path / "none.log").strip() == "(nothing)"


def test_last_words_are_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    log.write_text("\n".join(f"line {n}" for n in range(1000)))
    assert [line.strip() for line in running.last_words(log).splitlines()] == ["line 997", "line 998", "line 999"]
