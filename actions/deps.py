"""What every action needs: the directory, opened once, and the turn as the rules see it."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from bot.conversation.known import Known
from bot.conversation.turn import Context, Heard, Step
from bot.settings import Settings
from directory.library import Directory

Events = list[dict[str, Any]]


@cache
def directory() -> Directory:
    """The services directory that the settings name."""
    return Directory.open(Settings.from_env(os.environ).directory_database_url)


def turn(tracker: Tracker) -> tuple[Known, Heard, Context]:
    """The slots and the latest message, as the rules take them."""
    return (
        Known.from_json(tracker.get_slot("known")),
        Heard.from_message(tracker.latest_message, directory().topics),
        Context.from_json(tracker.get_slot("context")),
    )


def told(dispatcher: Any, step: Step) -> Events:
    """Hand on what a rule decided: facts and effects to the worker, what is known to the slot."""
    if step.facts or step.effects:
        dispatcher.utter_message(json_message={"facts": list(step.facts), "effects": list(step.effects)})
    return [SlotSet("known", step.known.as_json())]


def quiet(dispatcher: Any) -> None:
    """Say nothing, on purpose: the worker tells this from an action that failed."""
    dispatcher.utter_message(json_message={"facts": [], "effects": []})
