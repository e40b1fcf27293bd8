"""Reading short replies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.choices import (
    FILLERS,
    read_dropped_needs,
    read_named_needs,
    read_numbers,
    read_numbers_beside_a_place,
    read_picked_needs,
    read_yes_no,
)
from directory.needs import SLUGS


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        ("1 and 3", (1, 3)),
        ("1&2", (1, 2)),
        ("2, 3.", (2, 3)),
        ("12", (1, 2)),
        ("no 2", (2,)),
        ("number one please", (1,)),
        ("2nd one", (2,)),
        ("the first one", (1,)),
        ("first and third", (1, 3)),
        ("the last one", (3,)),
        ("both", (1, 2, 3)),
        ("all of them", (1, 2, 3)),
        ("3 3 3", (3,)),
        ("9", (9,)),
    ],
)
def test_a_choice_from_a_list_of_three(text: str, numbers: tuple[int, ...]) -> None:
    assert read_numbers(text, count=3) == numbers


@pytest.mark.parametrize(
    "text", ["", "yes", "my rent", "i have 2 kids and no food", "3 months behind with rent", "please", "07700 900123"]
)
def test_what_is_no_choice(text: str) -> None:
    assert read_numbers(text, count=3) is None


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.sampled_from([" ", ", ", " and ", "&", "+", "/", "\n"]))
def test_any_row_of_numbers_is_read_in_its_order_each_once(numbers: list[int], between: str) -> None:
    text = between.join(str(n) for n in numbers)
    assert read_numbers(text, count=9) == tuple(dict.fromkeys(numbers))


@given(st.integers(1, 5), st.lists(st.sampled_from(sorted(FILLERS - {"one", "first", "no", "&"})), max_size=3))
def test_small_words_around_a_number_change_nothing(number: int, around: list[str]) -> None:
    assert read_numbers(" ".join([*around, str(number), *around]), count=5) == (number,)


@given(st.text(max_size=80), st.integers(1, 5))
def test_whatever_is_read_is_a_row_of_small_numbers_without_repeats(text: str, count: int) -> None:
    found = read_numbers(text, count=count)
    if found is not None:
        assert found and all(1 <= n <= 9 for n in found)
        assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1 and 3, roman road", (1, 3)),
        ("2. im with st georges surgery", (2,)),
        ("all bb3", (1, 2, 3)),
        ("roman road docs", None),
        ("bb1 6ph", None),
    ],
)
def test_a_choice_beside_a_place(text: str, numbers: tuple[int, ...] | None) -> None:
    assert read_numbers_beside_a_place(text, count=3) == numbers


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("no, not debt", ("debt",)),
        ("forget the rent", ("housing",)),
        ("not the rent or the debt", ("debt", "housing")),
        ("not debt, just the rent", ("debt",)),
        ("debt", ()),
        ("i am not ok", ()),
    ],
)
def test_needs_taken_back(text: str, needs: tuple[str, ...]) -> None:
    assert read_dropped_needs(text, ("debt", "housing")) == needs


def test_needs_picked_by_name_come_in_the_order_offered() -> None:
    assert read_picked_needs("rent then debt", ("debt", "housing", "food"), ()) == ("debt", "housing")


@given(st.text(max_size=120), st.lists(st.sampled_from(SLUGS), unique=True, max_size=4))
def test_only_offered_needs_are_ever_picked_or_taken_back(text: str, offered: list[str]) -> None:
    assert set(read_picked_needs(text, offered, ())) <= set(offered)
    assert set(read_dropped_needs(text, offered)) <= set(offered)


@pytest.mark.parametrize("text", ["yes", "Y", "yeah ok", "aye", "yes please", "ok then", "go on"])
def test_a_yes(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["no", "nah", "no thanks", "not now", "id rather not", "dont"])
def test_a_no(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    ["", "maybe", "dont know", "don't know", "not sure", "yes no", "no idea what that means but ok", "my rent", "1"],
)
def test_neither(text: str) -> None:
    assert read_yes_no(text) is None


def test_a_need_is_named_by_a_word_of_its_own_in_a_short_reply_only() -> None:
    assert read_named_needs("the mortgage and the drinking", besides=("substance_misuse",)) == ("housing",)
    assert read_named_needs("the mortgage has been on my mind for such a very long time now", besides=()) == ()
