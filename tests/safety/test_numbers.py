"""Every phone number in our texts is in the table, with its source and its next check."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import tomllib

from bot.safety.numbers import digits, numbers, numbers_in, overdue, unknown_numbers

ROOT = Path(__file__).parents[2] / "bot"
FILES = [ROOT / "safety" / "words.toml", ROOT / "safety" / "languages.toml", ROOT / "messages" / "words.toml"]


def sentences(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from sentences(part)
    elif isinstance(value, list):
        for part in value:
            yield from sentences(part)


@pytest.mark.parametrize("path", [path for path in FILES if path.exists()], ids=lambda path: f"{path.parent.name}")
def test_every_number_in_our_words_is_in_the_table(path: Path) -> None:
    told = [sentence for sentence in sentences(tomllib.loads(path.read_text(encoding="utf-8"))) if numbers_in(sentence)]

    assert told
    assert {number for sentence in told for number in unknown_numbers(sentence)} == set()


def test_each_number_stands_once_with_source_and_next_check() -> None:
    table = numbers()

    assert len({number.digits for number in table}) == len(table)
    assert all(number.source and number.next_check and number.name for number in table)


def test_a_number_nobody_has_checked_is_overdue() -> None:
    assert {number.digits for number in overdue(date(2026, 11, 21))} >= {"999", "116123"}


def test_numbers_are_found_in_a_sentence_and_dates_are_not() -> None:
    assert numbers_in("Ring 01254 666400, weekdays 8.45 to 5, or text 85258.") == ("01254666400", "85258")
    assert numbers_in("Free, 9 to 5. It costs 10p.") == ()


def test_an_unknown_number_is_reported() -> None:
    assert unknown_numbers("ring 01632 960123") == ("01632960123",)
    assert digits("0800 58 58 58") == "0800585858"
