"""Every row of every danger table is tried with the message it must catch and the one it must leave alone."""

import pytest

from bot.safety.rules import BadRuleError, Rule, all_rules, concerns, english, exclusions, foreign, read_table, speller
from bot.safety.screening import by_patterns
from bot.safety.text import normalise


def named(rules: tuple[Rule, ...]) -> list[object]:
    return [pytest.param(rule, id=rule.id) for rule in rules]


@pytest.mark.parametrize("rule", named(english() + foreign()))
def test_a_danger_row_catches_its_example_and_says_so(rule: Rule) -> None:
    decision = by_patterns(rule.example)

    assert rule.id in decision.why
    assert decision.is_danger or rule.kind == "homeless_tonight"


@pytest.mark.parametrize("rule", named(english() + foreign()))
def test_a_danger_row_leaves_its_counter_example_alone(rule: Rule) -> None:
    assert not by_patterns(rule.counter).is_danger


@pytest.mark.parametrize("rule", named(exclusions()))
def test_an_exclusion_takes_its_words_out_of_what_is_read(rule: Rule) -> None:
    assert rule.pattern.search(normalise(rule.example, speller()))
    assert not by_patterns(rule.example).is_danger


@pytest.mark.parametrize("rule", named(exclusions()))
def test_an_exclusion_never_hides_a_danger_beside_it(rule: Rule) -> None:
    assert by_patterns(rule.counter).is_danger


@pytest.mark.parametrize("rule", named(concerns()))
def test_distress_is_a_concern_and_its_counter_example_is_not(rule: Rule) -> None:
    assert by_patterns(rule.example).response == "concern"
    assert by_patterns(rule.counter).response == "none"


def test_every_rule_has_a_name_of_its_own() -> None:
    names = [rule.id for rule in all_rules()]

    assert len(names) == len(set(names))


def test_a_row_without_an_example_is_refused_by_name(tmp_path) -> None:
    table = tmp_path / "broken.toml"
    table.write_text('rows = [{id="half", kind="suicide", pattern="x"}]')

    with pytest.raises(BadRuleError, match=r"broken\.half"):
        read_table(table)
