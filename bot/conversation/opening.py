"""Where the first greeting goes: before a question, after help, never in front of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.turn import Fact

HELP = frozenset(("offer", "tonight", "detail", "no_match", "health", "last"))
"""Facts that are help in themselves: somebody who texts once and has no more credit must have them first."""


def with_welcome(facts: Sequence[Fact]) -> list[Fact]:
    """The facts of a first contact with the greeting put where it belongs."""
    welcome: Fact = {"say": "welcome"}
    if any(fact["say"] in HELP for fact in facts):
        return [*facts, welcome]
    return [welcome, *facts]
