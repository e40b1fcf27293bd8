"""The world and the databases of the end-to-end tests, for tests that take parts of the service away."""

from __future__ import annotations

from tests.e2e.conftest import postgresql, rasa, template, url, world

__all__ = ["postgresql", "rasa", "template", "url", "world"]
