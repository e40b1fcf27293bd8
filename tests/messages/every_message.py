"""Every message we can send, with ordinary and with the longest listings, in the usual and in easy words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from bot.messages.compose import BUILT, PLAIN, compose
from bot.safety import Person, concern_line, unreadable
from directory.needs import NEEDS

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LONGEST_DAY = "2026-09-23"  # Wednesday 23 September
ALL_NEEDS = sorted(NEEDS, key=lambda slug: -len(NEEDS[slug].label))

Fact = dict[str, Any]
CONCERN: Fact = {"say": "concern", "words": concern_line(Person())}


@dataclass(frozen=True)
class Sent:
    """One reply: the facts it says and the texts they became."""

    name: str
    facts: tuple[Fact, ...]
    easy: bool
    bodies: tuple[str, ...]

    @property
    def limit(self) -> int:
        """The segments each text may take."""
        listing = {"offer", "detail", "last", "no_match", "tonight"}
        return 3 if any(f["say"] in listing for f in self.facts) else 2


def card(**known: object) -> Fact:
    """A service; say only what matters."""
    return {
        "id": "1",
        "slug": "example",
        "name": "Example Advice",
        "does": "free housing advice",
        "phone": "01632 960001",
        "checked": False,
        **known,
    }


def short_card() -> Fact:
    """As little as a listing can hold."""
    return card(does="", phone="", checked=True)


def long_card() -> Fact:
    """As much as a real listing holds."""
    return card(
        name="Example Women's Centre and Family Advice Service, Darwen",
        does="help with rent arrears, eviction and finding somewhere safe to live now",
        phone="0808 157 0192",
        phone_free=True,
        text_instructions="Text HELLO to 07700 900123",
        walk_in=True,
        address="Example Neighbourhood Learning Centre, Example Street, Blackburn, BB1 1AA",
        website="https://www.example.org.uk/help-and-advice/housing/",
        email="someone.helpful@example.org.uk",
        opening="Closed now. Next: Tue 24 Nov 9.30am",
        hours="Mon to Thu 9am to 5pm, Fri 9am to 4.30pm. Drop-in: Tue 10am to 12pm",
        who="16 and over, living in Blackburn with Darwen",
        cost="Free, or 2 pounds for lunch",
        bring="A letter from your landlord, and something with your name and address on",
        apply="Ring, drop in, or ask your GP surgery or school to refer you",
        why="covers debt and benefits too, speaks Urdu",
    )


def wild_card() -> Fact:
    """What no curator should write, but an import might."""
    return card(
        name='/restart{"a": 1} \u201cCaf\u00e9\u201d \u2013 \u0645\u062f\u062f \U0001f600 ' + "Very Long Name " * 20,
        does="helps [everyone] ~ with \u20ac and \u00e7 and ^ \\ | " * 10,
        phone="",
        website="",
        text_instructions="",
        address="Long Road " * 40,
        hours="Mon " * 100,
        apply="Ask. " * 80,
        bring="Everything you own and " * 30,
        who="anybody" * 60,
        opening="Now " * 60,
        why="because " * 60,
        email="x" * 150 + "@example.org",
    )


def _lists() -> Iterator[list[Fact]]:
    for make in (short_card, card, long_card, wild_card):
        yield from ([make() for _ in range(size)] for size in (1, 2, 3))
    yield [long_card(), card(), wild_card()]


def _facts() -> Iterator[tuple[str, Fact]]:
    """Each fact in each of its kinds."""
    yield from ((say, {"say": say}) for say in sorted(PLAIN))
    yield "welcome", {"say": "welcome"}
    for flag in (True, False):
        yield "welcome_back", {"say": "welcome_back", "last": flag}
        yield "ask_place", {"say": "ask_place", "retry": flag}
        yield "ask_place", {"say": "ask_place", "retry": False, "thanks": flag}
        for size in (1, 2, 3, 4):
            for thanks in (True, False):
                fact = {"say": "read_back", "needs": ALL_NEEDS[:size], "ask_surgery": flag, "thanks": thanks}
                yield "read_back", fact
    for size in (0, 1, 4):
        yield "correct", {"say": "correct", "needs": ALL_NEEDS[:size]}
    for about in ("age", "for_whom", "language", "travel", "remote"):
        yield "ask", {"say": "ask", "about": about, "needs": ["debt"]}
    for n in (1, 3):
        yield "out_of_range", {"say": "out_of_range", "count": n}
    for needs in ([], ALL_NEEDS[:9]):
        yield "menu", {"say": "menu", "needs": needs}
    yield from _listings()
    yield from _people()


def _listings() -> Iterator[tuple[str, Fact]]:
    for cards in _lists():
        for more, outside in product((True, False), repeat=2):
            missing = ALL_NEEDS[:2] if more else []
            known = {"cards": cards, "more": more, "outside": outside, "not_covered": missing}
            yield "offer", {"say": "offer", "needs": ["housing"], **known}
        yield "last", {"say": "last", "cards": cards}
        yield "tonight", {"say": "tonight", "kinds": ["bed", "food", "heat", "light"], "cards": cards}
        yield "detail", {"say": "detail", "card": cards[0], "number": 1}
    yield "tonight", {"say": "tonight", "kinds": ["food"], "cards": []}
    yield "tonight", {"say": "tonight", "kinds": ["duty"], "cards": []}
    for cards in ([], [card()], [long_card()], [wild_card()]):
        yield "no_match", {"say": "no_match", "needs": ALL_NEEDS[:4], "cards": cards}


def _people() -> Iterator[tuple[str, Fact]]:
    long_practice = "Example Park Road Surgery and Walk-in Health Centre"
    for channel in ("call", "text"):
        for young in (True, False):
            yield "call_ask_safe", {"say": "call_ask_safe", "by": LONGEST_DAY, "channel": channel, "young": young}
        yield "call_ask_name", {"say": "call_ask_name", "channel": channel}
        for team in ("darwen", "north", "east", "west", None):
            yield "call_done", {"say": "call_done", "by": LONGEST_DAY, "team": team, "channel": channel}
    for practice in (long_practice, None):
        yield "call_ask_surgery", {"say": "call_ask_surgery", "practice": practice}
    for by in (LONGEST_DAY, None):
        yield "call_young", {"say": "call_young", "by": by}
    for why in ("third_time", "several_areas", "misses"):
        yield "offer_person", {"say": "offer_person", "why": why}
    for code in ("ur", "pa", "gu", "hi", "bn", "pl", "ro", "ar", "unknown"):
        yield "language", {"say": "language", "code": code}
        yield "interpreter", {"say": "interpreter", "code": code}
    yield "call_already", {"say": "call_already", "by": LONGEST_DAY}
    yield "concern", CONCERN
    yield "unreadable", {"say": "unreadable", "words": unreadable()}


def every_message() -> Iterator[Sent]:
    """Each fact by itself, behind a late answer, and with the safety line, in both kinds of words."""
    for (name, fact), easy, by_text in product(_facts(), (False, True), (False, True)):
        replies = [(fact,)]
        if name not in ("concern", "late_answer"):
            replies += [
                ({"say": "late_answer"}, fact),
                (fact, CONCERN),
                ({"say": "welcome"}, fact),
            ]
            replies += [(fact, {"say": "offer_person", "why": "third_time"}, CONCERN)]
        for facts in replies:
            yield Sent(name, facts, easy, tuple(compose(facts, easy=easy, by_text=by_text, now=NOW)))


def every_fact_name() -> frozenset[str]:
    """All facts that compose knows."""
    return PLAIN | frozenset(BUILT)
