"""Keeps tests that share a running service on one worker, and lets no test be skipped unseen in CI."""

from __future__ import annotations

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

#: Folders whose tests share a running Rasa, or start one, go to one worker each. Elsewhere each file does.
TOGETHER = {
    "tests/conversations/": "conversations",
    "tests/e2e/": "live",
    "tests/faults/": "live",
    "tests/running/": "live",
}
#: The only reason that holds in CI: facts beside the repository that are not part of it.
SHARED = "../shared"

_skipped: list[str] = []


class ByRoom(LoadScopeScheduling):
    """Hands out whole rooms and files; those with the most tests begin first."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return next((room for folder, room in TOGETHER.items() if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """With `-n`, divide the tests so."""
    return ByRoom(config, log)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Remember what was skipped and why."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if SHARED not in reason:
            _skipped.append(f"{report.nodeid}: {reason}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skipped test is a failed run."""
    on_worker = hasattr(session.config, "workerinput")
    if _skipped and _in_ci() and not on_worker and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what CI does not allow."""
    if _skipped and _in_ci():
        terminalreporter.section("skipped, which CI does not allow")
        for line in _skipped:
            terminalreporter.write_line(line)


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")
