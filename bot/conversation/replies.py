"""Honest, brief answers to the small things people say: thanks, who are you, who sees this, a health question."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import call, offering
from bot.conversation.known import Known, Menu, a_new_episode
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
    "more": "menu",
}
"""Intents that always get the same fact."""

ANSWERS_ONLY = ("affirm", "deny", "skip", "more", "call_reply", "ask_person")
"""Intents that, said in the middle of a form and not taken by it, need no answer but the question again."""

PERSON_AFTER = 3
"""Misses in a row after which a person is offered."""


def answer(known: Known, heard: Heard, directory: Directory, context: Context, *, in_form: bool) -> Step:
    """The answer to a small intent; `in_form` when a question is out, which is then asked again after it."""
    intent = heard.intent
    if intent == "greet":
        return Step(known, facts=_greeting(known, context, in_form=in_form))
    if intent in ("thanks", "done"):
        return _goodbye(known, context, intent, in_form=in_form)
    if intent == "start_again":
        return Step(_fresh(known), facts=[{"say": "restarted"}])
    if intent in _LISTS:
        return _LISTS[intent](known, directory, context)
    if intent in _SETTINGS:
        return _SETTINGS[intent](known, heard, context)
    if intent == "choose":
        return _picked(known, heard, directory, context)
    if in_form and intent in ANSWERS_ONLY:
        return Step(known)
    return Step(known.with_(misses=0), facts=[{"say": FIXED.get(intent, "menu")}])


def missed(known: Known, context: Context, *, in_form: bool) -> Step:
    """Something that is not understood: what it can do, once; then the menu; then a person.

    In the middle of a form the question itself is the hint.
    """
    misses = known.misses + 1
    after = known.with_(misses=misses)
    if misses >= PERSON_AFTER:
        after = after.with_(yes_no=Menu.open("person", context.now))
        return Step(after, facts=[{"say": "offer_person", "why": "misses"}])
    if in_form:
        return Step(after)
    if misses > 1:
        return Step(after, facts=[{"say": "menu"}])
    return Step(after, facts=[{"say": "cannot"}])


def _greeting(known: Known, context: Context, *, in_form: bool) -> list[Fact]:
    if context.first or in_form:
        return []
    if context.returning:
        return [{"say": "welcome_back", "last": bool(known.last)}]
    return [{"say": "menu"}]


def _goodbye(known: Known, context: Context, intent: str, *, in_form: bool) -> Step:
    """Thanks or goodbye; after help, once, the one question about the GP, save where it must not be asked."""
    if known.call is not None and intent == "done":
        by = call.promised(known, context)
        fact: Fact = {"say": "call_already", "by": by.isoformat()} if by else {"say": "call_off"}
        return Step(known.with_(call=None, misses=0), facts=[fact])
    if in_form and intent == "thanks":
        return Step(known.with_(misses=0))
    if known.helped and not known.surveyed and not known.sensitive and not in_form:
        after = known.with_(surveyed=True, yes_no=Menu.open("survey", context.now), misses=0)
        return Step(after, facts=[{"say": "survey"}])
    return Step(known.with_(misses=0), facts=[{"say": "thanks" if intent == "thanks" else "done"}])


def _picked(known: Known, heard: Heard, directory: Directory, context: Context) -> Step:
    """A number in the middle of a form: one that no need read back has, or one of the list sent before."""
    if known.pending:
        return Step(known, facts=[{"say": "out_of_range", "count": len(known.pending)}])
    return offering.details(known, heard, directory, context) if known.offered else Step(known)


def _surveyed(known: Known, heard: Heard, context: Context) -> Step:
    reply = heard.value("survey_answer") or "skip"
    return Step(known.with_(yes_no=None, misses=0), [{"say": "survey_thanks"}], [{"do": "survey", "answer": reply}])


def _easy(known: Known, heard: Heard, context: Context) -> Step:
    on = heard.value("words") != "usual"
    return Step(known.with_(misses=0), [{"say": "easy_on" if on else "easy_off"}], [{"do": "easy", "on": on}])


def _language(known: Known, heard: Heard, context: Context) -> Step:
    code = str(heard.value("language") or "unknown")
    effects: list[Effect] = [{"do": "language", "code": code}]
    after = known.with_(language=code, yes_no=Menu.open("language", context.now), misses=0)
    return Step(after, [{"say": "language", "code": code}], effects)


def _fresh(known: Known) -> Known:
    """A clean start; what protects the person stays: how to reach them, and what must not be replayed."""
    return a_new_episode(known).with_(
        hushed=known.sensitive,
        groups=known.groups,
        called=known.called,
        mentioned=known.mentioned if known.called else (),
    )


_LISTS: dict[str, Callable[[Known, Directory, Context], Step]] = {
    "last": offering.found_before,
    "go_back": offering.show_again,
}
_SETTINGS: dict[str, Callable[[Known, Heard, Context], Step]] = {
    "survey_reply": _surveyed,
    "easy_words": _easy,
    "other_language": _language,
}
