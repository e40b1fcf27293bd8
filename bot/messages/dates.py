"""How a day is said in a text."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LONDON: Final = ZoneInfo("Europe/London")


def date_words(day: date, today: date | None = None) -> str:
    """A day as people say it: "Tuesday 24 November", with today or tomorrow in front where it is."""
    said = f"{day:%A} {day.day} {day:%B}"
    if today is not None and day in (today, today + timedelta(days=1)):
        return f"{'today' if day == today else 'tomorrow'}, {said}"
    return said
