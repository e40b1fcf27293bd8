"""How many segments the network bills for a text, and in which alphabet it sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from bot.messages.gsm import EXTENSION, is_gsm

Encoding = Literal["GSM-7", "UCS-2"]

# 3GPP TS 23.040: 140 octets a segment, less a six-octet header in each part of a longer message.
GSM_SINGLE: Final = 160
GSM_PART: Final = 153
UCS2_SINGLE: Final = 70
UCS2_PART: Final = 67

# A two-unit character is drawn as a mark and a filler, so that a cut between them can be seen.
_MARK: Final = "\ue000"
_TWO_UNITS: Final = _MARK + "."
_GSM_PAIRS: Final = re.compile(f"[{re.escape(EXTENSION)}]")
_UCS2_PAIRS: Final = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Segments:
    """What one message costs: its encoding, the segments billed, and its length in that encoding's units
    (septets for GSM-7, 16-bit units for UCS-2)."""

    encoding: Encoding
    segments: int
    units: int


def count(text: str) -> Segments:
    """Count a text as the network bills it.

    A two-unit character (an escaped one in GSM-7, a surrogate pair in UCS-2) is never split over two
    segments: one that would be moves to the next, and the unit left behind is paid for.
    """
    if is_gsm(text):
        return _count(text, "GSM-7", _GSM_PAIRS, GSM_SINGLE, GSM_PART)
    return _count(text.replace(_MARK, "."), "UCS-2", _UCS2_PAIRS, UCS2_SINGLE, UCS2_PART)


def _count(text: str, encoding: Encoding, pairs: re.Pattern[str], single: int, part: int) -> Segments:
    drawn, pair_count = pairs.subn(_TWO_UNITS, text)
    length = len(drawn)
    if length <= single:
        return Segments(encoding, 1, length)
    if not pair_count:
        return Segments(encoding, -(-length // part), length)
    start, segments = 0, 1
    while length - start > part:
        end = start + part
        start = end - 1 if drawn[end - 1] == _MARK else end
        segments += 1
    return Segments(encoding, segments, length)
