"""Whether a service is for this person: yes, no and why, or not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from directory.documents import EligibilityRules
from directory.plain import plain

Answer = Literal["yes", "no", "unknown"]
Fact = Literal["age", "gender", "for_whom"]
AgeRange = tuple[int, int]

OLDEST = 120
AGE_GROUPS: dict[str, AgeRange] = {
    "under16": (0, 15),
    "16_17": (16, 17),
    "18_24": (18, 24),
    "25_54": (25, 54),
    "55_plus": (55, OLDEST),
}
WHOM_AGES: dict[str, AgeRange] = {"child": (0, 17), "adult": (18, OLDEST)}
"""What "for my child" and "for another adult" say of age when nothing more is known."""

GENDERS: dict[str, str] = {
    **dict.fromkeys(("woman", "women", "female", "f", "girl"), "women"),
    **dict.fromkeys(("man", "men", "male", "m", "boy"), "men"),
}
NEED_GROUPS: dict[str, frozenset[str]] = {
    "caring": frozenset({"carer"}),
    "pregnancy_young_parents": frozenset({"parent", "pregnant", "young_parent"}),
    "children_families": frozenset({"parent", "family", "child"}),
    "young_people": frozenset({"young_person"}),
    "older_people": frozenset({"older_person"}),
    "immigration": frozenset({"refugee", "asylum_seeker", "migrant"}),
    "physical_disability": frozenset({"disabled"}),
    "learning_disability": frozenset({"learning_disability", "autistic", "disabled"}),
    "domestic_abuse": frozenset({"survivor"}),
    "bereavement": frozenset({"bereaved"}),
}
"""Groups a person belongs to by the need alone: who asks about caring is a carer."""

LANGUAGE_NAMES: dict[str, str] = {
    "en": "english",
    "ur": "urdu",
    "pa": "punjabi",
    "gu": "gujarati",
    "pl": "polish",
    "ro": "romanian",
    "ar": "arabic",
    "fa": "farsi",
    "bn": "bengali",
    "hi": "hindi",
    "ps": "pashto",
    "ku": "kurdish",
    "uk": "ukrainian",
    "ru": "russian",
    "so": "somali",
    "ti": "tigrinya",
    "zh": "chinese",
    "cs": "czech",
    "sk": "slovak",
    "hu": "hungarian",
    "lt": "lithuanian",
    "pt": "portuguese",
    "bfi": "british sign language",
}


@dataclass(frozen=True)
class Person:
    """What is known of the person the help is for; None and empty mean not known."""

    age: int | None = None
    age_group: str | None = None
    gender: str | None = None
    for_whom: str | None = None
    groups: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def ages(self) -> AgeRange | None:
        """The youngest and the oldest the person may be, or None when nothing is known."""
        if self.age is not None:
            return (self.age, self.age)
        return AGE_GROUPS.get(self.age_group or "") or WHOM_AGES.get(self.for_whom or "")


@dataclass(frozen=True)
class Fit:
    """The answer, in words why not, which facts are missing, and whether it is made for such a person."""

    answer: Answer
    why_not: str = ""
    missing: tuple[Fact, ...] = ()
    made_for: bool = False


def fit(rules: EligibilityRules, person: Person) -> Fit:
    """Hold a service's rules against what is known of a person.

    A "no" needs a fact that rules the person out; what is not known never does. ``made_for`` is true
    where a rule that keeps others out is known, by more than the need alone, to let this person in.
    """
    checks = (_age(rules, person), _gender(rules, person), _groups(rules, person))
    for check in checks:
        if check.answer == "no":
            return check
    missing = tuple(fact for check in checks for fact in check.missing)
    return Fit(
        "unknown" if missing else "yes", missing=missing, made_for=not missing and any(c.made_for for c in checks)
    )


def who_words(rules: EligibilityRules) -> str:
    """Who may use it, in words: "16 to 24 year olds", "Women aged 18 and over", "Carers"; "" when anyone."""
    ages = ages_words(rules)
    if rules.gender and ages:
        ages = f"aged {ages}" if not ages.startswith("under") else ages
    who = " ".join(part for part in ((rules.gender or "").capitalize(), ages) if part)
    if rules.for_whom:
        groups = _list_words([plural(group) for group in rules.for_whom])
        who = f"{who}: {groups}" if who else groups
    if not rules.gender and rules.minimum_age is not None and rules.maximum_age is None and ages:
        who = f"People aged {who}"
    who = who or rules.text
    if rules.excludes:
        not_for = "Not for " + _list_words([plural(group) for group in rules.excludes])
        who = f"{who}. {not_for}" if who else not_for
    return who[:1].upper() + who[1:]


def ages_words(rules: EligibilityRules) -> str:
    """The ages in words: "16 to 24 year olds", "55 and over", "under 18s"; "" when any."""
    low, high = rules.minimum_age or 0, rules.maximum_age
    if high is not None and high < OLDEST:
        if low == 0:
            return f"under {high + 1}s"
        if rules.gender:
            return f"{low} to {high}"
        return f"{low} to {high} year olds"
    return f"{low} and over" if low else ""


def speaks(languages: Iterable[str], language: str | None) -> bool | None:
    """Whether one of the languages (codes or names) is the one asked; None when that is not known."""
    spoken = {_language(name) for name in languages}
    if not language or not spoken:
        return None
    return _language(language) in spoken


def language_name(language: str) -> str:
    """A language (code or name) as it is written: "ur" and "urdu" give "Urdu"."""
    return " ".join(word.capitalize() for word in _language(language).split())


def beyond_needs(rules: EligibilityRules, needs: Iterable[str]) -> EligibilityRules:
    """The rules in short, without what the needs say already: that a carers' service is for carers."""
    implied = {group for need in needs for group in NEED_GROUPS.get(need, frozenset())}
    groups = tuple(group for group in rules.for_whom if _group(group) not in implied)
    return replace(rules, text="", excludes=(), for_whom=groups)


def narrow(rules: EligibilityRules) -> bool:
    """Whether many adults are not let in, so that it is worth a word even in a short text."""
    oldish = (rules.minimum_age or 0) > 18
    return bool(rules.gender or rules.for_whom or rules.maximum_age is not None or oldish)


def _language(name: str) -> str:
    folded = plain(name).casefold()
    return LANGUAGE_NAMES.get(folded, folded)


def _age(rules: EligibilityRules, person: Person) -> Fit:
    low = rules.minimum_age or 0
    high = OLDEST if rules.maximum_age is None else rules.maximum_age
    if (low, high) == (0, OLDEST):
        return Fit("yes")
    ages = person.ages
    if ages is None:
        return Fit("unknown", missing=("age",))
    youngest, oldest = ages
    if oldest < low or youngest > high:
        return Fit("no", why_not=f"It is for {ages_words(rules)}.")
    inside = low <= youngest and oldest <= high
    for_few = high < OLDEST or low >= 50
    return Fit("yes", made_for=for_few) if inside else Fit("unknown", missing=("age",))


def _gender(rules: EligibilityRules, person: Person) -> Fit:
    if rules.gender is None:
        return Fit("yes")
    known = GENDERS.get((person.gender or "").strip().casefold())
    if known is None:
        return Fit("unknown", missing=("gender",))
    if known != rules.gender:
        return Fit("no", why_not=f"It is for {rules.gender}.")
    return Fit("yes", made_for=True)


def _groups(rules: EligibilityRules, person: Person) -> Fit:
    said = {_group(group) for group in person.groups}
    implied = {group for need in person.needs for group in NEED_GROUPS.get(need, frozenset())}
    if person.for_whom == "child":
        said |= {"child", "parent", "family"}
    shut_out = _among(rules.excludes, said)
    if shut_out:
        return Fit("no", why_not=f"It is not for {_list_words([plural(group) for group in shut_out])}.")
    if not rules.for_whom:
        return Fit("yes")
    if _among(rules.for_whom, said | implied):
        return Fit("yes", made_for=bool(_among(rules.for_whom, said)))
    return Fit("unknown", missing=("for_whom",))


def _among(rule: Iterable[str], person: Collection[str]) -> list[str]:
    return [group for group in rule if _group(group) in person]


def _group(name: str) -> str:
    """The same group however it is written: "Carers" and "carer", "asylum seeker" and "asylum_seeker"."""
    folded = name.strip().casefold().replace(" ", "_").replace("-", "_")
    return folded[:-1] if folded.endswith("s") and len(folded) > 3 else folded


def plural(group: str) -> str:
    """A group in words: "carer" gives "carers"; phrases stay as they are."""
    words = group.replace("_", " ").strip()
    irregular = {
        "young person": "young people",
        "older person": "older people",
        "family": "families",
        "child": "children",
        "disabled": "disabled people",
        "bereaved": "bereaved people",
        "pregnant": "pregnant women",
        "autistic": "autistic people",
        "homeless": "homeless people",
        "learning disability": "people with a learning disability",
    }
    if words in irregular:
        return irregular[words]
    return words if (" " in words and not words.endswith(("er", "or", "nt"))) or words.endswith("s") else f"{words}s"


def _list_words(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
