"""Cuts a text into words and knows the words that stand around a place name and say what is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Surgeries: the word itself, what may directly follow a name, being on a surgery's books, being "with" one.
SURGERY = _set("surgery surgeries surgry docs doctors doctor drs dr gp gps practice clinic medical hc")
BEHIND = SURGERY | {"health", "healthcare"}
ENROLLED = _set("registered register reg patient patients")
WITH = _set("with under go goes use belong see")
SMALL = _set("at is in the with its from near to of name my on over called a im for and")

# What may stand around a name without adding to it, so that the message is "nothing but" that name.
_POLITE = _set("hi hello hey ok yes yeah pls please thanks thank you ta sorry think um er hiya xx x")
_SPEAKER = _set("i im am my is it its the at with a to go we me us our be by one that id ive iam")
FILLER_PRACTICE = (
    BEHIND
    | ENROLLED
    | _POLITE
    | _SPEAKER
    | _set("centre under belong use see blackburn lancashire called name for darwen")
)
FILLER_TOWN = (
    _POLITE
    | _SPEAKER
    | _set("in live living from near on area town round around based of just here lancashire lancs blackburn")
    | _set("darwen stay staying estate side way postcode house flat uk england new")
)

# Living somewhere, and words that say the place is somebody else's, past, or only visited.
NEAR = _set("in from near round around at live nr outside area inn frm")
ON = _set("on off near live nr in at")
SELF = _set("i im am iam we were are live living stay staying moved move based us house flat home lives")
OTHERS = (
    _set("lives works work working job jobs hospital college uni university school prison mum dad son")
    | _set("daughter sister brother friend friends mate family born used originally go going goes went trip")
    | _set("holiday visit train bus court appointment met mother father nan cousin left husband wife ex")
    | _set("partner moved moving")
)

# A name followed by one of these is a street, a church or a building and no surgery, or no town.
_NAMED_AFTER = _set("way park of building society day hall church school")
TOWN_STREETISH = _set(
    "road st lane avenue drive close crescent grove cross flag hospital primary nursery academy pub"
) | _set("hotel chapel castle rovers old new dog infirmary college uni library high")
STREETISH = TOWN_STREETISH | _NAMED_AFTER

_SAME = {
    "rd": "road",
    "street": "st",
    "saint": "st",
    "center": "centre",
    "ctr": "centre",
    "centr": "centre",
    "lt": "little",
    "prac": "practice",
    "practise": "practice",
    "med": "medical",
    "hlth": "health",
}
_JOINING = _set("n and but cos cus coz because")
_STOPS = frozenset(",.;:!?\n")
_WORD = re.compile(r"[a-z0-9]+(?:['.][a-z0-9]+)*")


@dataclass(frozen=True)
class Words:
    """A text cut into words: lower case, apostrophes gone, short forms spelt one way.

    `spans` are their places in the text; `clauses` number them by the clause they stand in.
    """

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    clauses: tuple[int, ...]

    @classmethod
    def read(cls, text: str) -> Words:
        """Cut a text; letters outside ASCII only part words."""
        plain = "".join(c.lower() if c.isascii() else "'" if c in "‘’ʼ`" else c for c in text)
        words: list[str] = []
        spans: list[tuple[int, int]] = []
        clauses: list[int] = []
        clause = 0
        for hit in _WORD.finditer(plain):
            word = hit[0].replace("'", "").replace(".", "")
            gap = plain[spans[-1][1] : hit.start()] if spans else ""
            clause += word in _JOINING or bool(_STOPS.intersection(gap))
            words.append(_SAME.get(word, word))
            spans.append(hit.span())
            clauses.append(clause)
            clause += word in _JOINING
        return cls(tuple(words), tuple(spans), tuple(clauses))

    def before(self, start: int, many: int) -> tuple[str, ...]:
        """Up to `many` words before word `start`."""
        return self.words[max(0, start - many) : start]

    def after(self, end: int) -> str:
        """The word that follows, or an empty one at the end."""
        return self.words[end] if end < len(self.words) else ""

    def is_clause(self, start: int, end: int, filler: frozenset[str]) -> bool:
        """Whether nothing but filler stands around words start to end, up to a comma, stop or "and"."""
        first, last = start, end
        while first and self.clauses[first - 1] == self.clauses[start]:
            first -= 1
        while last < len(self.words) and self.clauses[last] == self.clauses[start]:
            last += 1
        return all(w in filler for w in (*self.words[first:start], *self.words[end:last]))

    def is_all(self, start: int, end: int, filler: frozenset[str]) -> bool:
        """Whether nothing but filler stands around words start to end."""
        return all(w in filler for w in (*self.words[:start], *self.words[end:]))
