"""Keeps tests that share a running service on one worker, and lets no test be skipped unseen in CI."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
#: Folders whose tests share one running Rasa: each stays whole on one worker.
TOGETHER = ("conversations", "e2e", "faults")
#: The only reason that holds in CI: facts beside the repository that are not part of it.
SHARED = "../shared"

_skipped: list[str] = []


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by file, and those of TOGETHER by folder; the longest begin first."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            path = item.path.relative_to(HERE)
            item.add_marker(pytest.mark.xdist_group(path.parts[0] if path.parts[0] in TOGETHER else str(path)))
    items.sort(key=lambda item: item.path.relative_to(HERE).parts[0] not in TOGETHER)


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
