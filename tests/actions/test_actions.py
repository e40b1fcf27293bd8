"""Actions hand on what the rules decide, as data and never as prose."""

from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import calling, deps, replying
from bot.conversation.known import Known

CONTEXT = {"now": "2026-11-24T10:00:00+00:00"}


def tracker(
    intent: str, known: Known, *, loop: str | None = None, requested: str | None = None, **slots: Any
) -> Tracker:
    values = {"known": known.as_json(), "context": CONTEXT, "requested_slot": requested, **slots}
    message = {"text": "", "intent": {"name": intent}, "entities": []}
    return Tracker("1", values, message, [], False, None, {"name": loop} if loop else {}, "action_listen")


def run(action: Any, at: Tracker) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What an action said, and the slots it set."""
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, at, {})
    return [m["custom"] for m in dispatcher.messages], {e["name"]: e["value"] for e in events}


@pytest.fixture(autouse=True)
def no_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """These actions ask it for nothing but the words that it knows."""
    empty = SimpleNamespace(topics=lambda text: ())
    monkeypatch.setattr(replying, "directory", lambda: empty)
    monkeypatch.setattr(deps, "directory", lambda: empty)


def test_a_small_thing_is_a_fact_and_no_prose() -> None:
    (said,), _ = run(replying.Reply(), tracker("who_are_you", Known()))
    assert said == {"facts": [{"say": "robot"}], "effects": []}


def test_saying_nothing_is_said_on_purpose() -> None:
    (said,), slots = run(replying.Reply(), tracker("affirm", Known(), loop="help_form", requested="place"))
    assert said == {"facts": [], "effects": []}
    assert slots["dealt_with"] is True


def test_after_a_small_thing_the_form_asks_the_same_again() -> None:
    at = tracker("who_are_you", Known(call={}), loop="call_form", requested="call_name", dealt_with=True)
    said, slots = run(calling.ValidateCallForm(), at)
    assert said == [] and slots == {"dealt_with": None, "requested_slot": "call_name"}


def test_a_reply_that_answers_nothing_leaves_the_form_to_the_rules() -> None:
    at = tracker("thanks", Known(call={}), loop="call_form", requested="call_name")
    assert run(calling.ValidateCallForm(), at) == ([], {})


def test_a_referral_is_an_effect_without_a_name_or_a_number() -> None:
    known = Known(call={"channel": "call", "safe": "safe", "name": "given"}, mentioned=("debt",))
    (said,), slots = run(calling.ArrangeCall(), tracker("call_reply", known))
    referral = next(effect for effect in said["effects"] if effect["do"] == "referral")
    assert referral["needs"] == ["debt"] and referral["target"] == "2026-11-27"
    assert not {"name", "number", "note"} & set(referral)
    assert slots["known"]["called"]["by"] == "2026-11-27"
