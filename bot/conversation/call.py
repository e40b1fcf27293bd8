"""Arranging for a person to get in touch: what to ask, and the one referral it makes."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.choices import read_yes_no
from bot.conversation.known import Known
from bot.conversation.turn import Context, Effect, Fact, Heard, Step
from directory.hours import bank_holiday
from directory.places import find_place

SLOTS = ("call_safe", "call_place", "call_name", "call_surgery")
"""What is asked, in this order; none of it before the person has asked for a call."""

PRIVATE_SLOTS = ("call_safe", "call_name")
"""Replies to these may hold a name or a number: the worker reads them and Rasa never sees them."""


def begin(known: Known, heard: Heard, context: Context) -> Known:
    """What is known once a person has been asked for; by text once a voice call is no use.

    Needs that were read back and not yet picked belong to the plan all the same. Where a call is promised
    already, only TEXT or CHANGE (`call_channel`) begins anew.
    """
    asked = heard.value("call_channel")
    if promised(known, context) and asked is None:
        return known.with_(call=None)
    channel = "text" if asked == "text" or not known.voice_ok else "call"
    fresh = tuple(n for n in heard.needs if n not in known.mentioned)
    known = known.with_(mentioned=known.mentioned + fresh, needs=known.needs + fresh)
    return known.with_(call={"channel": channel}, needs=known.needs + known.pending, pending=(), question=None)


def promised(known: Known, context: Context) -> date | None:
    """The day by which somebody will get in touch, where that has been promised and not passed."""
    by = date.fromisoformat(known.called["by"]) if known.called else None
    return by if by and by >= context.today else None


def take_in(known: Known, heard: Heard, requested: str) -> Known | None:
    """What is known after a reply, or None when it does not answer the question that is out."""
    if requested == "call_place":
        return _place_reply(known, heard)
    if requested == "call_surgery":
        yes = read_yes_no(heard.text)
        if yes is None and heard.intent in ("affirm", "deny", "skip"):
            yes = heard.intent == "affirm"
        return None if yes is None else _answered(known, surgery="yes" if yes else "no")
    answer = "skipped" if heard.intent == "skip" and requested == "call_name" else heard.value("call_answer")
    if not answer:
        return None
    if answer == "text":
        return _answered(known, channel="text", safe="safe")
    return _answered(known, **{requested.removeprefix("call_"): str(answer)})


def _answered(known: Known, **answers: str) -> Known:
    return known.with_(call={**(known.call or {}), **answers}, misses=0)


def _place_reply(known: Known, heard: Heard) -> Known | None:
    """A surgery that we do not know is not asked for twice: a person is going to ring anyway."""
    found = find_place(heard.text)
    if found is not None:
        return _answered(known.at(found.place), place="given")
    if heard.intent in ("skip", "deny", "affirm", "give_place", "out_of_scope"):
        return _answered(known, place="skipped")
    return None


def next_slot(known: Known) -> str | None:
    """The next thing to ask, or None when the referral can be made or is not wanted."""
    call = known.call
    if call is None or call.get("safe") == "unsafe":
        return None
    if "safe" not in call:
        return "call_safe"
    if known.locality is None and not known.outside and "place" not in call:
        return "call_place"
    if "name" not in call:
        return "call_name"
    if "surgery" not in call and known.surgery and not known.under_16:
        return "call_surgery"
    return None


def ask(known: Known, slot: str, context: Context) -> Fact:
    """The question for a slot, as a fact."""
    channel = (known.call or {}).get("channel", "call")
    if slot == "call_safe":
        by = target(context).isoformat()
        return {"say": "call_ask_safe", "by": by, "channel": channel, "young": known.under_16}
    if slot == "call_place":
        return {"say": "call_ask_place"}
    if slot == "call_name":
        return {"say": "call_ask_name", "channel": channel}
    return {"say": "call_ask_surgery", "practice": known.surgery}


def arrange(known: Known, context: Context) -> Step:
    """Make the one referral, with one plan that covers every need, or let it be."""
    call = known.call
    if call is None:
        by = promised(known, context)
        return Step(known, facts=[{"say": "call_already", "by": by.isoformat()} if by else {"say": "menu"}])
    if call.get("safe") == "unsafe":
        off: list[Effect] = [{"do": "call_off"}] if known.called else []
        return Step(known.with_(call=None, called=None), [{"say": "call_off"}], off)
    day = target(context)
    channel = str(call.get("channel", "call"))
    called = {
        "by": day.isoformat(),
        "channel": channel,
        "voicemail": call.get("safe") == "safe",
        "surgery": call.get("surgery") == "yes",
        "needs": [*_plan(known)],
    }
    after = known.with_(call=None, called=called, offered=None, yes_no=None, misses=0)
    effects: list[Effect] = [
        referral(after),
        {"do": "consent", "kind": "contact_by_team", "given": True},
        {"do": "consent", "kind": "tell_surgery", "given": called["surgery"]},
    ]
    return Step(after, _promise(known, day, channel), effects)


def _promise(known: Known, by: date, channel: str) -> list[Fact]:
    facts: list[Fact] = [
        {"say": "call_young", "by": by.isoformat()}
        if known.under_16
        else {"say": "call_done", "by": by.isoformat(), "team": known.locality, "channel": channel}
    ]
    if known.language not in (None, "en"):
        facts.append({"say": "interpreter", "code": known.language})
    if known.for_whom in ("adult", "child"):
        facts.append({"say": "call_for_other"})
    return facts


def referral(known: Known) -> Effect:
    """The referral as it was arranged, with everything that is known by now."""
    called = known.called or {}
    return {
        "do": "referral",
        "needs": [*_plan(known)],
        "behind": known.behind,
        "services": [*known.shown],
        "locality": known.locality,
        "practice": known.practice,
        "channel": called.get("channel", "call"),
        "voicemail": called.get("voicemail"),
        "target": called.get("by"),
        "surgery_told": called.get("surgery"),
        "for_whom": known.for_whom or "me",
        "under_16": known.under_16,
        "language": known.language,
    }


def grown(known: Known) -> tuple[Known, list[Effect]]:
    """A referral that nobody has taken yet grows by the needs that came up since it was made."""
    if known.called is None or set(_plan(known)) <= set(known.called["needs"]):
        return known, []
    after = known.with_(called={**known.called, "needs": [*_plan(known)]})
    return after, [referral(after)]


def _plan(known: Known) -> tuple[str, ...]:
    return known.mentioned or known.needs


def working_days_after(start: date, days: int) -> date:
    """The date that many working days on; weekends and bank holidays in England do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and bank_holiday(day) is None:
            days -= 1
    return day


def target(context: Context) -> date:
    """The day by which the team will have been in touch."""
    return working_days_after(context.today, context.call_days)
