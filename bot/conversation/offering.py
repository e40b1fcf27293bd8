"""The answer: which services to tell a person of, details, more of them, and honestly none."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.choices import read_numbers
from bot.conversation.known import Known, Menu
from bot.conversation.turn import Context, Effect, Fact, Heard, Step
from directory.cards import Card
from directory.library import Directory
from directory.needs import JOINT_SERVICE_AREAS, NEEDS
from directory.query import Results, ServiceId

MENU_LASTS = timedelta(hours=24)
OFTEN = 3
"""Times in 90 days after which a person is offered a person."""


def offer(known: Known, directory: Directory, context: Context) -> Step:
    """The first answer to what is asked: one to three services, or honestly none."""
    if known.tonight:
        return _tonight(known, directory, context)
    if not known.needs:
        return Step(known, facts=[{"say": "menu"}])
    results = directory.search(known.query(production=context.production), now=context.now)
    if not results.chosen:
        return _no_match(known, directory, context, results)
    step = _offered(known, context, results)
    return _with_person_offer(step, context)


def more(known: Known, directory: Directory, context: Context) -> Step:
    """The next services for the same needs."""
    if not known.needs:
        return Step(known, facts=[{"say": "menu"}])
    results = directory.search(known.query(production=context.production), now=context.now)
    if not results.chosen:
        return Step(known.with_(misses=0), facts=[{"say": "no_more"}])
    return _offered(known, context, results)


def details(known: Known, heard: Heard, directory: Directory, context: Context) -> Step:
    """All that is known of the services a person picks by number from the list they were sent."""
    options = known.menu.options if known.menu and known.menu.kind == "offer" else ()
    given = heard.value("choices")
    numbers = (
        tuple(int(n) for n in str(given).split(",") if n)
        if given
        else read_numbers(heard.text, count=len(options)) or ()
    )
    facts: list[Fact] = [
        {"say": "detail", "number": n, "card": _card(options[n - 1], known, directory, context).as_json()}
        for n in numbers
        if 1 <= n <= len(options)
    ]
    if not facts:
        return Step(
            known, facts=[{"say": "out_of_range", "count": len(options)} if options else {"say": "menu"}]
        )
    return Step(known.with_(misses=0), facts=facts)


def show_again(known: Known, directory: Directory, context: Context) -> Step:
    """The list that was sent last, once more."""
    options = known.menu.options if known.menu and known.menu.kind == "offer" else ()
    if not options:
        return Step(known, facts=[{"say": "menu"}])
    cards = [_card(id_, known, directory, context).as_json() for id_ in options]
    return Step(known.with_(misses=0), facts=[_offer_fact(known, cards, more=True)])


def found_before(known: Known, directory: Directory, context: Context) -> Step:
    """What was found before, on request only and never for a need that must not be replayed."""
    cards = []
    for id_ in known.last:
        try:
            cards.append(directory.card(ServiceId(id_), now=context.now, voice_ok=known.voice_ok))
        except LookupError:
            continue  # the listing has been withdrawn since
    if not cards:
        return Step(known, facts=[{"say": "last_none"}])
    menu = Menu("offer", tuple(card.id for card in cards), (context.now + MENU_LASTS).isoformat())
    return Step(
        known.with_(menu=menu, misses=0), facts=[{"say": "last", "cards": [c.as_json() for c in cards]}]
    )


def _offered(known: Known, context: Context, results: Results) -> Step:
    cards = [match.card.as_json() for match in results.chosen]
    ids = tuple(match.card.id for match in results.chosen)
    after = known.with_(
        shown=known.shown + ids,
        menu=Menu("offer", ids, (context.now + MENU_LASTS).isoformat()),
        helped=True,
        question=None,
        misses=0,
        last=known.last if known.sensitive else ids,
    )
    not_covered = [u.need for u in results.not_covered]
    facts = [_offer_fact(known, cards, more=results.more, not_covered=not_covered)]
    effects: list[Effect] = [{"do": "signposts", "needs": list(known.needs), "cards": cards}]
    effects += [_unmet(u.need, known, u.reason) for u in results.not_covered]
    return Step(after, facts, effects + _place_effect(known))


def _offer_fact(
    known: Known, cards: list[dict[str, object]], *, more: bool, not_covered: list[str] | None = None
) -> Fact:
    return {
        "say": "offer",
        "needs": list(known.needs),
        "cards": cards,
        "more": more,
        "outside": known.outside,
        "not_covered": not_covered or [],
    }


def _no_match(known: Known, directory: Directory, context: Context, results: Results) -> Step:
    """Nothing fits: say so, give the nearest national line, and write down what was missing."""
    wider = known.query(
        production=context.production, in_borough=False, locality=None, age=None, age_group=None, gender=None,
        language=None, remote=None, can_travel=None, for_whom=None, groups=(), exclude=(), limit=1,
    )  # fmt: skip
    national = [m.card.as_json() for m in directory.search(wider, now=context.now).chosen]
    effects = [_unmet(need, known, results.unmet or "none_exists") for need in known.needs]
    if national:
        effects.append({"do": "signposts", "needs": list(known.needs), "cards": national})
    fact: Fact = {"say": "no_match", "needs": list(known.needs), "cards": national}
    menu = Menu("person", (), (context.now + MENU_LASTS).isoformat())
    return Step(known.with_(helped=True, misses=0, menu=menu), [fact], effects + _place_effect(known))


def _tonight(known: Known, directory: Directory, context: Context) -> Step:
    results = directory.search(known.query(production=context.production, exclude=()), now=context.now)
    # Rule 13: what nobody has checked never answers tonight; the council's duty number is in the words.
    cards = [match.card.as_json() for match in results.chosen if match.card.checked]
    after = known.with_(
        tonight=(), helped=True, misses=0, menu=Menu("person", (), (context.now + MENU_LASTS).isoformat())
    )
    effects: list[Effect] = [{"do": "signposts", "needs": list(known.needs), "cards": cards}] if cards else []
    return Step(
        after,
        [{"say": "tonight", "kinds": list(known.tonight), "cards": cards}],
        effects + _place_effect(known),
    )


def _with_person_offer(step: Step, context: Context) -> Step:
    known = step.known
    areas = {NEEDS[n].area for n in known.mentioned if n in NEEDS and NEEDS[n].area in JOINT_SERVICE_AREAS}
    why = "third_time" if context.episodes >= OFTEN else "several_areas" if len(areas) > 1 else None
    if why is None or known.person_offered or known.called:
        return step
    return Step(
        known.with_(person_offered=True), [*step.facts, {"say": "offer_person", "why": why}], step.effects
    )


def _unmet(need: str, known: Known, reason: str) -> Effect:
    return {"do": "unmet_need", "need": need, "locality": known.locality, "reason": reason}


def _place_effect(known: Known) -> list[Effect]:
    if known.place is None:
        return []
    return [{"do": "place", "practice": known.practice, "locality": known.locality}]


def _card(id_: str, known: Known, directory: Directory, context: Context) -> Card:
    return directory.card(ServiceId(id_), needs=known.needs, now=context.now, voice_ok=known.voice_ok)
