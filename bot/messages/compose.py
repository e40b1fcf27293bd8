"""What each fact of a reply says, and the whole reply as texts ready to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from bot.messages import listing
from bot.messages.dates import LONDON, date_words
from bot.messages.gsm import require_gsm, to_gsm
from bot.messages.listing import HINT, NOT_COVERED, NOTE, any_unchecked, detailed, listed
from bot.messages.pack import LIST, SPARE, Block, Line, Piece, line, pack
from bot.messages.words import locality_name, own_language_line, tonight_thing, words
from directory.eligibility import language_name
from directory.needs import NEEDS, NeedSlug

Fact = Mapping[str, Any]


class UnknownFactError(LookupError):
    """There are no words for a fact of that name."""

    def __init__(self, say: object) -> None:
        super().__init__(f"There are no words for a fact called {say!r}.")


class BadFactError(ValueError):
    """A fact lacks something that its words need, or holds something they cannot say."""

    def __init__(self, say: str, why: Exception) -> None:
        super().__init__(f"The fact {say!r} cannot be put into words: {type(why).__name__} {why}.")


@dataclass(frozen=True, slots=True)
class _Reply:
    """What the words of one fact depend on besides the fact."""

    easy: bool
    by_text: bool
    today: date | None
    says: tuple[str, ...]

    def words(self, key: str, **blanks: str) -> str:
        person = words("person_by_text" if self.by_text else "person", easy=self.easy)
        return words(key, easy=self.easy, person=person, **blanks)

    @property
    def alone(self) -> bool:
        """Whether the reply is this one fact, give or take the safety line."""
        return len([say for say in self.says if say != "concern"]) == 1


def compose(
    facts: Sequence[Fact], *, easy: bool = False, by_text: bool = False, now: datetime | None = None
) -> list[str]:
    """The reply that says all the facts, as SMS bodies in the order in which they are to be sent.

    A reply takes at most two segments a text, a list of services three. `easy` gives the plainer words;
    `by_text` is for somebody who cannot use a voice call; `now` (aware) lets a date be called today or
    tomorrow. Raises UnknownFactError and BadFactError.
    """
    says = tuple(str(fact.get("say")) for fact in facts)
    reply = _Reply(easy, by_text, now.astimezone(LONDON).date() if now else None, says)
    in_order = sorted(facts, key=lambda fact: fact.get("say") == "concern")
    return pack([_block(fact, reply) for fact in in_order])


def _block(fact: Fact, reply: _Reply) -> Block:
    say = fact.get("say")
    if not isinstance(say, str) or (say not in PLAIN and say not in BUILT):
        raise UnknownFactError(say)
    if say in PLAIN:
        return Block((line(reply.words(say)),), place=_PLACES.get(say, "body"))
    try:
        return BUILT[say](fact, reply)
    except (KeyError, ValueError, TypeError, AttributeError) as why:
        raise BadFactError(say, why) from why


def _one(*sentences: str) -> Block:
    """A block of a single line."""
    return Block((line(" ".join(sentences)),))


def _list(lines: Sequence[Line]) -> Block:
    return Block(tuple(lines), budget=LIST)


def _label(slug: str) -> str:
    return to_gsm(NEEDS[NeedSlug(slug)].label)


def _labels(slugs: Sequence[str]) -> str:
    """Several needs in the middle of a sentence: "debt; food"."""
    return "; ".join(f"{label[:1].lower()}{label[1:]}" for label in map(_label, slugs))


def _numbered(slugs: Sequence[str]) -> list[Line]:
    return [line(f"{n} {_label(slug)}") for n, slug in enumerate(slugs, 1)]


def _by(fact: Fact, reply: _Reply) -> str:
    return date_words(date.fromisoformat(str(fact["by"])[:10]), reply.today)


def _name(name: str) -> str:
    return listing.clean({"name": name}, "name")


def _welcome(fact: Fact, reply: _Reply) -> Block:
    return _one(reply.words("welcome"), *([reply.words("whats_wrong")] if reply.alone else []))


def _welcome_back(fact: Fact, reply: _Reply) -> Block:
    said = [Piece(reply.words("welcome_back"))]
    if reply.alone:
        said.append(Piece(f" {reply.words('whats_wrong')}"))
    if fact["last"]:
        said.append(Piece(f" {reply.words('welcome_back_last')}", NOTE))
    return Block((tuple(said),))


def _thanks(fact: Fact, reply: _Reply) -> Line:
    """Thanks to somebody who opens up to us; the first thing to give way."""
    return (Piece(f"{reply.words('thanks_for_telling')} ", NOTE),) if fact.get("thanks") else ()


def _read_back(fact: Fact, reply: _Reply) -> Block:
    needs, kind = fact["needs"], _thanks(fact, reply)
    if len(needs) == 1:
        lines = [(*kind, Piece(reply.words("read_back_one", label=_labels(needs))))]
    else:
        lines = [(*kind, Piece(reply.words("read_back"))), *_numbered(needs), line(reply.words("read_back_choose"))]
    if fact.get("ask_surgery"):
        lines.append(line(reply.words("read_back_surgery")))
    return Block(tuple(lines))


def _correct(fact: Fact, reply: _Reply) -> Block:
    if not fact["needs"]:
        return _one(reply.words("correct_none"))
    return Block((line(reply.words("correct")),), place="head")


def _ask(fact: Fact, reply: _Reply) -> Block:
    about = fact["about"]
    if about not in ("age", "for_whom", "language", "travel", "remote"):
        raise ValueError(f"no question about {about!r}")
    return _one(reply.words(f"ask_{about}"))


def _offer(fact: Fact, reply: _Reply) -> Block:
    cards = fact["cards"]
    lines: list[Line] = []
    if fact.get("outside") and "outside" not in reply.says:
        lines.append(line(reply.words("offer_outside")))
    lines += [listed(card, n, easy=reply.easy) for n, card in enumerate(cards, 1)]
    if fact.get("not_covered"):
        lines.append(line(reply.words("not_covered", labels=_labels(fact["not_covered"])), NOT_COVERED))
    if any_unchecked(cards):
        lines.append(line(reply.words("not_checked_note"), SPARE))
    return _list([*lines, _how_to_reply(len(cards), bool(fact.get("more")), reply)])


def _how_to_reply(count: int, more: bool, reply: _Reply) -> Line:
    """The last line of a list; CALL is left out when the next sentence is about it anyway."""
    key = "offer_reply_only" if "offer_person" in reply.says else "offer_reply"
    hint = reply.words(f"{key}_more" if more else key, numbers=listing.replies(count))
    others = ["MORE", "CALL"] if more else ["CALL"]
    return line(hint, HINT, short=reply.words("offer_reply_short", numbers=listing.replies(count, *others)))


def _detail(fact: Fact, reply: _Reply) -> Block:
    lines = detailed(fact["card"], easy=reply.easy)
    told_of_call = any("CALL" in piece.text for each in lines for piece in each)
    hints = [Piece(reply.words("back_hint"), NOTE)]
    if not told_of_call:
        hints.append(Piece(f" {reply.words('call_hint')}", NOTE))
    return _list([*lines, tuple(hints)])


def _last(fact: Fact, reply: _Reply) -> Block:
    offered = _offer({"cards": fact["cards"]}, reply)
    return _list([line(reply.words("last")), *offered.lines])


def _no_match(fact: Fact, reply: _Reply) -> Block:
    lines = [line(reply.words("no_match", labels=_labels(fact["needs"])))]
    if fact["cards"]:
        lines.append(line(reply.words("no_match_national"), listing.WHY))
        lines += [listed(card, easy=reply.easy) for card in fact["cards"]]
    return _list([*lines, line(reply.words("no_match_call"))])


def _tonight(fact: Fact, reply: _Reply) -> Block:
    """The council's duty number stands first and never gives way."""
    things = listing.one_of([tonight_thing(kind) for kind in fact["kinds"] or ("duty",)], "and")
    lines: list[Line] = [
        line(reply.words("tonight_duty", things=things), listing.DOES, short=reply.words("tonight_duty_short")),
        line(reply.words("tonight_council")),
        (Piece(reply.words("tonight_say"), NOTE), Piece(f" {reply.words('tonight_danger')}")),
    ]
    if reply.by_text:
        lines.append(line(reply.words("tonight_relay")))
    if fact["cards"]:
        lines.append(line(reply.words("tonight_cards"), listing.WHY))
        most = FEWER_CARDS if reply.by_text else len(fact["cards"])
        lines += [listed(card, easy=reply.easy) for card in fact["cards"][:most]]
    return _list(lines)


FEWER_CARDS: Final = 2
"""Beside the line on reaching the council without hearing, which must not be crowded out."""


def _menu(fact: Fact, reply: _Reply) -> Block:
    if not fact.get("needs"):
        return _one(reply.words("menu"))
    names = [to_gsm(NEEDS[NeedSlug(slug)].short) for slug in fact["needs"]]
    return Block((line(reply.words("menu_list")), *(line(f"{n} {name}") for n, name in enumerate(names, 1))))


def _out_of_range(fact: Fact, reply: _Reply) -> Block:
    if fact["count"] == 1:
        return _one(reply.words("out_of_range_one"))
    return _one(reply.words("out_of_range", count=str(fact["count"])))


def _ask_place(fact: Fact, reply: _Reply) -> Block:
    asked = Piece(reply.words("ask_place_retry" if fact.get("retry") else "ask_place"))
    return Block(((*_thanks(fact, reply), asked),))


def _call_ask_safe(fact: Fact, reply: _Reply) -> Block:
    usual = "call_ask_safe_young" if fact.get("young") else "call_ask_safe"
    key = "call_ask_safe_text" if fact.get("channel") == "text" else usual
    return _one(reply.words(key, by=_by(fact, reply)))


def _call_ask_name(fact: Fact, reply: _Reply) -> Block:
    return _one(reply.words("call_ask_name_text" if fact.get("channel") == "text" else "call_ask_name"))


def _call_ask_surgery(fact: Fact, reply: _Reply) -> Block:
    if not fact.get("practice"):
        return _one(reply.words("call_ask_surgery_unknown"))
    return _one(reply.words("call_ask_surgery", practice=_name(fact["practice"])))


def _call_done(fact: Fact, reply: _Reply) -> Block:
    locality = locality_name(fact["team"]) if fact.get("team") else None
    team = reply.words("team", locality=locality) if locality else reply.words("team_unknown")
    key = "call_done_text" if fact.get("channel") == "text" else "call_done"
    return _one(reply.words(key, team=team, by=_by(fact, reply)))


def _call_young(fact: Fact, reply: _Reply) -> Block:
    when = reply.words("call_young_by", by=_by(fact, reply)) if fact.get("by") else ""
    return _one(reply.words("call_young", when=when))


def _offer_person(fact: Fact, reply: _Reply) -> Block:
    why = fact["why"]
    if why not in ("third_time", "several_areas", "misses"):
        raise ValueError(f"no reason called {why!r}")
    return _one(reply.words(f"offer_person_{why}"))


def _language(fact: Fact, reply: _Reply) -> Block:
    code = str(fact["code"])
    if code in ("unknown", ""):
        return _one(reply.words("language_unknown"))
    own = own_language_line(code)
    said = line(reply.words("language", language=_name(language_name(code))))
    return Block((said, line(own)) if own else (said,))


def _interpreter(fact: Fact, reply: _Reply) -> Block:
    code = str(fact["code"])
    language = "your language" if code in ("unknown", "") else _name(language_name(code))
    return _one(reply.words("interpreter", language=language))


def _call_already(fact: Fact, reply: _Reply) -> Block:
    return _one(reply.words("call_already", by=_by(fact, reply)))


def _from_safety(fact: Fact, reply: _Reply) -> Block:
    """Words that bot.safety keeps, with the numbers in them: they come with the fact."""
    return Block((line(require_gsm(fact["words"])),), place="tail" if fact["say"] == "concern" else "body")


PLAIN: Final = frozenset((
    "no_more", "call_ask_place", "call_off", "call_for_other", "survey",
    "survey_thanks", "health", "cannot", "thanks", "anger", "robot", "who", "cost", "complaint",
    "delete_how", "last_none", "easy_on", "easy_off", "restarted", "menu_expired", "outside", "ok",
    "done", "blank", "picture", "flood", "holding", "late_answer", "stop", "start", "help",
    "deleted", "noted",
))  # fmt: skip
"""Facts that are one fixed sentence of the same name."""

BUILT: Final[Mapping[str, Callable[[Fact, _Reply], Block]]] = {
    "welcome": _welcome,
    "welcome_back": _welcome_back,
    "read_back": _read_back,
    "correct": _correct,
    "ask_place": _ask_place,
    "ask": _ask,
    "offer": _offer,
    "detail": _detail,
    "no_match": _no_match,
    "tonight": _tonight,
    "last": _last,
    "menu": _menu,
    "out_of_range": _out_of_range,
    "call_ask_safe": _call_ask_safe,
    "call_ask_name": _call_ask_name,
    "call_ask_surgery": _call_ask_surgery,
    "call_done": _call_done,
    "call_young": _call_young,
    "offer_person": _offer_person,
    "language": _language,
    "interpreter": _interpreter,
    "call_already": _call_already,
    "concern": _from_safety,
    "unreadable": _from_safety,
}
"""Facts whose words depend on what they hold."""

_PLACES: Final[Mapping[str, Any]] = {"late_answer": "head", "outside": "head"}
