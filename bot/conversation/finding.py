"""From a message to the next question or the answer: needs, choice, place, and the one question worth asking."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.choices import (
    read_dropped_needs,
    read_named_needs,
    read_numbers_beside_a_place,
    read_picked_needs,
    read_yes_no,
)
from bot.conversation.hearing import person_in, place_in
from bot.conversation.known import Known
from bot.conversation.questions import read_answer, worth_asking
from bot.conversation.turn import Context, Fact, Heard, Step
from directory.library import Directory
from directory.places import find_place

MOST_READ_BACK = 4
"""Needs in one numbered list; more than this is not read, it is skimmed."""

READ_BACK = "needs"
"""Among the questions asked, the one which of several needs comes first: it is a question like any other."""

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

NAMES_NEEDS = ("ask_help", "correct_needs", "give_place", "give_person")
"""Intents in which somebody may say what they need; "behind with rent, im at BB3" may look like any of them."""

ANSWERS = (*NAMES_NEEDS, "tonight", "choose", "skip", "affirm", "deny")
"""Intents that can carry something for the form; with any other the form waits while it is dealt with."""


def take_in(known: Known, heard: Heard, context: Context, requested: str | None) -> Known | None:
    """What is known after a message, or None when it holds nothing for the form that is being filled."""
    if requested is None and heard.intent == "more":
        return known.with_(wants_more=True, misses=0)
    new = person_in(known.with_(wants_more=known.wants_more and requested == "answer"), heard)
    new = place_in(new, heard, asked=requested in ("place", "chosen"))
    new = _topics(_needs(new, heard, context, requested), known, heard)
    if requested == "place":
        new = _place_reply(new, known, heard)
    if requested == "answer" and known.question:
        new = _question_reply(new, known, heard)
    if requested and new == known:
        return None
    if requested is None and _who_and_where(new) != _who_and_where(known):
        new = new.with_(shown=())  # what did not fit before may fit now, and the other way round
    return new.with_(misses=0)


def next_step(known: Known, directory: Directory, context: Context) -> Step:
    """What to ask next, or nothing when there is enough to answer with.

    Nothing is asked tonight; one question at most before the first help; one more when MORE is asked for.
    """
    if known.tonight or not (known.pending or known.needs):
        return Step(known)
    if known.pending:
        asked = known.asked if READ_BACK in known.asked else (*known.asked, READ_BACK)
        known = known.with_(asked=asked, place_asked=known.place_asked + (known.place is None))
        return Step(known, requested="chosen")
    if known.place is None and not known.place_skipped and not known.helped:
        return Step(known.with_(place_asked=known.place_asked + 1), requested="place")
    first = not known.helped and not known.place_asked and not known.asked
    if first or known.wants_more:
        about = worth_asking(known, directory, context)
        if about:
            return Step(known.with_(question=about, asked=(*known.asked, about)), requested="answer")
    return Step(known.with_(question=None))


def ask(known: Known, requested: str, context: Context) -> Step:
    """The question for a slot; what was taken off the list is said first, and thanks to who opens up to us."""
    facts: list[Fact] = []
    if known.corrected and requested != "chosen":
        facts.append({"say": "correct", "needs": [*known.needs]})
    if requested == "chosen":
        facts.append({"say": "read_back", "needs": [*known.pending], "ask_surgery": known.place is None})
        facts[-1]["thanks"] = context.first
    elif requested == "place":
        facts.append({"say": "ask_place", "retry": known.place_asked > 1, "thanks": context.first})
    else:
        facts.append({"say": "ask", "about": known.question or "for_whom", "needs": [*known.needs]})
    return Step(known.with_(corrected=False), facts)


def note_needs(known: Known, heard: Heard) -> Step:
    """Something that is mentioned while a call is being arranged: the plan covers it too."""
    new = place_in(person_in(known, heard), heard, asked=False)
    dropped = read_dropped_needs(heard.text, new.mentioned)
    if dropped:
        new = _drop(new, dropped)
    fresh = tuple(n for n in heard.needs if n not in (*new.mentioned, *dropped))
    new = _mention(new.with_(needs=new.needs + fresh, corrected=False), fresh)
    return Step(new, [{"say": "noted", "needs": [*fresh]}] if fresh or new != known else [])


def _needs(known: Known, heard: Heard, context: Context, requested: str | None) -> Known:
    if context.tonight:
        wanted = tuple(dict.fromkeys(TONIGHT_NEEDS[kind] for kind in context.tonight))
        named = wanted + tuple(n for n in heard.needs if n not in wanted)
        known = _mention(known, named)
        return known.with_(tonight=context.tonight, needs=named, pending=(), shown=())
    if requested == "chosen" and known.pending:
        return _choice(known, heard)
    if requested:
        return _meanwhile(known, heard)
    if heard.intent not in NAMES_NEEDS:
        return known
    dropped = read_dropped_needs(heard.text, known.needs) if heard.intent == "correct_needs" else ()
    if dropped:
        known = _drop(known, dropped).with_(shown=())
    fresh = tuple(n for n in heard.needs if n not in dropped)
    if fresh:
        return _wanted(_mention(known.with_(tonight=()), fresh), fresh)
    if dropped or heard.intent in ("give_place", "give_person"):
        return known
    return _maybe(known, heard)


def _who_and_where(known: Known) -> tuple[object, ...]:
    return known.place, known.age_group, known.gender, known.for_whom, known.voice_ok


def _meanwhile(known: Known, heard: Heard) -> Known:
    """Needs that come up, or are taken back, while something else was asked."""
    if heard.intent == "correct_needs":
        dropped = read_dropped_needs(heard.text, known.needs)
        known = _drop(known, dropped) if dropped else known
    if heard.intent not in NAMES_NEEDS:
        return known
    fresh = tuple(n for n in heard.needs if n not in known.dropped)
    both = known.needs + tuple(n for n in fresh if n not in known.needs)
    return _mention(known, fresh).with_(needs=both[:MOST_READ_BACK])


def _maybe(known: Known, heard: Heard) -> Known:
    """Fairly sure is not sure: what it may be about is read back before anything is looked up."""
    few = tuple(n for n in heard.unsure if n not in known.dropped)[:MOST_UNSURE]
    return known.with_(pending=few, needs=(), shown=(), tonight=()) if few else known.with_(needs=())


def _wanted(known: Known, needs: Sequence[str]) -> Known:
    """One clear need is answered; several are read back first."""
    few = tuple(needs)[:MOST_READ_BACK]
    if len(few) == 1:
        return known.with_(needs=few, pending=(), shown=())
    return known.with_(pending=few, needs=(), shown=())


def _choice(known: Known, heard: Heard) -> Known:
    """A reply to the needs read back: numbers, words, some taken back, more said, or just the surgery."""
    pending = known.pending
    fresh = tuple(n for n in heard.needs if n not in pending)
    dropped = read_dropped_needs(heard.text, pending)
    if dropped:
        return _settle(_mention(_drop(known, dropped), fresh), (*(n for n in pending if n not in dropped), *fresh))
    numbers = _numbers(heard, len(pending))
    if numbers:
        chosen = tuple(pending[n - 1] for n in numbers if n <= len(pending))
        return _settle(_mention(known, chosen), chosen) if chosen else known
    if fresh and heard.intent == "ask_help" and not set(pending) & set(known.mentioned):
        # What was read back was only a guess, and here is what it really is about.
        return _wanted(_mention(known, fresh), fresh)
    if fresh and heard.intent in ("ask_help", "correct_needs"):
        return _mention(known.with_(pending=(pending + fresh)[:MOST_READ_BACK]), (*pending, *fresh))
    picked = read_picked_needs(heard.text, pending, heard.needs)
    named = (*picked, *read_named_needs(heard.text, besides=picked))
    if named:
        return _settle(_mention(known, named), named)
    yes = read_yes_no(heard.text)
    if yes is False:
        return _settle(_drop(known, pending), ())
    if heard.intent in ("skip", "affirm") or yes or find_place(heard.text):
        return _settle(_mention(known, pending), pending)
    return known


def _numbers(heard: Heard, count: int) -> tuple[int, ...]:
    given = heard.value("choices")
    if given:
        return tuple(int(n) for n in str(given).split(",") if n)
    return read_numbers_beside_a_place(heard.text, count=count) or ()


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
    dropped = tuple(d for d in known.dropped if d not in needs)
    return _behind(known.with_(mentioned=known.mentioned + fresh, dropped=dropped))


def _drop(known: Known, needs: Sequence[str]) -> Known:
    return known.with_(
        corrected=True,
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
        # Counted for this turn only, so that the form takes it for an answer and asks again by itself.
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
