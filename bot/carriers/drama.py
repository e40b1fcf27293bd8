"""Ofcom's numbers for drama, and the few on which the simulated network misbehaves on purpose.

Source: Ofcom, "Telephone numbers for use in TV and radio drama programmes": mobiles
07700 900000 to 900999. No real person can have one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TYPED = re.compile(r"(?:\+?44|0044|0)(7700900\d{3})")


@dataclass(frozen=True)
class Fault:
    """What the simulated network does with a text to one number.

    `code` refuses it; `busy` says "later" that many times first; `lost_answer` takes it and never
    answers; `statuses` are the words reported; `slow` multiplies the time between them.
    """

    words: str
    code: int | None = None
    busy: int = 0
    lost_answer: bool = False
    statuses: tuple[str, ...] = ("sent", "delivered")
    status_code: int | None = None
    slow: float = 1.0


NORMAL = Fault("works")

FAULTS = {
    "+447700900610": Fault("has opted out with the network", code=21610),
    "+447700900611": Fault("is not a number", code=21211),
    "+447700900614": Fault("is not a mobile", code=21614),
    "+447700900408": Fault("its texts arrive, but the carrier's answer is lost", lost_answer=True),
    "+447700900409": Fault("the carrier's answer is lost, and no report comes", lost_answer=True, statuses=()),
    "+447700900429": Fault("the carrier is busy twice, then takes the text", busy=2),
    "+447700900503": Fault("the carrier is always busy", busy=1_000_000),
    "+447700900300": Fault("is slow: delivery takes ten times as long", slow=10.0),
    "+447700900303": Fault("is switched off", statuses=("sent", "undelivered"), status_code=30003),
    "+447700900305": Fault("is out of service", statuses=("sent", "undelivered"), status_code=30005),
}


def parse(typed: str) -> str | None:
    """The E.164 form of a drama mobile as people type it, or None for any other number."""
    found = _TYPED.fullmatch(re.sub(r"[\s().-]", "", typed))
    return f"+44{found.group(1)}" if found else None


def shown(number: str) -> str:
    """A drama mobile as people read it: 07700 900123."""
    return f"07700 900{number[-3:]}"
