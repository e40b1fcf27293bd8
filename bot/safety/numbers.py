"""Every phone number in our texts: whose it is, where it was found, who checked it and when it is due again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NewType

import tomllib

_TABLE = Path(__file__).parent / "numbers.toml"
_NUMBER = re.compile(r"(?<![\d.:£])(?:\+44 ?)?\d(?:[ -]?\d){2,13}(?!\d)(?![.:]\d)")

#: Digits only, as dialled.
Digits = NewType("Digits", str)


class BadNumberTableError(ValueError):
    """numbers.toml holds a row that cannot be read; the message names it."""


@dataclass(frozen=True)
class HelpNumber:
    """One number we give people. `checked_on` is None until a person has rung it."""

    number: str
    name: str
    free: bool
    hours: str
    source: str
    kind: str = "voice"
    checked_by: str | None = None
    checked_on: date | None = None
    next_check: date | None = None

    @property
    def digits(self) -> Digits:
        """The number as dialled."""
        return digits(self.number)


def digits(number: str) -> Digits:
    """A number without its spaces."""
    return Digits(re.sub(r"\D", "", number))


@lru_cache(maxsize=1)
def numbers() -> tuple[HelpNumber, ...]:
    """Every number of numbers.toml. Raises BadNumberTableError when a row cannot be read."""
    with _TABLE.open("rb") as file:
        rows = tomllib.load(file)["number"]
    return tuple(_read(row) for row in rows)


def _read(row: dict[str, object]) -> HelpNumber:
    try:
        return HelpNumber(
            number=str(row["number"]),
            name=str(row["name"]),
            free=bool(row["free"]),
            hours=str(row["hours"]),
            source=str(row["source"]),
            kind=str(row.get("kind", "voice")),
            checked_by=str(row["checked_by"]) or None,
            checked_on=_day(row["checked_on"]),
            next_check=_day(row["next_check"]),
        )
    except (KeyError, ValueError) as error:
        raise BadNumberTableError(f"The number {row.get('number', '?')} cannot be read: {error}") from error


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)) if value else None


def overdue(today: date) -> tuple[HelpNumber, ...]:
    """Numbers nobody has checked, or whose next check has come."""
    return tuple(number for number in numbers() if number.checked_on is None or (number.next_check or today) <= today)


def numbers_in(text: str) -> tuple[Digits, ...]:
    """The phone numbers and short codes that a text of ours tells people, in order."""
    return tuple(digits(found.group()) for found in _NUMBER.finditer(text))


def unknown_numbers(text: str) -> tuple[Digits, ...]:
    """Numbers in a text that are not in the table."""
    known = {number.digits for number in numbers()}
    return tuple(number for number in numbers_in(text) if number not in known)
