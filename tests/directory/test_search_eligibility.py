"""Whether a service is for this person: yes, no and why, or not known."""

from __future__ import annotations

import pytest

from directory.documents import EligibilityRules
from directory.eligibility import Answer, Person, fit, speaks, who_words

YOUNG = EligibilityRules(minimum_age=16, maximum_age=24)
OLDER = EligibilityRules(minimum_age=55)
CHILDREN = EligibilityRules(maximum_age=17)
WOMEN = EligibilityRules(gender="women")
CARERS = EligibilityRules(for_whom=("carer",))

CASES: dict[str, tuple[EligibilityRules, Person, Answer]] = {
    "no rule lets anyone in": (EligibilityRules(), Person(), "yes"),
    "an age not known": (YOUNG, Person(), "unknown"),
    "the youngest age let in": (YOUNG, Person(age=16), "yes"),
    "the oldest age let in": (YOUNG, Person(age=24), "yes"),
    "a year too young": (YOUNG, Person(age=15), "no"),
    "a year too old": (YOUNG, Person(age=25), "no"),
    "a group that lies inside": (YOUNG, Person(age_group="16_17"), "yes"),
    "a group that lies outside": (YOUNG, Person(age_group="under16"), "no"),
    "a group that lies across": (EligibilityRules(minimum_age=50), Person(age_group="25_54"), "unknown"),
    "an age outranks a group": (OLDER, Person(age=60, age_group="25_54"), "yes"),
    "55 and over": (OLDER, Person(age_group="55_plus"), "yes"),
    "for my child": (CHILDREN, Person(for_whom="child"), "yes"),
    "for another adult": (CHILDREN, Person(for_whom="adult"), "no"),
    "gender not known": (WOMEN, Person(), "unknown"),
    "gender said as no rule knows": (WOMEN, Person(gender="non-binary"), "unknown"),
    "a woman": (WOMEN, Person(gender="Woman"), "yes"),
    "a man": (WOMEN, Person(gender="male"), "no"),
    "a carer who said so": (CARERS, Person(groups=("Carers",)), "yes"),
    "a carer by the need": (CARERS, Person(needs=("caring",)), "yes"),
    "nobody said carer": (CARERS, Person(), "unknown"),
    "excluded": (EligibilityRules(excludes=("students",)), Person(groups=("student",)), "no"),
    "not among the excluded": (EligibilityRules(excludes=("students",)), Person(), "yes"),
}


@pytest.mark.parametrize(("rules", "person", "answer"), CASES.values(), ids=CASES.keys())
def test_the_rules_answer_yes_no_or_not_known(rules: EligibilityRules, person: Person, answer: Answer) -> None:
    assert fit(rules, person).answer == answer


def test_a_no_says_why() -> None:
    assert fit(YOUNG, Person(age=40)).why_not == "It is for 16 to 24 year olds."
    assert fit(WOMEN, Person(gender="man")).why_not == "It is for women."


def test_an_unknown_names_the_facts_that_would_settle_it() -> None:
    rules = EligibilityRules(minimum_age=18, gender="women", for_whom=("carer",))
    assert fit(rules, Person()).missing == ("age", "gender", "for_whom")


WORDS = {
    "16 to 24 year olds": YOUNG,
    "People aged 55 and over": OLDER,
    "Under 18s": CHILDREN,
    "Women": WOMEN,
    "Women aged 18 and over": EligibilityRules(minimum_age=18, gender="women"),
    "Women aged 18 to 30": EligibilityRules(minimum_age=18, maximum_age=30, gender="women"),
    "Carers": CARERS,
    "Carers and young people": EligibilityRules(for_whom=("carer", "young_person")),
    "Asylum seekers": EligibilityRules(for_whom=("asylum_seeker",)),
    "People aged 18 and over. Not for students": EligibilityRules(minimum_age=18, excludes=("student",)),
    "Anyone on a low income": EligibilityRules(text="Anyone on a low income"),
    "": EligibilityRules(),
}


@pytest.mark.parametrize(("words", "rules"), WORDS.items())
def test_who_it_is_for_is_said_in_words(words: str, rules: EligibilityRules) -> None:
    assert who_words(rules) == words


def test_a_language_is_the_same_by_code_and_by_name() -> None:
    assert speaks(["Urdu", "English"], "ur") is True
    assert speaks(["English"], "Polish") is False
    assert speaks([], "Polish") is None
