"""What the directory answers, made into something to say and to write down."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

from bot.conversation import offering
from bot.conversation.known import Known, Menu
from bot.conversation.turn import Context, Heard
from directory.library import Directory
from directory.query import Query, Results

NOW = Context(datetime(2026, 11, 24, 10, tzinfo=UTC))
DARWEN = {
    "kind": "town", "name": "Darwen", "code": None, "outcode": None, "locality": "darwen", "in_borough": True,
    "confirmed": True,
}  # fmt: skip


def a_card(name: str, *, checked: bool = False) -> Any:
    return SimpleNamespace(id=name, checked=checked, as_json=lambda: {"id": name, "name": name, "checked": checked})


class Shelf:
    """A directory with what each search is to find, in turn; it remembers what it was asked."""

    def __init__(self, *found: Results) -> None:
        self.found, self.asked = list(found), list[Query]()

    def search(self, query: Query, *, now: datetime) -> Results:
        """The next answer."""
        self.asked.append(query)
        return self.found.pop(0)


def holding(*found: Results) -> Directory:
    return cast(Directory, Shelf(*found))


def results(*names: str, more: bool = False, checked: bool = False) -> Results:
    chosen = tuple(cast(Any, SimpleNamespace(card=a_card(name, checked=checked))) for name in names)
    return Results(chosen=chosen, more=more)


NOTHING = Results(unmet="not_eligible")


def test_nothing_that_fits_is_said_with_a_national_line_and_written_down() -> None:
    shelf = Shelf(NOTHING, results("National Line"))
    step = offering.offer(Known(needs=("transport",), place=DARWEN), cast(Directory, shelf), NOW)
    (fact,) = step.facts
    assert fact["say"] == "no_match" and [card["name"] for card in fact["cards"]] == ["National Line"]
    unmet = [effect for effect in step.effects if effect["do"] == "unmet_need"]
    assert unmet == [{"do": "unmet_need", "need": "transport", "locality": "darwen", "reason": "not_eligible"}]
    assert shelf.asked[1].in_borough is False and shelf.asked[1].locality is None
    assert step.known.yes_no is not None and step.known.yes_no.kind == "person"


def test_of_several_needs_the_one_without_help_is_said_and_written_down_once() -> None:
    uncovered = (cast(Any, SimpleNamespace(need="legal", reason="too_far")),)
    found = replace(results("A", more=True), not_covered=uncovered)
    step = offering.offer(Known(needs=("debt", "legal")), holding(found), NOW)
    assert step.facts[0]["not_covered"] == ["legal"]
    assert [e["need"] for e in step.effects if e["do"] == "unmet_need"] == ["legal"]
    again = offering.offer(step.known, holding(found), NOW)
    assert again.facts[0]["not_covered"] == []
    assert not [e for e in again.effects if e["do"] == "unmet_need"]


def test_when_all_has_been_shown_it_says_so_and_offers_a_person() -> None:
    step = offering.offer(Known(needs=("debt",), shown=("A",)), holding(Results()), NOW)
    assert [fact["say"] for fact in step.facts] == ["no_more"]
    assert not step.effects


def test_every_search_is_logged() -> None:
    step = offering.offer(Known(needs=("debt",)), holding(results("A", "B")), NOW)
    (log,) = [effect for effect in step.effects if effect["do"] == "search"]
    assert log["chosen"] == ["A", "B"] and log["unmet"] is None


def test_what_was_found_is_kept_for_last_unless_it_is_sensitive() -> None:
    plain = offering.offer(Known(needs=("debt",), mentioned=("debt",)), holding(results("A")), NOW)
    assert plain.known.last == ("A",)
    known = Known(needs=("gambling",), mentioned=("gambling",), last=("old",))
    assert offering.offer(known, holding(results("A")), NOW).known.last == ("old",)
    assert offering.offer(Known(needs=("debt",), hushed=True), holding(results("A")), NOW).known.last == ()


def test_only_what_is_checked_answers_tonight_and_the_duty_number_always_does() -> None:
    known = Known(needs=("housing",), tonight=("bed",))
    unchecked = offering.offer(known, holding(results("A")), NOW)
    assert unchecked.facts == [{"say": "tonight", "kinds": ["bed"], "cards": []}]
    checked = offering.offer(known, holding(results("A", checked=True)), NOW)
    assert [card["name"] for card in checked.facts[0]["cards"]] == ["A"]


def test_a_person_is_offered_once_to_who_comes_often_or_has_much() -> None:
    often = offering.offer(Known(needs=("debt",)), holding(results("A")), replace(NOW, episodes=3))
    assert often.facts[-1] == {"say": "offer_person", "why": "third_time"}
    much = Known(needs=("debt",), mentioned=("mental_wellbeing", "substance_misuse"))
    step = offering.offer(much, holding(results("A")), NOW)
    assert step.facts[-1] == {"say": "offer_person", "why": "several_areas"}
    assert [f["say"] for f in offering.offer(step.known, holding(results("B")), NOW).facts] == ["offer"]


def test_who_is_going_to_be_rung_is_not_offered_it() -> None:
    called = {"by": "2026-11-27", "needs": ["debt"]}
    step = offering.offer(Known(needs=("debt",), called=called), holding(results("A")), replace(NOW, episodes=5))
    assert [fact["say"] for fact in step.facts] == ["offer"]


def test_a_dead_list_gives_no_details() -> None:
    dead = Known(offered=Menu("offer", ("A",), "2026-11-23T10:00:00+00:00"))
    step = offering.details(dead, Heard("1", "choose"), holding(), NOW)
    assert [fact["say"] for fact in step.facts] == ["menu_expired"]
