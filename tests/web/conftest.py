"""One application for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.parts import Service, service


@pytest.fixture
def signpost(tmp_path: Path) -> Iterator[Service]:
    found = service(tmp_path)
    yield found
    found.records.close()
