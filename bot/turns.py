"""Works one batch of messages through: danger first, then our own words, then Rasa; decides all, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import safety
from bot.conversation import call
from bot.conversation.call_replies import own_number
from bot.conversation.known import YOUNG, Known, a_new_episode
from bot.conversation.menus import Resolved, resolve
from bot.conversation.opening import with_welcome
from bot.conversation.turn import Context, Fact
from bot.language.scripts import readable
from bot.memory import Memory
from bot.messages.compose import compose
from bot.messages.keywords import Keyword, keyword
from bot.messages.numbers import find_numbers, mask
from bot.rasa import Rasa
from bot.records.ids import InboxId
from bot.records.inbox import InMessage
from bot.records.people import FLOOD_WINDOW, Contact
from bot.safety import Decision, Person

NEW_EPISODE = "new_episode"


@dataclass(frozen=True)
class Situation:
    """All that bears on a batch of messages besides their words."""

    contact: Contact
    memory: Memory
    now: datetime
    first: bool
    returning: bool
    episodes: int
    human: bool
    flood_over: bool
    flood_answered: bool
    locality: str | None
    practice: str | None
    production: bool
    call_days: int


@dataclass(frozen=True)
class Out:
    """One text to send."""

    body: str
    kind: str = "reply"  # reply, danger, stop


@dataclass(frozen=True)
class Plan:
    """What a batch leads to, to be written in one transaction."""

    out: tuple[Out, ...]
    memory: Memory
    effects: tuple[dict[str, Any], ...] = ()
    flag: Decision | None = None
    flag_message: InboxId | None = None
    opt: str | None = None  # "out" or "in"
    forget: bool = False
    flood_said: bool = False


DELETED = "deleted"
"""The kind of the text that confirms an erasure: it is sent although the person is no longer known."""


@dataclass(frozen=True)
class Read:
    """One message with what was seen in it before Rasa."""

    message: InMessage
    decision: Decision
    keyword: Keyword | None


def plan(messages: Sequence[InMessage], now: Situation, rasa: Rasa) -> Plan:
    """Decide what the messages lead to. Raises `TurnFailed` when Rasa is needed and does not answer.

    Order (shared rules of safety): danger, then an opted-out number's silence, a flood's silence, whole-message
    keywords, a human takeover's silence, and only then understanding.
    """
    memory = now.memory.another_day() if now.returning else now.memory
    read = [_read(message, memory) for message in messages]
    keywords = [r.keyword for r in read if r.keyword]
    planned = _before_understanding(read, keywords, memory, now)
    if Keyword.DELETE in keywords:
        return _erased(planned, now)
    if planned is None:
        ordered = _ordered(keywords[-1] if keywords else None, memory)
        rest = [] if now.human else [r for r in read if r.keyword is None]
        planned = _understand(rest, ordered, _worst(read), memory, now, rasa)
    return replace(planned, opt="in") if Keyword.START in keywords and planned.opt is None else planned


def _before_understanding(
    read: Sequence[Read], keywords: Sequence[Keyword], memory: Memory, now: Situation
) -> Plan | None:
    """What needs no understanding: danger, STOP, and the silences; None when the words have to be read."""
    worst = _worst(read)
    if worst.is_danger:
        return _danger(worst, read, memory, now)
    if _last_of(keywords) is Keyword.STOP:
        return _stop(memory, now)
    if now.contact.opted_out and Keyword.START not in keywords:
        return Plan((), memory)
    if now.flood_over:
        return _flood(memory, now)
    if now.human and not keywords:
        return Plan((), memory)
    return None


def _last_of(keywords: Sequence[Keyword]) -> Keyword | None:
    """STOP or START, whichever came last."""
    return next((word for word in reversed(keywords) if word in (Keyword.STOP, Keyword.START)), None)


def _erased(planned: Plan | None, now: Situation) -> Plan:
    """DELETE is carried out whatever else is said or silent; who had said STOP is not written to about it."""
    said = _said([{"say": "deleted"}], now, DELETED)
    if planned is None:
        return Plan(said, Memory(welcomed=True), forget=True)
    silent = not planned.out and now.contact.opted_out
    return replace(
        planned, out=planned.out if silent else (*planned.out, *said), memory=Memory(welcomed=True), forget=True
    )


def _read(message: InMessage, memory: Memory) -> Read:
    decision = safety.screen(message.body, before=memory.safety_context)
    return Read(message, decision, keyword(message.body))


def _worst(read: Sequence[Read]) -> Decision:
    """The most severe decision, with the kinds of all messages that are as much a danger."""
    worst = max((r.decision for r in read), key=lambda d: safety.RESPONSES.index(d.response))
    kinds = {k for r in read if r.decision.response != "none" for k in r.decision.kinds}
    why = tuple(dict.fromkeys(w for r in read for w in r.decision.why))
    return replace(worst, kinds=safety.in_order(frozenset(kinds)), why=why, young=any(r.decision.young for r in read))


def _person(worst: Decision, memory: Memory, now: Situation) -> Person:
    known = memory.known
    mine = known if known.for_whom in (None, "me") else a_new_episode(known)
    return Person(
        age_group=mine.age_group or ("16_17" if worst.young else None),
        gender=mine.gender,
        deaf=now.contact.deaf or not known.voice_ok,
        easy=now.contact.easy_words,
    )


def _danger(worst: Decision, read: Sequence[Read], memory: Memory, now: Situation) -> Plan:
    """Stop everything and answer. Nothing silences it; in a flood, each kind is answered once."""
    said = tuple(Out(body, "danger") for body in safety.answer(worst, person=_person(worst, memory, now)))
    # Only what was answered in this very flood is not answered again, and never at a higher level than then.
    again = (
        now.flood_over
        and memory.danger_at is not None
        and now.now - memory.danger_at < FLOOD_WINDOW
        and bool(worst.kinds)
        and set(worst.kinds) <= set(memory.last_kinds)
        and safety.RESPONSES.index(worst.response) <= safety.RESPONSES.index(memory.danger_level or "none")
    )
    stop = _last_of([r.keyword for r in read if r.keyword]) is Keyword.STOP
    if stop:
        said += _said([{"say": "stop"}], now, "stop")
    after = replace(
        memory.out_of_forms(), last_fact="danger", last_response=worst.response,
        danger_at=memory.danger_at if again else now.now, danger_level=worst.response,
        last_kinds=tuple(dict.fromkeys((*memory.last_kinds, *worst.kinds))),
    )  # fmt: skip
    effects, after = _agreed(memory, after, now)
    groups = after.known.groups
    if worst.young and YOUNG not in groups:
        groups = (*groups, YOUNG)
    after = after.with_known(after.known.with_(groups=groups, hushed=True))
    spoken = next(r.message.id for r in read if r.decision.response == worst.response)
    return Plan(() if again else said, after, effects, flag=worst, flag_message=spoken, opt="out" if stop else None)


def _agreed(before: Memory, after: Memory, now: Situation) -> tuple[tuple[dict[str, Any], ...], Memory]:
    """A call that was already agreed to is not lost when danger breaks in: its referral is made as it stands."""
    if before.active_loop != CALL_FORM or (before.known.call or {}).get("safe") in (None, "unsafe"):
        return (), after
    step = call.arrange(before.known, Context(now=now.now, call_days=now.call_days))
    effects = tuple(with_private(effect, before) for effect in step.effects)
    return effects, after.with_known(after.known.with_(called=step.known.called))


def _stop(memory: Memory, now: Situation) -> Plan:
    out = () if now.contact.opted_out else _said([{"say": "stop"}], now, "stop")
    return Plan(out, replace(memory.out_of_forms(), last_fact="stop"), opt="out")


def _flood(memory: Memory, now: Situation) -> Plan:
    out = () if now.flood_answered else _said([{"say": "flood"}], now)
    return Plan(out, memory, flood_said=True)


def _ordered(word: Keyword | None, memory: Memory) -> list[Fact]:
    """What our own words lead to, besides STOP and DELETE; START from a stranger is answered with who we are."""
    if word is Keyword.START:
        return [{"say": "start"}] if memory.welcomed else []
    return [{"say": word.value}] if word in (Keyword.HELP, Keyword.WHO) else []


def _understand(
    read: Sequence[Read], said: list[Fact], worst: Decision, memory: Memory, now: Situation, rasa: Rasa
) -> Plan:
    """What is left to understand, after `said`: what our own words in the same batch lead to."""
    bodies = [r.message.body.strip() for r in read if r.message.body.strip()]
    text = "\n".join(bodies)
    memory = _as_the_records_say(memory, now.contact)
    if not bodies:
        odd: Fact = {"say": "picture" if any(r.message.media for r in read) else "blank"}
        return _speak([*said, odd] if read else said, (), worst, memory, now)
    if not readable(text):
        return _speak([*said, {"say": "unreadable", "words": safety.unreadable()}], (), worst, memory, now)
    numbers = find_numbers(text)
    number = numbers[0].e164 if numbers else None
    resolved = _resolved(text, memory, now.now, number)
    taken = rasa.take(
        _handed_over(text, resolved),
        memory.for_rasa(_context(text, now).as_json()),
        intent=resolved.intent if resolved else None,
        entities=resolved.entities if resolved else None,
    )
    given = dict(resolved.private) if resolved else {}
    if number and memory.active_loop != CALL_FORM and taken.state["active_loop"] == CALL_FORM:
        given["number"] = own_number(text, number) or ""  # "can someone ring me on ...": it is not asked for twice
    after = memory.after_rasa(taken.state, given)
    effects = [with_private(effect, after) for effect in taken.effects]
    effects += _learnt(memory.known, after.known, now.contact)
    if memory.held:
        said = [{"say": "late_answer"}, *said]
        after = replace(after, held=False)
    return _speak([*said, *taken.facts], effects, worst, after, now)


CALL_FORM = "call_form"


def _as_the_records_say(memory: Memory, contact: Contact) -> Memory:
    """How to talk to the person, which staff can set and which outlives a conversation."""
    known = memory.known
    settled = known.with_(voice_ok=known.voice_ok and not contact.deaf, language=known.language or contact.language)
    return memory if settled == known else memory.with_known(settled)


def _handed_over(text: str, resolved: Resolved | None) -> str:
    """What Rasa is told: no phone number, no slash that it would take for an order, nothing given in confidence."""
    says = text if resolved is None or resolved.says is None else resolved.says
    return mask(says).lstrip("/ \t\r\n")


def _learnt(before: Known, after: Known, contact: Contact) -> list[dict[str, Any]]:
    """What the turn showed of the person that outlives it: where they are, and that they cannot hear."""
    effects: list[dict[str, Any]] = []
    if after.place is not None and after.place != before.place:
        effects.append({"do": "place", "practice": after.practice, "locality": after.locality})
    if not after.voice_ok and not contact.deaf:
        effects.append({"do": "access", "deaf": True})
    return effects


def _context(text: str, now: Situation) -> Context:
    return Context(
        now=now.now, first=now.first, returning=now.returning, episodes=now.episodes, production=now.production,
        call_days=now.call_days, tonight=safety.tonight(text),
    )  # fmt: skip


def _resolved(text: str, memory: Memory, now: datetime, number: str | None) -> Resolved | None:
    """What a short reply means; somebody with no bed, food, heat or light is never replying to a question."""
    if safety.tonight(text):
        # In the middle of arranging a call the words may hold a name; what is missing travels beside them.
        return Resolved("tonight", says="" if memory.active_loop == CALL_FORM else None)
    loop, requested = memory.active_loop, memory.requested
    return resolve(text, memory.known, active_loop=loop, requested=requested, now=now, number=number)


def with_private(effect: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    """A referral gets what was given in confidence; nothing else does."""
    if effect["do"] != "referral":
        return dict(effect)
    private = memory.private
    return {
        **effect, "name": private.get("name"), "number": private.get("number"),
        "good_time": private.get("time"), "note": private.get("note"),
    }  # fmt: skip


def _speak(
    facts: Sequence[Fact], effects: Sequence[dict[str, Any]], worst: Decision, memory: Memory, now: Situation
) -> Plan:
    """Greet at first contact, add the warm line where it belongs, and put it all into words."""
    said = list(facts)
    if not memory.welcomed and not _is_order(said):
        said = with_welcome(said)
        memory = replace(memory, welcomed=True)
    abuse = (
        worst.may_be_abuse
        or "domestic_abuse" in memory.known.mentioned
        or bool(safety.ABUSE_KINDS.intersection(memory.last_kinds))
    )
    if worst.response == "concern" and not abuse and memory.concern_due(now.now):
        line = safety.concern_line(_person(worst, memory, now))
        said.append({"say": "concern", "words": line})
        memory = replace(memory, concern_at=now.now)
    easy = next((bool(effect["on"]) for effect in effects if effect["do"] == "easy"), now.contact.easy_words)
    out = _said(said, now, easy=easy, by_text=not memory.known.voice_ok)
    last = next(
        (fact["say"] for fact in reversed(said) if fact["say"] not in ("concern", "welcome")),
        memory.last_fact,
    )
    return Plan(out, replace(memory, last_fact=last, last_response=None), tuple(effects))


def _is_order(said: Sequence[Fact]) -> bool:
    """Whether HELP or WHO is all that there is to answer: the greeting waits for a message of its own."""
    return bool(said) and all(fact["say"] in ("help", "who") for fact in said)


def _said(
    facts: Sequence[Fact], now: Situation, kind: str = "reply", *, easy: bool | None = None, by_text: bool | None = None
) -> tuple[Out, ...]:
    easy = now.contact.easy_words if easy is None else easy
    by_text = now.contact.deaf if by_text is None else by_text
    return tuple(Out(body, kind) for body in compose(facts, easy=easy, by_text=by_text, now=now.now))
