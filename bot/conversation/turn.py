"""One turn as the pure rules see it: what was heard, in which circumstances, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.conversation.known import Known
from bot.messages.dates import LONDON

Fact = dict[str, Any]
"""Something to say, as data; `bot.messages.compose` gives it words."""
Effect = dict[str, Any]
"""Something to write down; `bot.records.effects` does so in the turn's transaction."""


@dataclass(frozen=True)
class Heard:
    """One message as understood. `needs` are the slugs that the classifier would act on, surest first;
    `unsure` those it would ask about first. `topics` are the words of ours that were used, as stems.
    """

    text: str
    intent: str
    needs: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    entities: tuple[Mapping[str, Any], ...] = ()
    topics: tuple[str, ...] = ()

    @classmethod
    def from_message(cls, message: Mapping[str, Any], topics: Callable[[str], tuple[str, ...]]) -> Heard:
        """Read Rasa's latest message; `topics` picks the words of ours out of a text (Directory.topics)."""
        return cls(
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "",
            needs=tuple(found["need"] for found in message.get("needs") or ()),
            unsure=tuple(found["need"] for found in message.get("needs_unsure") or ()),
            entities=tuple(message.get("entities") or ()),
            topics=topics(message.get("text") or ""),
        )

    def value(self, entity: str) -> Any:
        """The value of the last entity of that name, or None: what the worker resolved comes last."""
        return next((e.get("value") for e in reversed(self.entities) if e.get("entity") == entity), None)

    def values(self, entity: str) -> tuple[Any, ...]:
        """All values of that entity."""
        return tuple(e.get("value") for e in self.entities if e.get("entity") == entity)


@dataclass(frozen=True)
class Context:
    """What the worker knows of this turn and no slot holds.

    `episodes` counts the times this person came in the last 90 days, this one included; `call_days` is the
    real target of the locality teams, in working days; `tonight` what is missing today (bed, food, heat, light).
    """

    now: datetime
    first: bool = False
    returning: bool = False
    episodes: int = 1
    production: bool = False
    call_days: int = 3
    tonight: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day it is where the patients are."""
        return self.now.astimezone(LONDON).date()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Context:
        """Read what the worker put in; `now` is an ISO time with its zone."""
        return cls(
            now=datetime.fromisoformat(value["now"]),
            first=bool(value.get("first")),
            returning=bool(value.get("returning")),
            episodes=int(value.get("episodes", 1)),
            production=bool(value.get("production")),
            call_days=int(value.get("call_days", 3)),
            tonight=tuple(value.get("tonight", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """The values as JSON."""
        return {
            "now": self.now.isoformat(),
            "first": self.first,
            "returning": self.returning,
            "episodes": self.episodes,
            "production": self.production,
            "call_days": self.call_days,
            "tonight": list(self.tonight),
        }


@dataclass(frozen=True)
class Step:
    """What a rule decided: what is known now, what to say, what to write down, what to ask next."""

    known: Known
    facts: Sequence[Fact] = field(default_factory=tuple)
    effects: Sequence[Effect] = field(default_factory=tuple)
    requested: str | None = None
