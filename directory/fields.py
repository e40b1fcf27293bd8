"""Reads the fields of a JSON document, noting every one that is wrong and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from directory.plain import plain

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a document: where, what, and what would be right."""

    field: str
    wrong: str
    right: str

    def __str__(self) -> str:
        return f"{self.field}: {self.wrong}; right would be: {self.right}"


class DocumentError(ValueError):
    """A listing document is not well formed; ``problems`` has one entry for each field that is wrong."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(". ".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass
class Fields:
    """One JSON object being read. Every reader returns a usable value and notes what was wrong.

    All text comes out plain (no HTML), so that nothing downstream can forget to clean it.
    """

    values: Mapping[str, object]
    at: str = ""
    problems: list[Problem] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    @classmethod
    def root(cls, document: object) -> Fields:
        """Begin with a whole document. Raises DocumentError when it is no JSON object."""
        if not isinstance(document, Mapping):
            raise DocumentError([Problem("document", "it is not an object", 'an object such as {"id": ...}')])
        return cls(document)

    def wrong(self, name: str, wrong: str, right: str) -> None:
        """Note a problem with a field."""
        self.problems.append(Problem(f"{self.at}{name}", wrong, right))

    def _take(self, name: str, *, required: bool = False) -> object:
        self.read.add(name)
        value = self.values.get(name)
        if value is None and required:
            self.wrong(name, "it is missing", f"a {name}")
        return value

    def text(self, name: str, *, required: bool = False) -> str:
        """Text made plain; missing or null is empty."""
        value = self._take(name, required=required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(name, f"{value!r} is not text", "text in quotes")
            return ""
        cleaned = plain(value)
        if required and not cleaned:
            self.wrong(name, "it is empty", f"a {name}")
        return cleaned

    def web(self, name: str) -> str:
        """A web address with http or https, or empty."""
        value = self.text(name)
        if value and not re.fullmatch(r"https?://[^\s<>\"']+", value):
            self.wrong(name, f"{value!r} is not a web address", "an address that begins with https://")
            return ""
        return value

    def slug(self, name: str) -> str:
        """A short name for files and addresses: small letters, digits and hyphens."""
        value = self.text(name, required=True)
        if value and not _SLUG.fullmatch(value):
            self.wrong(name, f"{value!r} is not a slug", "small letters, digits and single hyphens")
        return value

    def flag(self, name: str) -> bool:
        """True or false; missing or null is false."""
        value = self._take(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.wrong(name, f"{value!r} is not true or false", "true or false")
        return False

    def whole(self, name: str, low: int, high: int, *, default: int | None = None) -> int | None:
        """A whole number from low to high."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.wrong(name, f"{value!r} is not a whole number from {low} to {high}", f"{low} to {high}")
            return default
        return value

    def choice(self, name: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """One of the allowed words; without a default it must be there."""
        value = self.text(name, required=default is None)
        if not value and default is not None:
            return default
        if value and value not in allowed:
            self.wrong(name, f"{value!r} is not known", "one of " + ", ".join(allowed))
            return default or ""
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(name)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            self.wrong(name, f"{value!r} is not a list of texts", 'a list such as ["one", "two"]')
            return ()
        return tuple(cleaned for item in value if (cleaned := plain(item)))

    def choices(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of allowed words."""
        return self._allowed(name, self.texts(name), allowed)

    def comma_choices(self, name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Allowed words in one text, with commas between (as Open Referral writes byday)."""
        words = [word.strip() for word in self.text(name).split(",")]
        return self._allowed(name, [word for word in words if word], allowed)

    def _allowed(self, name: str, given: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
        for unknown in sorted(set(given) - set(allowed)):
            self.wrong(name, f"{unknown!r} is not known", "some of " + ", ".join(allowed))
        return tuple(word for word in allowed if word in given)

    def texts_by(self, name: str, allowed: Sequence[str], *, longest: int) -> dict[str, str]:
        """Texts by an allowed key, each at most ``longest`` characters."""
        given = self.object(name)
        found = {}
        for key in given.values:
            text = given.text(key)
            if key not in allowed:
                given.wrong(key, "it is not a known need", "a slug of the needs list")
            elif len(text) > longest:
                given.wrong(key, f"it has {len(text)} characters", f"at most {longest}")
            elif text:
                found[key] = text
        return found

    def day(self, name: str) -> date | None:
        """A date such as 2026-11-21, or null."""
        value = self.text(name)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.wrong(name, f"{value!r} is not a date", "a date such as 2026-11-21")
            return None

    def clock(self, name: str) -> time | None:
        """A local time such as 09:00; 24:00 is midnight."""
        value = self.text(name)
        if not value:
            return None
        try:
            return time() if value == "24:00" else time.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            self.wrong(name, f"{value!r} is not a time of day", "a time such as 09:00")
            return None

    def object(self, name: str, *, required: bool = False) -> Fields:
        """A nested object; missing reads as an empty one."""
        value = self._take(name, required=required)
        if value is not None and not isinstance(value, Mapping):
            self.wrong(name, f"{value!r} is not an object", 'an object such as {"name": ...}')
        nested = value if isinstance(value, Mapping) else {}
        return Fields(nested, f"{self.at}{name}.", self.problems)

    def rows(self, name: str) -> Iterator[Fields]:
        """A list of objects; missing reads as an empty list."""
        value = self._take(name)
        if value is None:
            return
        if not isinstance(value, (list, tuple)):
            self.wrong(name, "it is not a list", "a list of objects")
            return
        for number, row in enumerate(value):
            if isinstance(row, Mapping):
                yield Fields(row, f"{self.at}{name}[{number}].", self.problems)
            else:
                self.wrong(f"{name}[{number}]", f"{row!r} is not an object", "an object")

    def no_others(self) -> None:
        """Note every field that nobody reads: most are spelling mistakes."""
        for name in self.values:
            if name not in self.read:
                self.wrong(str(name), "nothing reads a field of that name", "check the spelling, or leave it out")
