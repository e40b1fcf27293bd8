"""Knows the surgeries, postcodes, wards and towns of the borough, and which locality each belongs to.

The four localities are groups of GP surgeries. Only a few surgeries have a locality that is publicly known;
the rest are proposed from their postcodes and stay unconfirmed until staff confirm them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NewType

PracticeCode = NewType("PracticeCode", str)
Locality = Literal["darwen", "north", "east", "west"]
PlaceKind = Literal["practice", "postcode", "outcode", "town", "ward"]

LOCALITIES: tuple[Locality, ...] = ("darwen", "north", "east", "west")
LOCALITY_NAMES: Mapping[Locality, str] = MappingProxyType(
    {
        "darwen": "Darwen",
        "north": "Blackburn North",
        "east": "Blackburn East",
        "west": "Blackburn West",
    }
)

_DATA = Path(__file__).with_name("data")
_YES_NO: Mapping[str, bool | None] = {"yes": True, "no": False, "": None}


class UnknownPracticeError(LookupError):
    """Raised when no practice, open or closed, has this ODS code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"No practice with the ODS code {code!r} is known in the borough.")
        self.code = code


class PlaceDataError(ValueError):
    """Raised when a place file holds a value that is not allowed there."""


@dataclass(frozen=True)
class Place:
    """Where a person is: a surgery, a postcode, the first half of one, a town or a ward.

    `code` is an ODS code and is set only for an open practice. `in_borough` is None when the place straddles
    the border; `confirmed` says whether the locality is known rather than proposed.
    """

    kind: PlaceKind
    name: str
    code: str | None
    outcode: str | None
    locality: Locality | None
    in_borough: bool | None
    confirmed: bool

    def as_json(self) -> dict[str, Any]:
        """This place as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Place:
        """The place that `as_json` wrote. Raises KeyError when a part is missing."""
        return cls(
            kind=value["kind"],
            name=value["name"],
            code=value["code"],
            outcode=value["outcode"],
            locality=value["locality"],
            in_borough=value["in_borough"],
            confirmed=value["confirmed"],
        )


@dataclass(frozen=True)
class Practice:
    """One GP practice; closed ones are kept so that a person who names one is still understood."""

    code: PracticeCode
    name: str
    address: str
    postcode: str
    phone: str
    active: bool
    locality: Locality
    confirmed: bool
    aliases: tuple[tuple[str, str], ...]

    @property
    def outcode(self) -> str:
        """The first half of its postcode."""
        return self.postcode.split()[0]

    def place(self) -> Place:
        """Where its patients are. A closed practice gives its area but no code: its successor is unknown."""
        return Place(
            kind="practice",
            name=self.name,
            code=self.code if self.active else None,
            outcode=self.outcode,
            locality=self.locality,
            in_borough=True,
            confirmed=self.confirmed and self.active,
        )


@dataclass(frozen=True)
class Alias:
    """One way of writing a place, and how much around it must agree before it counts (see places.py)."""

    words: str
    level: str
    place: Place


def _locality(value: str) -> Locality | None:
    if value == "":
        return None
    if value not in LOCALITIES:
        raise PlaceDataError(f"{value!r} is not one of the four localities.")
    return value


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _practice(row: Mapping[str, Any]) -> Practice:
    locality = _locality(row["locality"])
    if locality is None:
        raise PlaceDataError(f"Practice {row['code']} has no locality.")
    return Practice(
        code=PracticeCode(row["code"]),
        name=row["name"],
        address=row["address"],
        postcode=row["postcode"],
        phone=row["phone"],
        active=row["active"],
        locality=locality,
        confirmed=row["confirmed"],
        aliases=tuple((words, level) for words, level in row["aliases"]),
    )


def _read_practices() -> tuple[dict[str, Practice], list[Alias]]:
    """The practices by code, and the buildings that several practices share as aliases without a code."""
    file = json.loads((_DATA / "practices.json").read_text(encoding="utf-8"))
    practices = {row["code"]: _practice(row) for row in file["practices"]}
    shared = []
    for row in file["shared_buildings"]:
        outcode, locality = row["postcode"].split()[0], _locality(row["locality"])
        place = Place("practice", row["name"], None, outcode, locality, True, row["confirmed"])
        shared += [Alias(words, level, place) for words, level in row["aliases"]]
    return practices, shared


def _read_postcodes() -> dict[str, Place]:
    """Outcodes ("BB2") and sectors ("BB2 3") to places."""
    places = {}
    for row in _rows("postcodes.csv"):
        prefix = row["prefix"]
        kind: PlaceKind = "postcode" if " " in prefix else "outcode"
        places[prefix] = Place(
            kind=kind,
            name=prefix,
            code=None,
            outcode=prefix.split()[0],
            locality=_locality(row["locality"]),
            in_borough=_YES_NO[row["in_borough"]],
            confirmed=row["confirmed"] == "yes",
        )
    return places


def _read_towns() -> list[Alias]:
    """Every name of a town, neighbourhood or street that people give as their place."""
    aliases = []
    for row in _rows("towns.csv"):
        place = Place(
            kind="town",
            name=row["name"],
            code=None,
            outcode=None,
            locality=_locality(row["locality"]),
            in_borough=_YES_NO[row["in_borough"]],
            confirmed=row["confirmed"] == "yes",
        )
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        # "darwin" is a slip for Darwen only where a place is expected; the name itself is free elsewhere.
        aliases += [Alias(name, row["level"], place) for name in names]
    return aliases


def _read_wards() -> dict[str, Place]:
    """The seventeen wards by their ONS code."""
    return {
        row["code"]: Place("ward", row["name"], None, None, _locality(row["locality"]), True, row["confirmed"] == "yes")
        for row in _rows("wards.csv")
    }


_PRACTICES, _SHARED = _read_practices()
_POSTCODES = _read_postcodes()
_TOWNS = _read_towns()
_WARDS = _read_wards()


def practices(*, active_only: bool = True) -> tuple[Practice, ...]:
    """The practices, by code; with `active_only=False` the closed ones too."""
    return tuple(p for _, p in sorted(_PRACTICES.items()) if p.active or not active_only)


def practice(code: str) -> Practice:
    """The practice with this ODS code, open or closed. Raises UnknownPracticeError."""
    try:
        return _PRACTICES[code]
    except KeyError:
        raise UnknownPracticeError(code) from None


def wards() -> tuple[Place, ...]:
    """The seventeen wards of the borough, each with its proposed locality."""
    return tuple(_WARDS.values())


def postcode_place(outcode: str, sector: str = "", unit: str = "") -> Place:
    """What is known of "BB2", of "BB2" + "3", or of "BB2" + "3" + "UY" (upper case).

    A sector that is not listed falls back to its outcode; an outcode outside the list lies outside the
    borough, save an unused BB one, which is probably a slip and is left open.
    """
    name = f"{outcode} {sector}{unit}".strip()
    known = _POSTCODES.get(f"{outcode} {sector}") if sector else None
    if known is None and outcode in _POSTCODES:
        general = _POSTCODES[outcode]
        # A sector nobody lists says less than its outcode: whether it is in the borough is left open.
        in_borough = general.in_borough if not sector or general.in_borough is False else None
        known = replace(general, in_borough=in_borough)
    if known is None:
        unused = outcode.startswith("BB")
        known = Place("outcode", outcode, None, outcode, None, None if unused else False, False)
    return replace(known, kind="postcode" if sector else "outcode", name=name)


def postcode_prefixes() -> frozenset[str]:
    """The outcodes and sectors ("BB2", "BB2 3") of which something is known."""
    return frozenset(_POSTCODES)


def aliases_of_practices() -> list[Alias]:
    """Every way of writing a practice, the shared buildings last."""
    named = [Alias(words, level, p.place()) for p in _PRACTICES.values() for words, level in p.aliases]
    full = [Alias(p.name, "free", p.place()) for p in _PRACTICES.values() if len(p.name.split()) > 2]
    return named + full + _SHARED


def aliases_of_towns() -> list[Alias]:
    """Every way of writing a town, neighbourhood, street or ward."""
    wards_ = [Alias(place.name, "in", place) for place in _WARDS.values()]
    return _TOWNS + wards_


def locality_of(place: Place | None) -> Locality | None:
    """The locality of a place: by surgery first, as the table stands now, then by the place itself."""
    if place is None:
        return None
    if place.code is not None and place.code in _PRACTICES:
        return _PRACTICES[place.code].locality
    return place.locality
