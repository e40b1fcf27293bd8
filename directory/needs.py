"""Knows the one list of needs: what each is called, which area it belongs to and the words people use.

The list lives in `needs.json`. The classifier, the directory, the console and the reports all read it
from here, so this module imports only the standard library and runs on Python 3.10 as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NewType, cast

NeedSlug = NewType("NeedSlug", str)
Kind = Literal["joint_service_area", "wider_cause"]

JOINT_SERVICE_AREAS = (
    "children",
    "older people",
    "mental health",
    "physical disabilities",
    "learning disabilities",
    "public health",
    "substance misuse",
    "sexual health",
    "teenage pregnancy",
)
WIDER_CAUSES = ("poverty", "housing", "education", "crime", "environment")
SHORT_LENGTH = 16

_FILE = Path(__file__).with_name("needs.json")


class UnknownNeedError(LookupError):
    """Raised when a slug is not in the list of needs."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no need called {slug!r} in needs.json.")
        self.slug = slug


class NeedsFileError(ValueError):
    """Raised when needs.json breaks one of its own rules."""


@dataclass(frozen=True)
class Need:
    """One thing that a person may want help with.

    `label` is what a person would recognise; `short` is at most 16 characters, for numbered lists.
    `term` is the Open Referral taxonomy term: an esd URI where one is known, otherwise our own slug.
    `sensitive` needs are never replayed, followed up, surveyed or printed.
    """

    slug: NeedSlug
    label: str
    short: str
    area: str
    kind: Kind
    term: str
    words: tuple[str, ...]
    sensitive: bool

    @property
    def term_uri(self) -> str | None:
        """The published address of the term, or None where the term is only our own slug."""
        return self.term if self.term.startswith("http") else None


def _need(row: Mapping[str, Any]) -> Need:
    """Build a need from one row of the file; raises NeedsFileError when the row breaks a rule."""
    areas: Mapping[str, tuple[str, ...]] = {
        "joint_service_area": JOINT_SERVICE_AREAS,
        "wider_cause": WIDER_CAUSES,
    }
    if row["area"] not in areas.get(row["kind"], ()):
        raise NeedsFileError(f"{row['slug']}: {row['area']!r} is no {row['kind']}.")
    if len(row["short"]) > SHORT_LENGTH:
        raise NeedsFileError(f"{row['slug']}: {row['short']!r} is longer than {SHORT_LENGTH} characters.")
    return Need(
        slug=NeedSlug(row["slug"]),
        label=row["label"],
        short=row["short"],
        area=row["area"],
        kind=cast(Kind, row["kind"]),
        term=row["term"],
        words=tuple(row["words"]),
        sensitive=bool(row["sensitive"]),
    )


def load(path: Path = _FILE) -> Mapping[str, Need]:
    """Read a needs file: slug to need, in the file's order. Raises NeedsFileError on a repeated slug."""
    needs: dict[str, Need] = {}
    for row in json.loads(path.read_text(encoding="utf-8")):
        found = _need(row)
        if found.slug in needs:
            raise NeedsFileError(f"{found.slug} is listed twice.")
        needs[found.slug] = found
    return MappingProxyType(needs)


NEEDS: Mapping[str, Need] = load()
SLUGS: tuple[str, ...] = tuple(NEEDS)
SENSITIVE: frozenset[str] = frozenset(slug for slug, need in NEEDS.items() if need.sensitive)


def need(slug: str) -> Need:
    """The need with this slug. Raises UnknownNeedError when there is none."""
    try:
        return NEEDS[slug]
    except KeyError:
        raise UnknownNeedError(slug) from None


def areas_of(slugs: Iterable[str]) -> tuple[str, ...]:
    """The joint service areas that these needs fall in, each once, in the areas' own order."""
    touched = {need(slug).area for slug in slugs}
    return tuple(area for area in JOINT_SERVICE_AREAS if area in touched)
