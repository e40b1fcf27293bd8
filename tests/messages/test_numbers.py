import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.numbers import (
    NotAPhoneNumberError,
    NotAUkMobileError,
    find_numbers,
    mask,
    parse,
    uk_mobile,
)

WRITTEN = [
    "07700900123",
    "07700 900123",
    "07700 900 123",
    "07700-900-123",
    "07700.900.123",
    "(07700) 900123",
    "0 7 7 0 0 9 0 0 1 2 3",
    "+447700900123",
    "+44 7700 900123",
    "+44 (0)7700 900 123",
    "+44 07700 900123",
    "0044 7700 900123",
    "00447700900123",
    "447700900123",
    "7700900123",
    "7700 900123",
    "o7700 900123",
    "٠٧٧٠٠ ٩٠٠١٢٣",
]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_uk_mobile_is_read_however_it_is_written(written: str) -> None:
    assert uk_mobile(written) == "+447700900123"


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_in_a_text_is_masked_however_it_is_written(written: str) -> None:
    assert mask(f"ring me on {written} after 5") == "ring me on [number] after 5"
    assert mask(f"my number is {written}.") == "my number is [number]."
    assert mask(written) == "[number]"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("07700 900123", "mobile"),
        ("01632 960123", "landline"),
        ("020 7946 0123", "landline"),
        ("0808 157 0192", "other"),
        ("+92 300 1234567", "not_uk"),
        ("0048 512 345 678", "not_uk"),
    ],
)
def test_each_kind_of_number_is_told_apart(written: str, kind: str) -> None:
    assert parse(written).kind == kind


@pytest.mark.parametrize("written", ["01632 960123", "+92 300 1234567", "0808 157 0192"])
def test_a_number_that_cannot_be_texted_is_refused_by_its_kind(written: str) -> None:
    with pytest.raises(NotAUkMobileError):
        uk_mobile(written)


@pytest.mark.parametrize("written", ["", "hello", "999", "12", "0770090012", "07700 900123 ring me", "BB1 6PH"])
def test_anything_but_one_whole_number_is_no_number(written: str) -> None:
    with pytest.raises(NotAPhoneNumberError):
        parse(written)


def test_neither_an_error_nor_a_printed_number_tells_the_number() -> None:
    with pytest.raises(NotAPhoneNumberError) as caught:
        parse("07700 900123 x")
    assert "900123" not in str(caught.value)
    assert repr(parse("07700 900123")) == "PhoneNumber(...0123, mobile)"


@pytest.mark.parametrize(
    "text",
    [
        "im in bb1 6ph",
        "BB2 3AA and BB3 1AB",
        "i owe £1,200.50 and 300 a month",
        "i owe £07000000000",
        "rent is 450.00 since 01/02/2024",
        "born 01.02.1950 aged 76",
        "court on 01-02-2027 10:30",
        "court on 01.02.2027 10.30",
        "court on 01.02.27 10.30",
        "born 7/7/77 and 01/12/2001",
        "im 42 with 3 kids 7 9 and 11",
        "1 and 3",
        "ring 999 or 111 or 116 123",
        "between 9 and 5, 10 to 12, room 101",
        "2026-11-24 14:30",
        "0",
        "no numbers here",
    ],
)
def test_postcodes_money_dates_and_ages_are_left_alone(text: str) -> None:
    assert mask(text) == text


def test_two_numbers_side_by_side_are_both_masked() -> None:
    assert mask("07700 900123 07700 900456") == "[number] [number]"
    assert mask("07700900123,07700900456 or +92 300 1234567") == "[number],[number] or [number]"


def test_a_better_number_is_found_inside_a_sentence() -> None:
    found = find_numbers("no, ring my sister on 07700 900456 pls")
    assert [number.e164 for number in found] == ["+447700900456"]
    assert found[0].last_four == "0456"


@given(
    last=st.integers(0, 999),
    start=st.sampled_from(["0", "+44", "0044 ", "+44 (0)"]),
    gap=st.sampled_from([" ", "-", ".", "  "]),
    after=st.sets(st.integers(0, 8)),
)
def test_however_the_digits_are_spaced_none_of_a_mobile_survives(
    last: int, start: str, gap: str, after: set[int]
) -> None:
    digits = f"7700900{last:03}"
    written = start + "".join(digit + gap * (place in after) for place, digit in enumerate(digits))
    assert mask(f"call {written} please") == "call [number] please"


@given(st.text(alphabet="0123456789 +-./()£abBxo,", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert mask(mask(text)) == mask(text)
