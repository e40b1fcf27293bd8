"""Keeping people safe: recognising danger in a message, and the words and numbers it is answered with."""

from bot.safety.answers import answer, concern_line, unreadable
from bot.safety.kinds import ABUSE_KINDS, KINDS, RESPONSES, Context, Decision, Kind, Person, Response, in_order
from bot.safety.screening import screen
from bot.safety.tonight import tonight

__all__ = [
    "ABUSE_KINDS",
    "KINDS",
    "RESPONSES",
    "Context",
    "Decision",
    "Kind",
    "Person",
    "Response",
    "answer",
    "concern_line",
    "in_order",
    "screen",
    "tonight",
    "unreadable",
]
