"""A staff site for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.records.staff import Grant
from tests.console.parts import StaffSite, staff_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[StaffSite]:
    """With an administrator called boss and a receptionist called amina."""
    with staff_site(tmp_path) as found:
        found.add("boss", Grant("administrator"))
        found.add("amina", Grant("reception", "P81709"))
        yield found
