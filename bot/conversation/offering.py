"""The answer: which services to tell a person of, details, more of them, and honestly none."""

from __future__ import annotations

from bot.conversation import call
from bot.conversation.choices import read_numbers
from bot.conversation.known import Known, Menu
from bot.conversation.turn import Context, Effect, Fact, Heard, Step
from directory.cards import Card
from directory.library import Directory
from directory.needs import NEEDS, areas_of
from directory.query import Results, ServiceId

OFTEN = 3
"""Times in 90 days after which a person is offered a person."""

SEVERAL_AREAS = 2
"""Joint service areas from which on one person for all of it is of use."""


def offer(known: Known, directory: Directory, context: Context) -> Step:
    """The answer to what is asked: one to three services, the next ones, or honestly none."""
    if known.tonight:
        return _tonight(known, directory, context)
    before: list[Fact] = [{"say": "correct", "needs": [*known.needs]}] if known.corrected else []
    known = known.with_(corrected=False, wants_more=False)
    if not known.needs:
        return Step(known, facts=before or [{"say": "menu"}])
    results = directory.search(known.query(production=context.production), now=context.now)
    if not results.chosen and known.shown:
        return Step(known.with_(misses=0, yes_no=Menu.open("person", context.now)), [*before, {"say": "no_more"}])
    if not results.chosen:
        step = _no_match(known, directory, context, results)
    else:
        step = _with_person_offer(_offered(known, context, results), context)
    after, grown = call.grown(step.known)
    return Step(after, [*before, *step.facts], [*step.effects, *grown])


def details(known: Known, heard: Heard, directory: Directory, context: Context) -> Step:
    """All that is known of the services a person picks by number from the list they were sent."""
    options = _on_the_table(known, context)
    given = heard.value("choices")
    numbers = (
        tuple(int(n) for n in str(given).split(",") if n)
        if given
        else read_numbers(heard.text, count=len(options)) or ()
    )
    if not options:
        return Step(known, facts=[{"say": "menu_expired"}])
    facts: list[Fact] = [
        {"say": "detail", "number": n, "card": card.as_json()}
        for n in numbers
        if 1 <= n <= len(options) and (card := _card(options[n - 1], known, directory, context))
    ]
    return Step(known.with_(misses=0), facts=facts or [{"say": "out_of_range", "count": len(options)}])


def show_again(known: Known, directory: Directory, context: Context) -> Step:
    """The list that was sent last, once more."""
    found = [_card(id_, known, directory, context) for id_ in _on_the_table(known, context)]
    cards = [card.as_json() for card in found if card]
    if not cards:
        return Step(known, facts=[{"say": "menu_expired" if known.offered else "menu"}])
    more = bool(directory.search(known.query(production=context.production, limit=1), now=context.now).chosen)
    return Step(known.with_(misses=0), facts=[_offer_fact(known, cards, more=more)])


def found_before(known: Known, directory: Directory, context: Context) -> Step:
    """What was found before, on request only and never for a need that must not be replayed."""
    found = [_card(id_, known, directory, context, needs=known.last_needs) for id_ in known.last]
    cards = [card for card in found if card]
    if not cards:
        return Step(known.with_(misses=0), facts=[{"say": "last_none"}])
    menu = Menu.open("offer", context.now, tuple(card.id for card in cards))
    return Step(known.with_(offered=menu, misses=0), facts=[{"say": "last", "cards": [c.as_json() for c in cards]}])


def _on_the_table(known: Known, context: Context) -> tuple[str, ...]:
    return known.offered.options if known.offered and known.offered.alive(context.now) else ()


def _offered(known: Known, context: Context, results: Results) -> Step:
    cards = [match.card.as_json() for match in results.chosen]
    ids = tuple(match.card.id for match in results.chosen)
    after = known.with_(
        shown=known.shown + ids,
        offered=Menu.open("offer", context.now, ids),
        yes_no=None,
        helped=True,
        question=None,
        misses=0,
        last=known.last if known.sensitive else ids,
        last_needs=known.last_needs if known.sensitive else known.needs,
    )
    new = not known.shown  # MORE says and writes down only once what nothing was found for
    not_covered = [u.need for u in results.not_covered] if new else []
    facts = [_offer_fact(known, cards, more=results.more, not_covered=not_covered)]
    effects: list[Effect] = [{"do": "signposts", "needs": [*known.needs], "cards": cards}, _search(known, ids, None)]
    effects += [_unmet(u.need, known, u.reason) for u in results.not_covered if new]
    return Step(after, facts, effects)


def _offer_fact(
    known: Known, cards: list[dict[str, object]], *, more: bool, not_covered: list[str] | None = None
) -> Fact:
    return {
        "say": "offer",
        "needs": [*known.needs],
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
    reason = results.unmet or "none_exists"
    effects = [_unmet(need, known, reason) for need in known.needs]
    effects.append(_search(known, (), reason))
    if national:
        effects.append({"do": "signposts", "needs": [*known.needs], "cards": national})
    fact: Fact = {"say": "no_match", "needs": [*known.needs], "cards": national}
    after = known.with_(helped=True, misses=0, offered=None, yes_no=Menu.open("person", context.now))
    return Step(after, [fact], effects)


def _tonight(known: Known, directory: Directory, context: Context) -> Step:
    """What is open now, and always the council's duty number, which is in the words.

    What nobody has checked never answers tonight (rule 13 of the safety rules).
    """
    results = directory.search(known.query(production=context.production, exclude=()), now=context.now)
    cards = [match.card.as_json() for match in results.chosen if match.card.checked]
    effects: list[Effect] = [_search(known, tuple(str(card["id"]) for card in cards), results.unmet)]
    if cards:
        effects.append({"do": "signposts", "needs": [*known.needs], "cards": cards})
    fact: Fact = {"say": "tonight", "kinds": [*known.tonight], "cards": cards}
    after = known.with_(tonight=(), helped=True, misses=0, offered=None, yes_no=Menu.open("person", context.now))
    grown_known, grown = call.grown(after)
    return Step(grown_known, [fact], [*effects, *grown])


def _with_person_offer(step: Step, context: Context) -> Step:
    known = step.known
    several = len(areas_of(n for n in known.mentioned if n in NEEDS)) >= SEVERAL_AREAS
    why = "third_time" if context.episodes >= OFTEN else "several_areas" if several else None
    if why is None or known.person_offered or known.called:
        return step
    after = known.with_(person_offered=True, yes_no=Menu.open("person", context.now))
    return Step(after, [*step.facts, {"say": "offer_person", "why": why}], step.effects)


def _unmet(need: str, known: Known, reason: str) -> Effect:
    return {"do": "unmet_need", "need": need, "locality": known.locality, "reason": reason}


def _search(known: Known, chosen: tuple[str, ...], unmet: str | None) -> Effect:
    return {
        "do": "search", "needs": [*known.needs], "locality": known.locality, "chosen": [*chosen], "unmet": unmet,
    }  # fmt: skip


def _card(
    id_: str, known: Known, directory: Directory, context: Context, *, needs: tuple[str, ...] | None = None
) -> Card | None:
    """A service as it is now, or None when its listing has been withdrawn since."""
    asked = needs if needs is not None else known.needs or known.last_needs
    try:
        return directory.card(ServiceId(id_), needs=asked, now=context.now, voice_ok=known.voice_ok)
    except LookupError:
        return None
