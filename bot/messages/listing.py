"""How a service is put into a text: one line of a list, or all its details."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.messages.gsm import to_gsm
from bot.messages.pack import Line, Piece, line
from bot.messages.words import words

Card = Mapping[str, Any]
"""A service as directory.cards.Card.as_json() gives it; a field that is missing counts as not known."""

# What gives way first in a list. The name, one way to reach it and "not checked" never do.
NOTE, WHY, OPENING, SECOND_WAY, HINT, NOT_COVERED, DOES = range(7)
# And in the details of one service.
D_HINT, D_EMAIL, D_WEBSITE, D_COST, D_APPLY, D_DOES, D_BRING, D_WHO, D_ADDRESS, D_HOURS = range(10)

_LONGEST: Final = {
    "name": 80,
    "does": 110,
    "address": 90,
    "hours": 130,
    "opening": 60,
    "why": 70,
    "website": 80,
}
_LONGEST_ELSE: Final = 140
_BRACKETS: Final = str.maketrans("{[}]\\|~^", "(())//- ")


def clean(card: Card, field: str) -> str:
    """A field of a card as it may stand in a text: GSM-7, one line, no longer than its room, no full stop."""
    value = to_gsm(str(card.get(field) or "")).translate(_BRACKETS)
    value = " ".join(value.split()).lstrip("/ ")
    return shorten(value, _LONGEST.get(field, _LONGEST_ELSE)).rstrip(". ")


def shorten(text: str, longest: int) -> str:
    """As many whole sentences as fit; if not even one does, as many whole words, and dots."""
    if len(text) <= longest:
        return text
    sentences = re.split(r"(?<=[.!?]) ", text)
    kept = ""
    for sentence in sentences:
        if len(f"{kept} {sentence}".strip()) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text[: longest - 2].rpartition(" ")[0].rstrip(",;:") + "..."


def listed(card: Card, number: int | None = None, *, easy: bool) -> Line:
    """A service as one line: name, what it does, how to reach it, when, whether it is checked.

    It is numbered where the person can pick it by its number.
    """
    first, *others = _ways(card, easy=easy)
    does, opening, why = clean(card, "does"), clean(card, "opening"), clean(card, "why")
    name = clean(card, "name")
    pieces = [Piece(f"{number} {name}" if number else name)]
    if does:
        pieces.append(Piece(f": {does}", DOES))
    pieces.append(Piece(f". {first}"))
    pieces += [Piece(f". {way}", SECOND_WAY) for way in others]
    if opening:
        pieces.append(Piece(f". {opening}", OPENING))
    if why and not _said_already(why, does):
        pieces.append(Piece(f". {why[:1].upper()}{why[1:]}", WHY))
    if not card.get("checked"):
        pieces.append(Piece(f". {words('not_checked', easy=easy)}"))
    return (*pieces, Piece("."))


def detailed(card: Card, *, easy: bool) -> list[Line]:
    """All that is known of a service, a line for each kind of thing."""
    does = clean(card, "does")
    head = Piece(clean(card, "name"))
    lines: list[Line] = [(head, Piece(f": {does}.", D_DOES)) if does else (head,)]
    ways = _ways_by_kind(card, easy=easy)
    ranks = {"website": D_WEBSITE, "email": D_EMAIL, "address": D_ADDRESS}
    for place, (kind, way) in enumerate(ways):
        lines.append(line(way, ranks.get(kind) if place else None))
    if not ways and not clean(card, "apply"):
        lines.append(line(words("ask_us", easy=easy) + "."))
    lines += _facts_of(card, only_way_in=not ways, easy=easy)
    if not card.get("checked"):
        lines.append(line(words("not_checked_detail", easy=easy), D_HINT, short=words("not_checked") + "."))
    return lines


def _facts_of(card: Card, *, only_way_in: bool, easy: bool) -> list[Line]:
    hours, opening = clean(card, "hours"), clean(card, "opening")
    rows = (
        ("open", "hours", hours, D_HOURS),
        ("open_next", "opening", "" if hours else opening, D_HOURS),
        ("for_whom", "who", clean(card, "who"), D_WHO),
        ("cost_line", "cost", clean(card, "cost"), D_COST),
        ("bring", "bring", clean(card, "bring"), D_BRING),
        ("apply", "apply", clean(card, "apply"), None if only_way_in else D_APPLY),
    )
    return [line(words(key, easy=easy, **{blank: value}), rank) for key, blank, value, rank in rows if value]


def _ways(card: Card, *, easy: bool) -> list[str]:
    """The best way to reach a service and a second one of use without data; never empty.

    Nobody is left with a bare name; a website or an email address beside a phone number can wait for the details.
    """
    ways = _ways_by_kind(card, easy=easy)
    if not ways:
        return [clean(card, "apply") or words("ask_us", easy=easy)]
    return [ways[0][1], *[way for kind, way in ways[1:2] if kind in ("text", "address")]]


def _ways_by_kind(card: Card, *, easy: bool) -> list[tuple[str, str]]:
    ways: list[tuple[str, str]] = []
    phone, by_text, address = (clean(card, f) for f in ("phone", "text_instructions", "address"))
    free = words("free", easy=easy) if card.get("phone_free") else ""
    address = address.removeprefix(f"{clean(card, 'name')}, ")
    texting = bool(card.get("phone_is_text"))
    if phone and not (texting and by_text):
        ways.append(("phone", words("text_to" if texting else "ring", easy=easy, number=phone) + free))
    if by_text:
        ways.append(("text", by_text + (free if texting else "")))
    if address:
        ways.append(("address", words("drop_in" if card.get("walk_in") else "address", easy=easy, address=address)))
    if website := _short_address(clean(card, "website")):
        ways.append(("website", words("website", easy=easy, website=website)))
    if email := clean(card, "email"):
        ways.append(("email", words("email", easy=easy, email=email)))
    return ways


def _short_address(website: str) -> str:
    """A web address as a person types it."""
    return re.sub(r"^https?://(?:www\.)?", "", website).rstrip("/")


def _said_already(why: str, does: str) -> bool:
    return why.casefold() in does.casefold()


def replies(count: int, *others: str) -> str:
    """The replies that a list takes: "1, 2 or 3", and with others "1, 2, MORE or CALL"."""
    return one_of([*(str(n) for n in range(1, count + 1)), *others])


def one_of(every: Sequence[str], link: str = "or") -> str:
    """Several things in a sentence: "a, b or c"."""
    return f" {link} ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def any_unchecked(cards: Sequence[Card]) -> bool:
    """Whether a note on what "not checked" means is of use."""
    return any(not card.get("checked") for card in cards)
