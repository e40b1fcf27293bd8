"""From a message to the next question or the answer: needs, choice, place, and the one question worth asking."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from bot.conversation.choices import read_dropped_needs, read_numbers, read_picked_needs, read_yes_no
from bot.conversation.known import Known
from bot.conversation.questions import age_group, read_answer, worth_asking
from bot.conversation.turn import Context, Fact, Heard, Step
from directory.library import Directory
from directory.places import find_place

MOST_READ_BACK = 4
"""Needs in one numbered list; more than this is not read, it is skimmed."""

MOST_UNSURE = 2
"""Needs read back when none of them is sure."""

TONIGHT_NEEDS = {"bed": "housing", "food": "food", "heat": "energy", "light": "energy"}
"""What is missing tonight, as needs."""

BEHIND = {
    "gambling": ("debt", "housing", "relationships", "mental_wellbeing", "benefits", "food"),
    "substance_misuse": ("debt", "housing", "relationships", "work", "children_families", "crime_safety"),
    "bereavement": ("isolation", "mental_wellbeing"),
    "caring": ("isolation", "mental_wellbeing", "work"),
}
"""Needs that often lie behind others (gambling behind debt, drink behind the row): kept with the plan."""

ANSWERS = (
    "ask_help",
    "tonight",
    "give_place",
    "give_person",
    "correct_needs",
    "choose",
    "skip",
    "affirm",
    "deny",
)
"""Intents that can carry something for the form; with any other the form waits while it is dealt with."""


def take_in(known: Known, heard: Heard, context: Context, requested: str | None) -> Known | None:
    """What is known after a message, or None when it holds nothing for the form that is being filled."""
    new = _person(known, heard)
    new = _place(new, heard, asked=requested in ("place", "chosen"))
    new = _topics(_needs(new, heard, context, requested), known, heard)
    if requested == "place":
        new = _place_reply(new, known, heard)
    if requested == "answer" and known.question:
        new = _question_reply(new, known, heard)
    if requested and new == known:
        return None
    return new.with_(misses=0)


def next_step(known: Known, directory: Directory, context: Context) -> Step:
    """What to ask next, or nothing when there is enough to answer with."""
    if known.tonight or not (known.pending or known.needs):
        return Step(known)
    if known.pending:
        return Step(known.with_(place_asked=known.place_asked + (known.place is None)), requested="chosen")
    if known.place is None and not known.place_skipped and not known.helped:
        return Step(known.with_(place_asked=known.place_asked + 1), requested="place")
    if not known.helped and not known.place_asked and not known.asked:
        about = worth_asking(known, directory, context)
        if about:
            return Step(known.with_(question=about, asked=(*known.asked, about)), requested="answer")
    return Step(known.with_(question=None))


def ask(known: Known, requested: str) -> Fact:
    """The question for a slot, as a fact."""
    if requested == "chosen":
        return {"say": "read_back", "needs": list(known.pending), "ask_surgery": known.place is None}
    if requested == "place":
        return {"say": "ask_place", "retry": known.place_asked > 1}
    return {"say": "ask", "about": known.question or "for_whom", "needs": list(known.needs)}


def note_needs(known: Known, heard: Heard) -> Known:
    """What is known after something is mentioned while a call is being arranged: the plan covers it too."""
    new = _place(_person(known, heard), heard, asked=False)
    fresh = tuple(n for n in heard.needs if n not in new.mentioned)
    return _behind(new.with_(mentioned=new.mentioned + fresh, needs=new.needs + fresh))


def _person(known: Known, heard: Heard) -> Known:
    changes: dict[str, Any] = {}
    relation = next((r for r in heard.values("for_whom") if r in _RELATIONS), None)
    if relation and _ON_BEHALF.search(heard.text):
        changes["for_whom"] = _RELATIONS[relation]
    elif heard.value("for_whom") == "me":
        changes["for_whom"] = "me"
    age = heard.value("age")
    # "My mum is 82" says nothing of the person texting unless the help is for her.
    mine = relation is None or "for_whom" in changes or _I_AM.search(heard.text)
    if mine and str(age).isdigit() and MIN_AGE <= int(str(age)) <= MAX_AGE:
        changes |= {"age": int(str(age)), "age_group": age_group(int(str(age)))}
    gender = heard.value("gender")
    if isinstance(gender, str) and (relation is None or _I_AM.search(heard.text)):
        changes["gender"] = gender
    if _NO_VOICE.search(heard.text):
        changes["voice_ok"] = False
    return known.with_(**changes)


MIN_AGE, MAX_AGE = 5, 110
_RELATIONS = {
    "child": "child", "mum": "adult", "dad": "adult", "grandparent": "adult", "partner": "adult", "relative": "adult",
    "friend": "adult", "patient": "adult",
}  # fmt: skip
_ON_BEHALF = re.compile(
    r"\b(?:for|on behalf of|asking for) (?:my|our|a|the|me|mi)\b"
    r"|\b(?:my|our|a|the|me) \w+ (?:needs?|wants?|could do with|is looking for|has asked)\b",
    re.IGNORECASE,
)
_I_AM = re.compile(r"\b(?:i'?m|i am|im only|am) (?:a |an |only |just |nearly |now )*(?:\w+ )?", re.IGNORECASE)
_NO_VOICE = re.compile(
    r"\b(?:i'?m|i am|am) (?:\w+ )?(?:deaf|hard of hearing|mute)\b|\bcan'?t (?:hear|use (?:the |a )?(?:phone|voice))\b"
    r"|\bcan'?t (?:talk|speak) on (?:the )?phone\b|\bdeaf (?:widow|woman|man|lady|person|lad|girl|myself)\b",
    re.IGNORECASE,
)


def _place(known: Known, heard: Heard, *, asked: bool) -> Known:
    found = find_place(heard.text)
    if found is None or not (found.certain or asked):
        return known
    return known.with_(place=found.place.as_json(), place_skipped=False)


def _needs(known: Known, heard: Heard, context: Context, requested: str | None) -> Known:
    if context.tonight:
        wanted = tuple(dict.fromkeys(TONIGHT_NEEDS[kind] for kind in context.tonight))
        named = wanted + tuple(n for n in heard.needs if n not in wanted)
        known = _mention(known, named)
        return known.with_(tonight=context.tonight, needs=named, pending=(), shown=())
    if requested == "chosen" and known.pending:
        return _choice(known, heard)
    dropped = read_dropped_needs(heard.text, known.needs) if heard.intent == "correct_needs" else ()
    if dropped:
        known = _drop(known, dropped)
    fresh = tuple(n for n in heard.needs if n not in dropped)
    if heard.intent not in ("ask_help", "correct_needs", "give_person", "give_place") and requested:
        return known
    if requested is None and heard.intent not in ("ask_help", "correct_needs"):
        return known
    if not fresh:
        return _maybe(known, heard) if requested is None else known
    if requested in ("place", "answer"):
        return _said_more(known, fresh)
    return _wanted(_mention(known.with_(tonight=()), fresh), fresh)


def _maybe(known: Known, heard: Heard) -> Known:
    """Fairly sure is not sure: what it may be about is read back before anything is looked up."""
    few = tuple(n for n in heard.unsure if n not in known.dropped)[:MOST_UNSURE]
    return known.with_(pending=few, needs=(), shown=(), tonight=()) if few else known


def _wanted(known: Known, needs: Sequence[str]) -> Known:
    """One clear need is answered; several are read back first."""
    few = tuple(needs)[:MOST_READ_BACK]
    if len(few) == 1:
        return known.with_(needs=few, pending=(), shown=() if few != known.needs else known.shown)
    return known.with_(pending=few, needs=(), shown=())


def _said_more(known: Known, fresh: tuple[str, ...]) -> Known:
    """Needs that come up while something else was asked are added, not swapped."""
    both = known.needs + tuple(n for n in fresh if n not in known.needs)
    return _mention(known, fresh).with_(needs=both[:MOST_READ_BACK])


def _choice(known: Known, heard: Heard) -> Known:
    pending = known.pending
    dropped = read_dropped_needs(heard.text, pending)
    if dropped:
        known = _drop(known, dropped)
        left = tuple(n for n in pending if n not in dropped)
        fresh = tuple(n for n in heard.needs if n not in pending)
        return _settle(_mention(known, fresh), left + fresh)
    numbers = heard.value("choices")
    picked = (
        tuple(int(n) for n in str(numbers).split(",") if n)
        if numbers
        else read_numbers(heard.text, count=len(pending))
    )
    if picked:
        chosen = tuple(pending[n - 1] for n in picked if n <= len(pending))
        return _settle(known, chosen) if chosen else known
    fresh = tuple(n for n in heard.needs if n not in pending)
    named = read_picked_needs(heard.text, pending, heard.needs)
    if fresh and heard.intent == "ask_help":
        more = (pending + fresh)[:MOST_READ_BACK]
        return _mention(known.with_(pending=more), fresh)
    if named:
        return _settle(known, named)
    yes = read_yes_no(heard.text)
    if yes is False and len(pending) == 1:
        return _settle(_drop(known, pending), fresh)
    if heard.intent in ("skip", "affirm") or yes or find_place(heard.text):
        return _settle(_mention(known, pending), pending)
    return known


def _settle(known: Known, needs: tuple[str, ...]) -> Known:
    """A choice is made; the surgery was asked for in the same breath, so it is not asked for again."""
    if not needs:
        return known.with_(pending=(), needs=())
    return known.with_(needs=needs, pending=(), shown=(), place_skipped=known.place is None)


def _topics(new: Known, before: Known, heard: Heard) -> Known:
    """The words that came with the needs; new needs bring their own, the rest of a conversation adds none."""
    if new.mentioned == before.mentioned and new.pending == before.pending and new.needs == before.needs:
        return new
    kept = before.topics if set(before.needs or before.pending) & set(new.needs or new.pending) else ()
    return new.with_(topics=tuple(dict.fromkeys((*kept, *heard.topics))))


def _mention(known: Known, needs: Sequence[str]) -> Known:
    fresh = tuple(n for n in needs if n not in known.mentioned)
    return _behind(
        known.with_(
            mentioned=known.mentioned + fresh, dropped=tuple(d for d in known.dropped if d not in needs)
        )
    )


def _drop(known: Known, needs: Sequence[str]) -> Known:
    return known.with_(
        dropped=(*known.dropped, *needs),
        mentioned=tuple(n for n in known.mentioned if n not in needs),
        needs=tuple(n for n in known.needs if n not in needs),
        pending=tuple(n for n in known.pending if n not in needs),
        behind=None if known.behind in needs else known.behind,
    )


def _behind(known: Known) -> Known:
    for cause, effects in BEHIND.items():
        if cause in known.mentioned and any(need in known.mentioned for need in effects):
            return known.with_(behind=cause)
    return known


def _place_reply(new: Known, known: Known, heard: Heard) -> Known:
    """A reply to "which surgery?" that names no place we know: SKIP goes on, anything else is asked once more."""
    if new.place is not None:
        return new
    if heard.intent in ("skip", "deny", "affirm") or new.needs != known.needs:
        return new.with_(place_skipped=True)
    if heard.intent in ("give_place", "out_of_scope", "ask_help", "give_person"):
        return new.with_(place_skipped=known.place_asked > 1, misses=known.misses + 1)
    return new


def _question_reply(new: Known, known: Known, heard: Heard) -> Known:
    """Any reply to a question about the person goes on to the answer: "I don't know" and silence are fine."""
    read = read_answer(known.question or "", heard.text)
    if read:
        return new.with_(question=None, **read)
    if heard.intent in ANSWERS or heard.intent == "out_of_scope":
        return new.with_(question=None)
    return new
