"""The card: what a person is told about one service, as plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from directory import access, eligibility
from directory.documents import Listing, Locality, Location
from directory.needs import NEEDS


class CardError(ValueError):
    """A stored card cannot be read back: a field is missing or of the wrong type."""


@dataclass(frozen=True)
class Card:
    """Everything a message or page may say of a service. Empty text means not known: leave it out.

    ``opening`` is short ("Open now until 5pm", "Next: Mon 9am", "Any time"); ``hours`` is the whole week.
    ``does`` is what it does for the asked need. ``why`` is only there when it is not obvious.
    ``needs`` are all need slugs it answers. A confidential address is never on a card.
    """

    id: str
    slug: str
    name: str
    does: str
    phone: str = ""
    phone_free: bool = False
    phone_is_text: bool = False
    text_instructions: str = ""
    walk_in: bool = False
    address: str = ""
    website: str = ""
    email: str = ""
    opening: str = ""
    hours: str = ""
    who: str = ""
    cost: str = ""
    bring: str = ""
    apply: str = ""
    why: str = ""
    checked: bool = False
    national: bool = False
    needs: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The card as JSON values, for snapshots of what a person was told."""
        return {**asdict(self), "needs": list(self.needs)}

    @classmethod
    def from_json(cls, value: Mapping[str, object]) -> Card:
        """Read a stored card back. Fields added later may be missing and unknown ones are ignored.

        Raises CardError when id, slug, name or does is missing, or a value has the wrong type.
        """
        known: dict[str, object] = {}
        for field in fields(cls):
            if field.name not in value:
                if field.name in ("id", "slug", "name", "does"):
                    raise CardError(f"a card needs {field.name}")
                continue
            given = value[field.name]
            known[field.name] = _checked(field.name, given, field.type)
        return cls(**known)  # type: ignore[arg-type]


def _checked(name: str, given: object, kind: object) -> object:
    if name == "needs":
        if isinstance(given, (list, tuple)) and all(isinstance(need, str) for need in given):
            return tuple(given)
    elif isinstance(given, bool if kind == "bool" else str):
        return given
    raise CardError(f"the card's {name} is {given!r}, which is not a {kind}")


def make_card(
    listing: Listing,
    *,
    now: datetime,
    needs: Sequence[str] = (),
    voice_ok: bool = True,
    locality: Locality | None = None,
    why: str = "",
) -> Card:
    """What a person who asked for these needs is told about a service.

    Somebody who cannot use a voice call (``voice_ok`` False) gets a number only if it takes texts.
    """
    phone = access.best_phone(listing, voice_ok=voice_ok)
    place = access.best_place(listing, locality)
    return Card(
        id=listing.id,
        slug=listing.slug,
        name=listing.name,
        does=does_words(listing, needs),
        phone=phone.number if phone else "",
        phone_free=phone.free if phone else False,
        phone_is_text=phone is not None and phone.kind != "voice",
        text_instructions=listing.text_instructions,
        walk_in=access.walk_in(listing),
        address=address_words(place) if place else "",
        website=listing.website,
        email=listing.email,
        opening=access.opening_words(listing, now, voice_ok=voice_ok),
        hours=access.hours_words(listing, voice_ok=voice_ok),
        who=eligibility.who_words(listing.eligibility),
        cost=listing.cost,
        bring=listing.bring,
        apply=listing.apply,
        why=why,
        checked=listing.verified_on is not None,
        national=listing.service_area.national,
        needs=tuple(tag.need for tag in listing.needs),
    )


def does_words(listing: Listing, needs: Sequence[str]) -> str:
    """What it does for the first asked need it answers; else its main purpose; else what it is."""
    by_strength = sorted(listing.needs, key=lambda tag: -tag.strength)
    for need in (*needs, *(tag.need for tag in by_strength)):
        if need in listing.does:
            return listing.does[need]
    return listing.description


def why_words(
    listing: Listing,
    *,
    needs: Sequence[str] = (),
    known_to_fit: bool = False,
    language: str | None = None,
    voice_ok: bool = True,
) -> str:
    """Why it fits, when that is not obvious: "covers debt too", "for 16 to 24 year olds", "speaks Urdu".

    ``known_to_fit``: the person is known to be one of those it is made for, so saying so is kind and true;
    otherwise a narrow listing still says for whom it is, so that nobody rings in vain.
    """
    parts = []
    answered = [need for need in needs if need in {tag.need for tag in listing.needs}]
    if len(answered) > 1:
        parts.append(f"covers {_list([NEEDS[need].short.lower() for need in answered[1:]])} too")
    rules = eligibility.beyond_needs(listing.eligibility, needs or [tag.need for tag in listing.needs])
    if known_to_fit or eligibility.narrow(rules):
        who = eligibility.who_words(rules)
        if who:
            parts.append(f"for {who[:1].lower()}{who[1:]}")
    if language and eligibility.speaks(listing.languages, language):
        parts.append(f"speaks {eligibility.language_name(language)}")
    if not voice_ok and access.best_phone(listing, voice_ok=False) is not None:
        parts.append("you can text them")
    return ", ".join(parts)


def address_words(place: Location) -> str:
    """A place in one line, each part once. Never call it with a confidential place."""
    parts: list[str] = []
    for part in (place.name, place.address_1, place.city, place.postal_code):
        if part and part.casefold() not in ", ".join(parts).casefold():
            parts.append(part)
    return ", ".join(parts)


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
