import pytest

from bot.messages.gsm import BASIC, EXTENSION, NotGsmError, is_gsm, require_gsm, to_gsm, units


def test_the_alphabet_has_its_128_places_and_ten_more_behind_the_escape() -> None:
    assert len(BASIC) == len(set(BASIC)) == 128
    assert len(EXTENSION) == 10


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("it\u2019s \u201cfree\u201d", 'it\'s "free"'),
        ("9am \u2013 5pm \u2014 daily", "9am - 5pm - daily"),
        ("\u2022 food", "- food"),
        ("wait\u2026", "wait..."),
        ("caf\u00e9 \u00e7a va na\u00efve", "café ca va naive"),
        ("cafe\u0301", "café"),
        ("Łódź, Đặng, Œuvre", "Lodz, Dang, OEuvre"),
        ("\u00a35\u00a0each", "£5 each"),
        ("\ufb01ve \u00bd hour", "five 1/2 hour"),
        ("line\r\nline\ttab", "line\nline tab"),
        ("zero\u200bwidth", "zerowidth"),
        ("\uff10\uff18\uff10\uff10", "0800"),
        ("a\x00b\x1bc", "abc"),
    ],
)
def test_a_character_with_a_plain_form_takes_it(text: str, plain: str) -> None:
    assert require_gsm(text) == plain
    assert to_gsm(text) == plain


def test_our_own_words_fail_on_a_character_without_a_plain_form() -> None:
    with pytest.raises(NotGsmError, match="THUMBS UP SIGN") as caught:
        require_gsm("Well done \U0001f44d")
    assert caught.value.characters == "\U0001f44d"


def test_a_listing_loses_signs_and_shows_foreign_letters_as_one_question_mark() -> None:
    assert to_gsm("Tea \u2615\ufe0f club") == "Tea  club"
    assert to_gsm("\u0645\u062f\u062f Madad") == "? Madad"


def test_the_small_c_cedilla_is_not_in_the_alphabet_though_the_capital_is() -> None:
    assert is_gsm("Ç") and not is_gsm("ç")


def test_an_extended_character_costs_two_units() -> None:
    assert units("a€[") == 5
    with pytest.raises(NotGsmError):
        units("ÿ")
