"""Which characters the GSM-7 alphabet holds, what each costs, and the plain form of those it lacks."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# 3GPP TS 23.038, section 6.2.1: the default alphabet in code order (0x1B, the escape, in its place).
BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Section 6.2.1.1: the extension table; each of these is sent as the escape and a second septet.
EXTENSION: Final = "\f^{}\\[~]|€"

# Control characters the alphabet has but no message of ours may hold.
_CONTROLS: Final = "\x1b\r\f"

_PLAIN_PAIRS: Final[dict[str, str]] = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc\u02b9\u02bb\u2039\u203a\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"
    "\u2022\u2023\u25e6\u2043\u2219\u00b7\u25cf\u25cb\u25aa\u25ab\u25a0\u2027\u30fb",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "": "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f\u00ae\u00a9\u2122\u200e\u200f",
    "\n": "\u2028\u2029\x0b\x85\f",
    "...": "\u2026",
    "x": "\u00d7",
    "/": "\u00f7\u2044\u2215",
    "OE": "\u0152",
    "oe": "\u0153",
    "L": "\u0141",
    "l": "\u0142",
    "D": "\u0110\u00d0",
    "d": "\u0111\u00f0",
    "Th": "\u00de",
    "th": "\u00fe",
    "H": "\u0126",
    "h": "\u0127",
    "i": "\u0131",
    " degrees": "\u00b0",
    "SS": "\u1e9e",
    "<=": "\u2264",
    ">=": "\u2265",
}
_PLAIN: Final[dict[str, str]] = {odd: plain for plain, odds in _PLAIN_PAIRS.items() for odd in odds}

_ALL_GSM: Final = re.compile(f"[{re.escape(BASIC + EXTENSION)}]*")
_EXTENDED: Final = re.compile(f"[{re.escape(EXTENSION)}]")
_SENDABLE: Final = frozenset(BASIC + EXTENSION) - frozenset(_CONTROLS)


class NotGsmError(ValueError):
    """A text holds characters that GSM-7 lacks and that have no plain form."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        named = ", ".join(f"{c!r} ({unicodedata.name(c, 'no name')})" for c in characters)
        super().__init__(f"These characters cannot be sent as GSM-7 and have no plain form: {named}.")


def is_gsm(text: str) -> bool:
    """Whether every character of the text is in the GSM-7 alphabet or its extension table."""
    return _ALL_GSM.fullmatch(text) is not None


def units(text: str) -> int:
    """How many septets a GSM-7 text takes; a character of the extension table takes two.

    Raises NotGsmError when the text is not GSM-7.
    """
    if not is_gsm(text):
        raise NotGsmError("".join(sorted(set(text) - frozenset(BASIC + EXTENSION))))
    return len(text) + len(_EXTENDED.findall(text))


def require_gsm(text: str) -> str:
    """The text in its plain form, for our own words; raises NotGsmError naming what has no plain form."""
    plain = _plain(text)
    if lost := sorted(set(plain) - _SENDABLE):
        raise NotGsmError("".join(lost))
    return plain


def to_gsm(text: str, *, unknown: str = "?") -> str:
    """The text in plain form, for listings: signs are left out, a run of foreign letters becomes `unknown`.

    A listing is written by others, so it must never keep a reply from going out.
    """
    kept: list[str] = []
    for char in _plain(text):
        if char in _SENDABLE:
            kept.append(char)
        elif unicodedata.category(char)[0] in "LN" and not (kept and kept[-1] == unknown):
            kept.append(unknown)
    return "".join(kept)


def _plain(text: str) -> str:
    """Every character with a plain form in that form; the others as they are."""
    if is_gsm(text) and not any(c in text for c in _CONTROLS):
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(_plain_character(char) for char in text)


def _plain_character(char: str) -> str:
    """One character's plain form: from the table, else with its accents or its styling taken off."""
    if char in _SENDABLE:
        return char
    if (plain := _PLAIN.get(char)) is not None:
        return plain
    if unicodedata.category(char) in ("Cc", "Cf"):
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    bare = "".join(_PLAIN.get(c, c) for c in bare)
    return bare if bare and set(bare) <= _SENDABLE else char
