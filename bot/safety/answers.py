"""The words that answer danger: which text fits the kinds, the person and the language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import tomllib

from bot.safety.kinds import ABUSE_KINDS, Decision, Kind, Person

_HERE = Path(__file__).parent
#: GSM-7 units that fit two segments of a long text.
TWO_SEGMENTS = 306
#: Kinds whose texts stand for another kind's.
_SAME_WORDS: dict[Kind, Kind] = {"control_at_home": "violence_now"}
_SAYS_999_FIRST: frozenset[Kind] = frozenset({"overdose", "medical_emergency"})


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    with (_HERE / "words.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _languages() -> dict[str, Any]:
    path = _HERE / "languages.toml"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return tomllib.load(file)


def answer(decision: Decision, *, person: Person) -> tuple[str, ...]:
    """The texts that answer a decision, each one SMS body; empty for `none`.

    One body in English of at most two segments, action first, the most severe kind first. For danger said
    in another language that language comes first, in the script it was written in, then English.
    Rules: intended purpose, docs/safety/intended-purpose.md.
    """
    if decision.response == "none":
        return ()
    if decision.response == "concern":
        return (concern_line(person),)
    english = _english(decision, person)
    if decision.language is None:
        return (english,)
    told = _in_language(decision)
    return (told, english) if told else (english,)


def concern_line(person: Person) -> str:
    """The warm last line for distress without danger. Never send it where abuse is possible."""
    plain: dict[str, str] = _words()["plain"]
    if person.deaf:
        return plain["concern_deaf"]
    return plain["concern_under18"] if person.is_child else plain["concern"]


def unreadable() -> str:
    """The answer to a message that cannot be read: the emergency numbers and what to do."""
    return str(_words()["plain"]["unreadable"])


def _english(decision: Decision, person: Person) -> str:
    kinds = decision.kinds or ("suicide",)
    lead: Kind = kinds[0]
    words: dict[str, str] = _words()["text"][_SAME_WORDS.get(lead, lead)]
    text = words[_variant(words, lead, decision, person)]
    if person.deaf:
        return text
    for kind in kinds[1:]:
        line = str(_words()["also"][kind])
        hidden = lead in ABUSE_KINDS or kind in ABUSE_KINDS
        if line not in text and not (hidden and kind == "violence_now" and lead == "control_at_home"):
            longer = f"{text}\n{line}"
            if len(longer) <= TWO_SEGMENTS and _new_number(line, text):
                return longer
    return text


def _new_number(line: str, text: str) -> bool:
    """Whether a line tells of a number that the text does not hold yet."""
    from bot.safety.numbers import numbers_in

    return not set(numbers_in(line)) <= set(numbers_in(text))


def _variant(words: dict[str, str], lead: Kind, decision: Decision, person: Person) -> str:
    """The name of the text that fits best, most telling fact first."""
    child = decision.about == "self" and (person.is_child or decision.young)
    if lead == "child_at_risk" and (decision.young or (person.is_child and decision.about == "self")):
        child = True
    facts = [
        (decision.response == "emergency", "emergency"),
        (decision.about == "other" and lead not in ("child_at_risk", "adult_at_risk"), "other"),
        (person.deaf, "deaf"),
        (child, "under18"),
        (lead == "child_at_risk" and decision.about == "self", "self"),
        (person.gender in ("man", "men", "male", "m"), "men"),
        (lead == "harm_to_others" and "harm_to_others.partner" in decision.why, "partner"),
        (person.easy, "easy"),
    ]
    true = [name for holds, name in facts if holds]
    wanted = ["_".join((one, two)) for one in true for two in true if one != two]
    if person.deaf:
        wanted += ["deaf"]
    return next((name for name in [*wanted, *true, "default"] if name in words), "default")


def _in_language(decision: Decision) -> str | None:
    table = _languages().get(decision.language or "")
    if table is None:
        return None
    script = "own" if decision.own_script and "own" in table else "latin"
    about = "abuse" if decision.may_be_abuse or "child_at_risk" in decision.kinds else "danger"
    return str(table[script][about])
