"""What a conversation remembers between turns: Rasa's state, what must not reach Rasa, and what was said last."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.known import Known, a_new_episode
from bot.safety import Context as SafetyContext

log = logging.getLogger(__name__)

CONCERN_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class Memory:
    """The state that the records seal. `private` holds what was given for a call: it never goes to Rasa."""

    slots: Mapping[str, Any] = field(default_factory=dict)
    active_loop: str | None = None
    requested: str | None = None
    private: Mapping[str, str] = field(default_factory=dict)
    welcomed: bool = False
    held: bool = False
    concern_at: datetime | None = None
    last_fact: str | None = None
    last_response: str | None = None
    last_kinds: tuple[str, ...] = ()
    danger_at: datetime | None = None
    danger_level: str | None = None

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Memory:
        """Read what `as_json` wrote."""
        given = dict(value)
        for name in ("concern_at", "danger_at"):
            if given.get(name):
                given[name] = datetime.fromisoformat(given[name])
        given["last_kinds"] = tuple(given.get("last_kinds", ()))
        return cls(**given)

    @classmethod
    def remembered(cls, state: Mapping[str, Any]) -> Memory:
        """What the conversation knew; one whose state is of another version begins afresh rather than never."""
        try:
            return cls.from_json(state)
        except (TypeError, ValueError, KeyError, AttributeError) as fault:
            log.error("a conversation's state cannot be read and is dropped (%s)", type(fault).__name__)
            return cls(welcomed=True)

    def as_json(self) -> dict[str, Any]:
        """The values as JSON."""
        return {
            "slots": dict(self.slots),
            "active_loop": self.active_loop,
            "requested": self.requested,
            "private": dict(self.private),
            "welcomed": self.welcomed,
            "held": self.held,
            "concern_at": self.concern_at.isoformat() if self.concern_at else None,
            "last_fact": self.last_fact,
            "last_response": self.last_response,
            "last_kinds": list(self.last_kinds),
            "danger_at": self.danger_at.isoformat() if self.danger_at else None,
            "danger_level": self.danger_level,
        }

    @property
    def known(self) -> Known:
        """What the conversation knows."""
        return Known.from_json(self.slots.get("known"))

    @property
    def safety_context(self) -> SafetyContext:
        """What was said last, as the screen needs it."""
        return SafetyContext(self.last_fact, self.last_response, self.last_kinds)

    def for_rasa(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """The state to put into Rasa for a turn."""
        return {
            "slots": {**self.slots, "context": dict(context)},
            "active_loop": self.active_loop,
            "requested_slot": self.requested,
        }

    def after_rasa(self, state: Mapping[str, Any], given: Mapping[str, str]) -> Memory:
        """With the state that Rasa gave back and what was `given` in confidence, for as long as a call is arranged."""
        after = replace(self, slots=state["slots"], active_loop=state["active_loop"], requested=state["requested_slot"])
        arranging = after.known.call is not None or after.known.called is not None
        private = {**self.private, **given} if arranging else {}
        if "note" in self.private and "note" in given:
            private["note"] = f"{self.private['note']}; {given['note']}"
        return replace(after, private=private)

    def with_known(self, known: Known) -> Memory:
        """With other knowledge in the slot."""
        return replace(self, slots={**self.slots, "known": known.as_json()})

    def out_of_forms(self) -> Memory:
        """No form is open and nothing waits for a number or a YES.

        Closing a form clears its loop and what it asked for: without the second, the next message is the answer.
        """
        return replace(
            self.with_known(
                self.known.with_(
                    offered=None, yes_no=None, pending=(), question=None, wants_more=False, corrected=False, call=None
                )
            ),
            active_loop=None,
            requested=None,
            private={},
        )

    def another_day(self) -> Memory:
        """What is carried into a new episode."""
        return replace(
            self, slots={"known": a_new_episode(self.known).as_json()}, active_loop=None, requested=None, private={},
            last_fact=None, last_response=None, last_kinds=(),
        )  # fmt: skip

    def concern_due(self, now: datetime) -> bool:
        """Whether the warm line may be sent: once in 24 hours."""
        return self.concern_at is None or now - self.concern_at >= CONCERN_EVERY
