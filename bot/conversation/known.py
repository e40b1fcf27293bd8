"""What is known in one conversation: the needs, the place, the person, and what is on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, cast

from directory.needs import NEEDS
from directory.places import Place
from directory.query import AgeGroup, ForWhom, Query, ServiceId

PRACTICE_KINDS = ("practice",)


@dataclass(frozen=True)
class Menu:
    """What a bare number, YES or NO would answer, and until when (menus die after 24 hours)."""

    kind: str  # offer, survey, person, language
    options: tuple[str, ...] = ()
    until: str = ""  # ISO time

    def alive(self, now: datetime) -> bool:
        """Whether a reply to this menu may still be taken as one."""
        return bool(self.until) and now < datetime.fromisoformat(self.until)


@dataclass(frozen=True)
class Known:
    """All that a turn needs to know of the turns before it. Immutable; each turn makes a new one.

    `needs` are agreed and being answered, `pending` are read back and wait for a choice, `mentioned` is
    every need of this episode (one plan covers them all), `behind` the one that seems to lie behind the rest.
    `topics` are the words of ours (never the person's own) that say which part of a need is meant.
    Ages are in years. `asked` names the questions already asked. Nothing here names or locates a person
    more closely than their practice or postcode district.
    """

    needs: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    behind: str | None = None
    topics: tuple[str, ...] = ()
    place: Mapping[str, Any] | None = None
    place_asked: int = 0
    place_skipped: bool = False
    age: int | None = None
    age_group: str | None = None
    gender: str | None = None
    for_whom: str | None = None
    groups: tuple[str, ...] = ()
    language: str | None = None
    remote: bool | None = None
    can_travel: bool | None = None
    voice_ok: bool = True
    easy: bool = False
    asked: tuple[str, ...] = ()
    question: str | None = None
    tonight: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    menu: Menu | None = None
    helped: bool = False
    misses: int = 0
    surveyed: bool = False
    person_offered: bool = False
    called: bool = False
    last: tuple[str, ...] = ()
    call: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """The values as JSON, leaving out what is still at its default."""
        plain = asdict(self)
        blank = asdict(Known())
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in plain.items()
            if value != blank[name]
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Known:
        """Read what `as_json` wrote; fields that are no longer used are ignored."""
        names = {field.name: field for field in fields(cls)}
        given: dict[str, Any] = {}
        for name, item in (value or {}).items():
            if name not in names:
                continue
            if name == "menu":
                item = (
                    Menu(item["kind"], tuple(item.get("options", ())), item.get("until", ""))
                    if item
                    else None
                )
            given[name] = tuple(item) if isinstance(item, list) else item
        return cls(**given)

    def with_(self, **changes: Any) -> Known:
        """The same, with some fields changed."""
        return replace(self, **changes)

    @property
    def where(self) -> Place | None:
        """The place, where one is known."""
        return Place.from_json(self.place) if self.place else None

    @property
    def locality(self) -> str | None:
        """The locality of the place, where it is known."""
        return self.where.locality if self.where else None

    @property
    def practice(self) -> str | None:
        """The ODS code of the practice, where one was named."""
        return self.where.code if self.where and self.where.kind in PRACTICE_KINDS else None

    @property
    def outside(self) -> bool:
        """Whether the place is known to be outside the borough."""
        return self.where is not None and self.where.in_borough is False

    @property
    def under_16(self) -> bool:
        """Whether the person texting is known to be under 16."""
        return self.for_whom in (None, "me") and (
            self.age_group == "under16" or (self.age is not None and self.age < 16)
        )

    @property
    def sensitive(self) -> bool:
        """Whether any need of this episode must never be replayed, followed up or surveyed."""
        return any(NEEDS[need].sensitive for need in self.mentioned if need in NEEDS)

    def query(self, *, production: bool = False, **changes: Any) -> Query:
        """The question to the directory that follows from what is known."""
        base = Query(
            needs=self.needs,
            locality=cast(Any, self.locality),
            in_borough=self.where.in_borough if self.where else None,
            age=self.age,
            age_group=cast("AgeGroup | None", self.age_group),
            gender=self.gender,
            for_whom=cast("ForWhom | None", self.for_whom),
            groups=self.groups,
            language=self.language,
            voice_ok=self.voice_ok,
            can_travel=self.can_travel,
            remote=self.remote,
            tonight=self.tonight,
            topics=self.topics,
            production=production,
            exclude=tuple(ServiceId(id_) for id_ in self.shown),
        )
        return replace(base, **changes)


def a_new_episode(known: Known) -> Known:
    """What is carried over when a person comes back another day: where they are and how to talk to them."""
    return Known(
        place=known.place,
        age=known.age,
        age_group=known.age_group,
        gender=known.gender,
        voice_ok=known.voice_ok,
        easy=known.easy,
        surveyed=known.surveyed,
        last=known.last,
    )
