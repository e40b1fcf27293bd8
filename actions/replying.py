"""Actions for the small things people say, and for what is not understood."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deps import Events, directory, quiet, told, turn
from bot.conversation import replies
from bot.conversation.turn import Step


class Reply(Action):
    """Answer a small intent; a form that is open then asks its question again."""

    def name(self) -> str:
        return "action_reply"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, heard, context = turn(tracker)
        in_form = bool(tracker.active_loop)
        return _answered(dispatcher, replies.answer(known, heard, directory(), context, in_form=in_form), in_form)


class Fallback(Action):
    """Say what it can do, once, kindly; then the menu; then offer a person."""

    def name(self) -> str:
        return "action_default_fallback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, _, context = turn(tracker)
        in_form = bool(tracker.active_loop)
        return _answered(dispatcher, replies.missed(known, context, in_form=in_form), in_form)


def _answered(dispatcher: CollectingDispatcher, step: Step, in_form: bool) -> Events:
    events = told(dispatcher, step)
    if not step.facts and not step.effects:
        quiet(dispatcher)
    return [*events, SlotSet("dealt_with", True if in_form else None)]
