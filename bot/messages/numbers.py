"""What a phone number is, whether it is a UK mobile, and how to take numbers out of a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal, NewType

import phonenumbers

E164 = NewType("E164", str)
Kind = Literal["mobile", "landline", "other", "not_uk"]

MASKED: Final = "[number]"

# Ofcom keeps these for drama; a demonstration and its tests use them as if they were in service.
_DRAMA_MOBILE: Final = re.compile(r"7700900\d{3}")
_DRAMA_LANDLINE: Final = re.compile(r"(1632960|20794(60)|1134960|1144960|1214960|1314960|1414960|1614960)\d{3}")

_KINDS: Final[dict[int, Kind]] = {
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE: "landline",
}


class NotAPhoneNumberError(ValueError):
    """The text is not one whole phone number."""

    def __init__(self) -> None:
        # The text itself stays out of the sentence: errors are logged, numbers never are.
        super().__init__("This is not a phone number.")


class NotAUkMobileError(ValueError):
    """The number is no UK mobile, so it cannot be texted."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__(f"This is not a UK mobile number (it is {kind.replace('_', ' ')}).")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A whole phone number. `kind` "other" is a UK number of another sort: freephone, pager, personal."""

    e164: E164
    kind: Kind

    def __repr__(self) -> str:
        """Show no more than the staff site may show."""
        return f"PhoneNumber(...{self.last_four}, {self.kind})"

    @property
    def last_four(self) -> str:
        """The last four digits, all that staff see of a number until they ask for it."""
        return self.e164[-4:]


def parse(text: str) -> PhoneNumber:
    """Read one number as people write it: spaces, dots, +44, 0044, 44 without the plus.

    Raises NotAPhoneNumberError when the text is anything more or less than a number.
    """
    written = _ascii_digits(text).strip()
    if not _WHOLE.fullmatch(written):
        raise NotAPhoneNumberError
    digits = re.sub(r"[^\d+]", "", re.sub(r"^[oO]", "0", written).replace("(0)", ""))
    if re.fullmatch(r"44[1-9]\d{9}", digits):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(re.sub(r"^00", "+", digits), "GB")
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumberError from None
    kind = _kind(number)
    if kind is None:
        raise NotAPhoneNumberError
    return PhoneNumber(E164(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)), kind)


def uk_mobile(text: str) -> E164:
    """The number as +447..., ready to be texted.

    Raises NotAPhoneNumberError, or NotAUkMobileError for a landline, a foreign number or another kind.
    """
    number = parse(text)
    if number.kind != "mobile":
        raise NotAUkMobileError(number.kind)
    return number.e164


def find_numbers(text: str) -> tuple[PhoneNumber, ...]:
    """The phone numbers in a free text, in order ("ring my sister on 07700 900123 instead")."""
    found: list[PhoneNumber] = []
    for match in _matches(text):
        try:
            found.append(parse(match.group()))
        except NotAPhoneNumberError:
            continue
    return tuple(found)


def mask(text: str) -> str:
    """The text with each phone number replaced by `[number]`.

    Whatever has a phone number's shape goes, valid or not; postcodes, money, dates, ages and the short
    numbers of the emergency services stay.
    """
    pieces: list[str] = []
    end = 0
    for match in _matches(text):
        pieces += [text[end : match.start()], MASKED]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _matches(text: str) -> list[re.Match[str]]:
    return [match for match in _IN_TEXT.finditer(_ascii_digits(text)) if match["date"] is None]


def _kind(number: phonenumbers.PhoneNumber) -> Kind | None:
    if number.country_code != 44:
        return "not_uk" if phonenumbers.is_possible_number(number) else None
    national = str(number.national_number)
    if _DRAMA_MOBILE.fullmatch(national):
        return "mobile"
    if _DRAMA_LANDLINE.fullmatch(national):
        return "landline"
    if not phonenumbers.is_valid_number(number):
        return None
    return _KINDS.get(phonenumbers.number_type(number), "other")


def _ascii_digits(text: str) -> str:
    """The text, as long as before, with the digits of every script as 0 to 9 and a wide plus as "+"."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else "+" if c == "＋" else c for c in text)


# Between two digits of one number: nothing, or up to three of these.
_GAP: Final = r"[ .\-/()\u00a0\u2009\u202f\u2010-\u2013]{0,3}"
_DAY_MONTH: Final = r"(?:0?[1-9]|[12]\d|3[01])(?P<between>[./\-])(?:0?[1-9]|1[0-2])(?P=between)"
_DATE: Final = rf"{_DAY_MONTH}(?:(?:19|20)\d\d|\d\d)(?![./\-]?\d)"
_UK: Final = rf"(?:\+{_GAP}44|00{_GAP}44|44){_GAP}(?:\(0\){_GAP}|0{_GAP})?[1-9](?:{_GAP}\d){{8,9}}"
_NATIONAL: Final = rf"\(?[0oO](?:{_GAP}\d){{9,10}}"
_NO_ZERO: Final = r"7\d{3}[ ]?\d{6}"
_FOREIGN: Final = rf"(?:\+|00){_GAP}[1-9](?:{_GAP}\d){{7,13}}"
_SHAPE: Final = rf"(?:{_UK}|{_NATIONAL}|{_NO_ZERO}|{_FOREIGN})"
# A date is matched first, and passed over, so that no part of it can begin a number.
_IN_TEXT: Final = re.compile(rf"(?<![\w£$€+])(?:(?P<date>{_DATE})|{_SHAPE}(?!\d))")
_WHOLE: Final = re.compile(rf"\(?{_SHAPE}|0800{_GAP}1111")
