"""The card: what a person is told about one service, as plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields


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
