"""Honest, brief answers to the small things people say: thanks, who are you, who sees this, a health question."""

from __future__ import annotations

from bot.conversation import offering
from bot.conversation.known import Known, Menu
from bot.conversation.offering import MENU_LASTS
from bot.conversation.turn import Context, Effect, Fact, Heard, Step
from directory.library import Directory

FIXED: dict[str, str] = {
    "who_are_you": "robot",
    "who_sees": "who",
    "cost": "cost",
    "complaint": "complaint",
    "anger": "anger",
    "delete_messages": "delete_how",
    "health_question": "health",
    "menu_expired": "menu_expired",
    "affirm": "menu",
    "deny": "ok",
    "skip": "ok",
    "call_reply": "menu",
    "choose": "menu",
    "more": "menu",
    "ask_person": "ok",
}
"""Intents that always get the same fact."""


def answer(known: Known, heard: Heard, directory: Directory, context: Context, *, in_form: bool) -> Step:
    """The answer to a small intent; `in_form` when a question is out, which is then asked again after it."""
    intent = heard.intent
    if intent == "greet":
        return Step(known, facts=_greeting(known, context, in_form=in_form))
    if intent in ("thanks", "done"):
        return _goodbye(known, context, intent, in_form=in_form)
    if intent == "last":
        return offering.found_before(known, directory, context)
    if intent == "go_back":
        return offering.show_again(known, directory, context)
    if intent == "start_again":
        return Step(_fresh(known), facts=[{"say": "restarted"}])
    if intent == "survey_reply":
        return _surveyed(known, heard)
    if intent == "easy_words":
        effects: list[Effect] = [{"do": "easy", "on": True}]
        return Step(known.with_(easy=True, misses=0), [{"say": "easy_on"}], effects)
    if intent == "other_language":
        return _language(known, heard, context)
    if in_form and intent in ("affirm", "deny", "skip", "choose", "more", "call_reply", "ask_person"):
        return Step(known)  # the question is simply asked again
    return Step(known.with_(misses=0), facts=[{"say": FIXED.get(intent, "menu")}])


def missed(known: Known, context: Context, *, in_form: bool) -> Step:
    """Something that is not understood: what it can do, once; then the menu; then a person."""
    misses = known.misses + 1
    if context.first and misses == 1:
        return Step(known.with_(misses=misses), facts=[{"say": "menu"}])
    facts: list[Fact] = [{"say": "cannot"}]
    after = known.with_(misses=misses)
    if misses == 2:
        facts = [{"say": "menu"}]
    if misses > 2:
        facts = [{"say": "offer_person", "why": "misses"}]
        after = after.with_(menu=Menu("person", (), (context.now + MENU_LASTS).isoformat()))
    if in_form and misses < 3:
        facts = []
    return Step(after, facts=facts)


def _greeting(known: Known, context: Context, *, in_form: bool) -> list[Fact]:
    if context.first or in_form:
        return []
    if context.returning:
        return [{"say": "welcome_back", "last": bool(known.last)}]
    return [{"say": "menu"}]


def _goodbye(known: Known, context: Context, intent: str, *, in_form: bool) -> Step:
    """Thanks or goodbye; after help, once, the one question about the GP, save where it must not be asked."""
    if known.helped and not known.surveyed and not known.sensitive and not in_form:
        menu = Menu("survey", (), (context.now + MENU_LASTS).isoformat())
        return Step(known.with_(surveyed=True, menu=menu, misses=0), facts=[{"say": "survey"}])
    return Step(known.with_(misses=0), facts=[{"say": "thanks" if intent == "thanks" else "done"}])


def _surveyed(known: Known, heard: Heard) -> Step:
    reply = heard.value("survey_answer") or "skip"
    return Step(
        known.with_(menu=None, misses=0), [{"say": "survey_thanks"}], [{"do": "survey", "answer": reply}]
    )


def _language(known: Known, heard: Heard, context: Context) -> Step:
    code = heard.value("language") or "unknown"
    menu = Menu("language", (str(code),), (context.now + MENU_LASTS).isoformat())
    return Step(
        known.with_(language=str(code), menu=menu, misses=0),
        [{"say": "language", "code": code}],
        [{"do": "language", "code": code}],
    )


def _fresh(known: Known) -> Known:
    return Known(
        voice_ok=known.voice_ok, easy=known.easy, surveyed=known.surveyed, place=known.place, last=known.last
    )
