"""Finds the place that a person means in what they typed: a surgery, a postcode, a town or a ward.

A surgery outranks a postcode, since the localities are groups of surgeries. Names that are also ordinary
words ("Olive", "Family", "Cornerstone") count only with words around them that say so. An alias has a level:

  free    anywhere, unless a street or church follows            (Oakenhurst, Darwen)
  alone   the whole message, or a surgery word beside it          (St George's, Roman Road)
  cue     a surgery word beside it                                (Witton: else the neighbourhood)
  strict  a surgery word directly behind it                       (Olive)
  in      a place where "in", "from", "near" stands before it, or the whole message  (Cherry Tree)
  on      a street, after "on", "near", "live"                    (Roman Road)
  home    an outside town that the person says they live in       (Burnley)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from directory.gazetteer import (
    LOCALITIES,
    LOCALITY_NAMES,
    Alias,
    Locality,
    Place,
    PlaceKind,
    Practice,
    PracticeCode,
    UnknownPracticeError,
    aliases_of_practices,
    aliases_of_towns,
    locality_of,
    postcode_place,
    practice,
    practices,
    wards,
)
from directory.place_words import (
    BEHIND,
    ENROLLED,
    FILLER_PRACTICE,
    FILLER_TOWN,
    NEAR,
    ON,
    OTHERS,
    SELF,
    SMALL,
    STREETISH,
    SURGERY,
    TOWN_STREETISH,
    WITH,
    Words,
)
from directory.postcodes import HOME, postcodes_in

__all__ = [
    "LOCALITIES",
    "LOCALITY_NAMES",
    "Found",
    "Locality",
    "Place",
    "PlaceKind",
    "Practice",
    "PracticeCode",
    "UnknownPracticeError",
    "find_place",
    "locality_of",
    "practice",
    "practices",
    "wards",
]

LONGEST_READ = 1600  # characters: ten text messages; nobody gives an address after that
MOST_WORDS = 5
FUZZY_ALONE, FUZZY_BESIDE_CUE = 86.0, 83.0  # rapidfuzz ratio; one slip in eight letters, one in six
FUZZY_MIN_ALONE, FUZZY_MIN_BESIDE = 8, 6  # letters; shorter names are too near ordinary words


@dataclass(frozen=True)
class Found:
    """A place and where it stands in the text (`start` and `end`, in characters of the original).

    `certain` is False for a misspelling, a closed surgery, a bare mention that may be about somebody else.
    """

    place: Place
    start: int
    end: int
    certain: bool


@dataclass(frozen=True)
class _Hit:
    """A candidate: how good it is, and which words it covers."""

    place: Place
    start: int
    end: int
    rank: int
    certain: bool


def _squash(words: str) -> str:
    return "".join(Words.read(words).words)


def _index(aliases: Iterable[Alias]) -> dict[str, list[tuple[Alias, int]]]:
    """Aliases by their letters alone, with their number of words, so "mill hill" meets "millhill"."""
    index: dict[str, list[tuple[Alias, int]]] = {}
    for alias in aliases:
        words = Words.read(alias.words).words
        index.setdefault("".join(words), []).append((alias, len(words)))
    return index


_BY_PRACTICE = _index(aliases_of_practices())
_BY_TOWN = _index(aliases_of_towns())
_FUZZY_PRACTICES = {
    key: entries[0][0]
    for key, entries in _BY_PRACTICE.items()
    if entries[0][0].level != "strict" and len(key) >= FUZZY_MIN_BESIDE
}
_FUZZY_TOWNS = {
    key: entries[0][0]
    for key, entries in _BY_TOWN.items()
    if entries[0][0].level in ("free", "in") and len(key) >= FUZZY_MIN_ALONE
}


def _grams(text: Words) -> Iterator[tuple[int, int, str]]:
    for start in range(len(text.words)):
        key = ""
        for end in range(start + 1, min(start + MOST_WORDS, len(text.words)) + 1):
            key += text.words[end - 1]
            yield start, end, key


def _exact(text: Words, index: dict[str, list[tuple[Alias, int]]]) -> Iterator[tuple[Alias, int, int]]:
    for start, end, key in _grams(text):
        for alias, words in index.get(key, ()):
            if words == end - start or len(key) >= 6:  # short names must be spaced as they are
                yield alias, start, end


def _surgery_before(text: Words, start: int) -> bool:
    """Whether a surgery word stands before, with only small words between ("my gp is at ...")."""
    for word in reversed(text.before(start, 5)):
        if word in SURGERY or word in ENROLLED:
            return True
        if word not in SMALL:
            return False
    return False


def _practice_fits(alias: Alias, text: Words, start: int, end: int) -> bool:
    """Whether the words around a practice's name say that the practice is meant."""
    behind = text.after(end)
    if behind in BEHIND and alias.level != "free":
        return True
    if behind in STREETISH or alias.level == "strict":
        return False
    if alias.level == "free" or _surgery_before(text, start):
        return True
    if alias.level == "cue":
        return False
    before = text.before(start, 2)
    beside = bool(before) and (before[-1] in WITH or (before[-1] in {"the", "to"} and before[0] in WITH))
    return beside or text.is_clause(start, end, FILLER_PRACTICE)


def _practice_hits(text: Words) -> Iterator[_Hit]:
    for alias, start, end in _exact(text, _BY_PRACTICE):
        if _practice_fits(alias, text, start, end):
            closed = alias.place.code is None and not alias.place.confirmed
            yield _Hit(alias.place, start, end, 100, not closed)


def _speaker_lives(text: Words, start: int) -> bool:
    """Whether the person says that they themselves are there ("im in", "we live near")."""
    before = text.before(start, 4)
    return bool(SELF.intersection(before)) and "lives" not in before


def _town_fits(alias: Alias, text: Words, start: int, end: int) -> bool:
    """Whether the words around a town's name say that the person is there."""
    if text.after(end) in TOWN_STREETISH or text.before(start, 1) == ("royal",):
        return False
    last = "".join(text.before(start, 1))
    alone = text.is_all(start, end, FILLER_TOWN)
    if alias.level == "on":
        return last in ON or bool(last.isdigit())
    split = end - start > len(alias.words.split())  # "brown hill" may be any brown hill
    if alias.level == "in" or split:
        return alone or last in NEAR
    if alias.level == "home":
        somebody_else = bool(OTHERS.intersection(text.before(start, 5)) - {"moved", "moving"})
        moved = last == "to" and bool({"moved", "moving", "move"}.intersection(text.before(start, 3)))
        short = len(text.words) <= 7 and last in {"in", "near"}
        lives = last in NEAR and _speaker_lives(text, start)
        return alone or (not somebody_else and (short or moved or lives))
    return True


def _town_rank(alias: Alias) -> int:
    if alias.place.in_borough is False:
        return 20
    if alias.level == "on":
        return 45
    return 50 if alias.place.locality else 35


def _town_hits(text: Words) -> Iterator[_Hit]:
    for alias, start, end in _exact(text, _BY_TOWN):
        if not _town_fits(alias, text, start, end):
            continue
        somebody_else = bool(OTHERS.intersection(text.before(start, 5)))
        placed = "".join(text.before(start, 1)) in NEAR or text.is_all(start, end, FILLER_TOWN)
        sure = placed and not somebody_else and alias.level != "on"
        yield _Hit(alias.place, start, end, _town_rank(alias) - 15 * somebody_else, sure)


def _closest(key: str, names: dict[str, Alias], cutoff: float) -> Alias | None:
    best = process.extractOne(key, names.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
    return names[best[0]] if best else None


def _misspelt_beside_cue(text: Words) -> Iterator[_Hit]:
    """Practices misspelt right before or after a surgery word ("romen rd docs", "dr at oakenhirst")."""
    for start, end, key in _grams(text):
        if end - start > 3 or len(key) < FUZZY_MIN_BESIDE or text.words[end - 1] in BEHIND | SMALL:
            continue
        if text.words[start] in BEHIND | SMALL | ENROLLED:
            continue
        if text.after(end) in BEHIND or _surgery_before(text, start):
            alias = _closest(key, _FUZZY_PRACTICES, FUZZY_BESIDE_CUE)
            if alias is not None:
                yield _Hit(alias.place, start, end, 70, False)


def _misspelt_alone(text: Words) -> Iterator[_Hit]:
    """A message that is little more than a misspelt name ("im with steping stone", "little harwd")."""
    core = [i for i, word in enumerate(text.words) if word not in FILLER_PRACTICE | FILLER_TOWN]
    if not core or len(core) > 3 or len(text.words) > 8:
        return
    start, end = core[0], core[-1] + 1
    key = "".join(text.words[start:end])
    if len(key) < FUZZY_MIN_ALONE:
        return
    alias = _closest(key, _FUZZY_PRACTICES, FUZZY_ALONE)
    if alias is not None and alias.level != "cue" and key not in _BY_PRACTICE:
        yield _Hit(alias.place, start, end, 65, False)
    town = _closest(key, _FUZZY_TOWNS, FUZZY_ALONE)
    if town is not None and key not in _BY_TOWN:  # an exact name has been weighed by its own rules
        yield _Hit(town.place, start, end, 40, False)


def _postcode_hits(text: str) -> Iterator[_Hit]:
    """Postcodes, as hits measured in characters."""
    for written in postcodes_in(text):
        place = postcode_place(written.outcode, written.sector, written.unit)
        ours = written.outcode.startswith(HOME) or place.in_borough is not False
        rank = (90 if ours else 80) if written.unit else (60 if written.sector or ours else 30)
        yield _Hit(place, written.start, written.end, rank, bool(written.unit or place.kind == "outcode"))


def _best(hits: Sequence[_Hit]) -> _Hit | None:
    """The best hit: by rank, then the longest name, then the one said last ("burnley, no, darwen")."""
    return max(hits, key=lambda h: (h.rank, h.end - h.start, h.start), default=None)


def find_place(text: str) -> Found | None:
    """The best place in a free text, or None: surgery, then postcode, then neighbourhood, town, outside town.

    Text is read as people type it (any case, no spaces, O for 0, misspelt names); positions are those of
    the text as given. Only the first 1,600 characters are read.
    """
    text = text[:LONGEST_READ]
    cut = Words.read(text)
    by_words = [*_practice_hits(cut), *_town_hits(cut)]
    by_letters = list(_postcode_hits(text))
    if max((h.rank for h in (*by_words, *by_letters)), default=0) < 60:
        by_words += [*_misspelt_beside_cue(cut), *(() if by_words else _misspelt_alone(cut))]
    spoken = [_Hit(h.place, cut.spans[h.start][0], cut.spans[h.end - 1][1], h.rank, h.certain) for h in by_words]
    best = _best([*spoken, *by_letters])
    return None if best is None else Found(best.place, best.start, best.end, best.certain)
