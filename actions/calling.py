"""Actions of the form that arranges for a person to get in touch."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.deps import Events, quiet, told, turn
from bot.conversation import call, finding
from bot.conversation.turn import Step


class ValidateCallForm(Action):
    """Take the reply in and say what to ask next; nothing taken in lets another rule deal with it."""

    def name(self) -> str:
        return "validate_call_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, heard, context = turn(tracker)
        requested = tracker.get_slot("requested_slot")
        if tracker.get_slot("dealt_with"):
            return [SlotSet("dealt_with", None), SlotSet("requested_slot", requested)]
        if requested is None:
            known = known if known.call else call.begin(known, heard, context)
        else:
            taken = call.take_in(known, heard, requested)
            if taken is None:
                return []
            known = taken
        return [SlotSet("known", known.as_json()), SlotSet("requested_slot", call.next_slot(known))]


class _AskCall(Action):
    slot: str

    def name(self) -> str:
        return f"action_ask_call_form_{self.slot}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, _, context = turn(tracker)
        return told(dispatcher, Step(known, facts=[call.ask(known, self.slot, context)]))


class AskSafe(_AskCall):
    """Ask whether ringing, and leaving a message, is safe."""

    slot = "call_safe"


class AskCallPlace(_AskCall):
    """Ask for the surgery, which tells the team."""

    slot = "call_place"


class AskName(_AskCall):
    """Ask for a first name and a good time."""

    slot = "call_name"


class AskSurgery(_AskCall):
    """Ask whether the surgery may be told."""

    slot = "call_surgery"


class ArrangeCall(Action):
    """Make the referral."""

    def name(self) -> str:
        return "action_arrange_call"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, _, context = turn(tracker)
        return told(dispatcher, call.arrange(known, context))


class NoteNeeds(Action):
    """Another need said while a call is arranged: the plan covers it too."""

    def name(self) -> str:
        return "action_note_needs"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        known, heard, _ = turn(tracker)
        step = finding.note_needs(known, heard)
        if not step.facts:
            quiet(dispatcher)
        return [*told(dispatcher, step), SlotSet("dealt_with", True)]
