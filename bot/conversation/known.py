"""What is known in one conversation: the needs, the place, the person, and what is on the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, cast

from directory.needs import NEEDS
from directory.places import Place
from directory.query import AgeGroup, ForWhom, Query, ServiceId

MENU_LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Menu:
    """What a short reply would answer, and until when: an `offer` is picked from by number; a `survey`, a
    `person` and a `language` are answered with YES or NO."""

    kind: str
    options: tuple[str, ...] = ()
    until: str = ""  # ISO time

    @classmethod
    def open(cls, kind: str, now: datetime, options: tuple[str, ...] = ()) -> Menu:
        """A menu that dies in 24 hours."""
        return cls(kind, options, (now + MENU_LASTS).isoformat())

    def alive(self, now: datetime) -> bool:
        """Whether a reply to this menu may still be taken as one."""
        return bool(self.until) and now < datetime.fromisoformat(self.until)


@dataclass(frozen=True)
class Known:
    """All that a turn needs to know of the turns before it. Immutable; each turn makes a new one.

    `needs` are agreed and being answered, `pending` are read back and wait for a choice, `mentioned` is
    every need of this episode (one plan covers them all), `behind` the one that seems to lie behind the rest.
    `topics` are the words of ours (never the person's own) that say which part of a need is meant.
    `offered` is what a number picks from, `yes_no` what a YES or NO answers. `hushed` once something was said
    that must never be replayed or asked about. `call` holds the answers while a call is arranged, `called`
    those it was arranged with. Ages are in years. Nothing here is in a person's own words, and nothing names
    or locates them more closely than their practice or postcode district.
    """

    needs: tuple[str, ...] = ()
    pending: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    corrected: bool = False
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
    asked: tuple[str, ...] = ()
    question: str | None = None
    wants_more: bool = False
    tonight: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    offered: Menu | None = None
    yes_no: Menu | None = None
    helped: bool = False
    hushed: bool = False
    misses: int = 0
    surveyed: bool = False
    person_offered: bool = False
    call: Mapping[str, Any] | None = None
    called: Mapping[str, Any] | None = None
    last: tuple[str, ...] = ()
    last_needs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The values as JSON, leaving out what is still at its default."""
        plain = asdict(self)
        blank = asdict(Known())
        return {
            name: [*value] if isinstance(value, tuple) else value
            for name, value in plain.items()
            if value != blank[name]
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Known:
        """Read what `as_json` wrote; fields that are no longer used are ignored."""
        names = {field.name for field in fields(cls)}
        given: dict[str, Any] = {}
        for name, item in (value or {}).items():
            if name not in names:
                continue
            if name in ("offered", "yes_no") and item:
                item = Menu(item["kind"], tuple(item.get("options", ())), item.get("until", ""))
            given[name] = tuple(item) if isinstance(item, list) else item
        return cls(**given)

    def with_(self, **changes: Any) -> Known:
        """The same, with some fields changed."""
        return replace(self, **changes)

    def at(self, place: Place) -> Known:
        """The same, at a place; of a full postcode only its district is kept."""
        kept = replace(place, name=place.outcode) if place.kind == "postcode" and place.outcode else place
        return self.with_(place=kept.as_json(), place_skipped=False)

    @property
    def where(self) -> Place | None:
        """The place, where one is known."""
        return Place.from_json(self.place) if self.place else None

    @property
    def locality(self) -> str | None:
        """The locality of the place, where it is known."""
        return self.where.locality if self.where else None

    @property
    def surgery(self) -> str | None:
        """What the surgery is called, where one was named; it may share a building and have no code of its own."""
        return self.where.name if self.where and self.where.kind == "practice" else None

    @property
    def practice(self) -> str | None:
        """The ODS code of the practice, where one was named and it has one."""
        return self.where.code if self.where and self.where.kind == "practice" else None

    @property
    def outside(self) -> bool:
        """Whether the place is known to be outside the borough."""
        return self.where is not None and self.where.in_borough is False

    @property
    def under_16(self) -> bool:
        """Whether the person texting is under 16, or has said what only a child says and no age."""
        if self.for_whom not in (None, "me"):
            return False
        if self.age is not None:
            return self.age < UNDER_16
        return self.age_group == "under16" or (self.age_group is None and YOUNG in self.groups)

    @property
    def sensitive(self) -> bool:
        """Whether anything of this episode must never be replayed, followed up or surveyed."""
        return self.hushed or any(NEEDS[need].sensitive for need in self.mentioned if need in NEEDS)

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
            groups=tuple(g for g in self.groups if g != YOUNG),
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


UNDER_16 = 16
YOUNG = "young"
"""The group of somebody whose words in danger showed that they are a child."""


def a_new_episode(known: Known) -> Known:
    """What is carried over when a person comes back another day: where they are and how to talk to them."""
    # What was learnt while asking for somebody else is about them.
    mine = known if known.for_whom in (None, "me") else Known()
    return Known(
        place=known.place,
        age=mine.age,
        age_group=mine.age_group,
        gender=mine.gender,
        language=known.language,
        voice_ok=known.voice_ok,
        surveyed=known.surveyed,
        last=known.last,
        last_needs=known.last_needs,
    )
