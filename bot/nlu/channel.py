"""The one way into Rasa: a turn comes with the state that the records hold, and goes back with the new one.

Rasa keeps nothing between turns, so any Rasa can take any turn and a retry is a true retry
(docs/decisions/0001-one-call-a-turn.md).
"""

from __future__ import annotations

import hmac
import inspect
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

MAX_TEXT = 8_000  # characters: five long texts read together


class TurnChannel(InputChannel):
    """Takes `POST /webhooks/turn/take` with `{"text", "intent", "entities", "state"}`.

    `intent` and `entities` are set when the worker already knows what was meant (a number from a list);
    the text is then read for needs all the same. Answers `{"messages": [...], "state": {...}}`, where each
    message is what an action returned as `custom`. 401 without the token, 400 for a body that is not a turn.
    """

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def name(cls) -> str:
        return "turn"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TurnChannel:
        token = (credentials or {}).get("token")
        if not token:
            raise RasaException("Set RASA_TOKEN: Rasa takes turns from the worker only.")
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        hook = Blueprint(f"turn_webhook_{type(self).__name__}", inspect.getmodule(self).__name__)

        @hook.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @hook.route("/take", methods=["POST"])
        async def take(request: Request) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("x-rasa-token", ""), self.token):
                return response.json({"error": "wrong or missing token"}, status=401)
            body = request.json
            if not isinstance(body, dict) or not isinstance(body.get("text"), str):
                return response.json({"error": "a turn needs a text"}, status=400)
            return response.json(await take_turn(request.app.ctx.agent, body))

        return hook


async def take_turn(agent: Any, turn: dict[str, Any]) -> dict[str, Any]:
    """Put the state in, handle the message, take the state out and forget it."""
    sender = uuid.uuid4().hex
    text = turn["text"][:MAX_TEXT]
    store = getattr(agent.tracker_store, "_tracker_store", agent.tracker_store)
    tracker = DialogueStateTracker.from_events(
        sender, events_from(turn.get("state") or {}), slots=agent.domain.slots, domain=agent.domain
    )
    await store.save(tracker)
    try:
        output = CollectingOutputChannel()
        message = UserMessage(text, output, sender, input_channel="turn")
        # Understood here rather than inside Rasa, so that a text beginning with "/" is words like any other.
        parsed = await agent.processor.parse_message(message)
        if turn.get("intent"):
            parsed["intent"] = {"name": turn["intent"], "confidence": 1.0}
            parsed["entities"] = list(parsed["entities"]) + [
                {"entity": name, "value": value} for name, value in (turn.get("entities") or {}).items()
            ]
        message.parse_data = parsed
        await agent.processor.handle_message(message)
        after = await store.retrieve(sender)
        return {
            "messages": [m["custom"] for m in output.messages if "custom" in m],
            "state": state_from(after),
            "understood": {"intent": parsed["intent"], "needs": parsed.get("needs", [])},
        }
    finally:
        store.store.pop(sender, None)


def events_from(state: dict[str, Any]) -> list[Event]:
    """The events that bring a fresh tracker to where the last turn left it."""
    events: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()]
    events += [SlotSet(name, value) for name, value in (state.get("slots") or {}).items()]
    if state.get("active_loop"):
        events += [
            ActionExecuted(state["active_loop"]),
            ActiveLoop(state["active_loop"]),
            SlotSet(REQUESTED_SLOT, state.get("requested_slot")),
        ]
    events.append(ActionExecuted("action_listen"))
    return events


def state_from(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the records keep of a tracker: slots, active loop and requested slot."""
    slots = {
        name: value
        for name, value in tracker.current_slot_values().items()
        if value is not None and name not in (REQUESTED_SLOT, "session_started_metadata", "context")
    }
    return {
        "slots": slots,
        "active_loop": tracker.active_loop_name,
        "requested_slot": tracker.get_slot(REQUESTED_SLOT) if tracker.active_loop_name else None,
    }
