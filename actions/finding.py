"""Actions of the form that finds help: what was said, what to ask, and the answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deps import Events, directory, told, turn
from bot.conversation import finding, offering


class ValidateHelpForm(Action):
    """Take the message in and say what to ask next; nothing taken in lets another rule deal with it."""

    def name(self) -> str:
        return "validate_help_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, heard, context = turn(tracker)
        requested = tracker.get_slot("requested_slot")
        if tracker.get_slot("dealt_with"):
            return [SlotSet("dealt_with", None), SlotSet("requested_slot", requested)]
        taken = finding.take_in(known, heard, context, requested)
        if taken is None:
            return []
        step = finding.next_step(taken, directory(), context)
        return [SlotSet("known", step.known.as_json()), SlotSet("requested_slot", step.requested)]


class _AskHelp(Action):
    slot: str

    def name(self) -> str:
        return f"action_ask_help_form_{self.slot}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, _, context = turn(tracker)
        return told(dispatcher, finding.ask(known, self.slot, context))


class AskChosen(_AskHelp):
    """Read the needs back and ask which first."""

    slot = "chosen"


class AskPlace(_AskHelp):
    """Ask for the surgery or the postcode."""

    slot = "place"


class AskAnswer(_AskHelp):
    """Ask the one question whose reply changes the answer."""

    slot = "answer"


class Offer(Action):
    """Answer with services."""

    def name(self) -> str:
        return "action_offer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, _, context = turn(tracker)
        return told(dispatcher, offering.offer(known, directory(), context))


class Choose(Action):
    """Give the details of the services picked by number."""

    def name(self) -> str:
        return "action_choose"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, heard, context = turn(tracker)
        return told(dispatcher, offering.details(known, heard, directory(), context))
