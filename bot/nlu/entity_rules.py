"""What a message says in passing: who it is about, age, gender, language, time, postcode; spaCy rules, no model.

Place names and practices are found by the directory, in the service runtime; here only the bare postcode.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

_POSSESSIVE = {"LOWER": {"IN": ["my", "our", "me", "mi"]}}
_RELATIVES: dict[str, tuple[str, ...]] = {
    "mum": ("mum", "mam", "mother", "mom", "ammi", "mums", "ma"),
    "dad": ("dad", "father", "abbu", "dads", "grandad", "granddad", "grandfather"),
    "grandparent": ("nan", "nana", "gran", "grandma", "nanna", "grandmother", "dadi", "nani"),
    "child": (
        *("son", "daughter", "lad", "child", "kid", "kids", "children", "baby", "boy", "girl", "bairn"),
        *("grandson", "granddaughter", "grandchild", "teenager", "toddler", "stepson", "stepdaughter"),
    ),
    "partner": ("partner", "husband", "wife", "boyfriend", "girlfriend", "bf", "gf", "hubby", "missus", "fella", "ex"),
    "relative": ("brother", "sister", "bro", "sis", "uncle", "aunt", "auntie", "cousin", "nephew", "niece", "sibling"),
    "friend": ("friend", "mate", "neighbour", "neighbor", "pal", "colleague"),
    "patient": ("patient", "client"),
}
_WOMEN = frozenset({"woman", "female", "lady", "girl", "lass", "mum", "mother", "widow", "pregnant"})
_MEN = frozenset({"man", "male", "bloke", "lad", "guy", "dad", "father", "widower", "fella"})
LANGUAGES: dict[str, tuple[str, ...]] = {
    "ur": ("urdu",),
    "pa": ("punjabi", "panjabi"),
    "gu": ("gujarati", "gujrati", "gujerati"),
    "pl": ("polish", "polski"),
    "ar": ("arabic",),
    "bn": ("bengali", "bangla"),
    "ro": ("romanian",),
    "ps": ("pashto", "pushto"),
    "fa": ("farsi", "persian", "dari"),
    "ku": ("kurdish", "sorani"),
    "uk": ("ukrainian",),
    "hi": ("hindi",),
    "so": ("somali",),
    "ti": ("tigrinya",),
    "bfi": ("bsl",),
}
_LANGUAGE_OF = {name: code for code, names in LANGUAGES.items() for name in names}
_NUMBER_WORDS = {
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_YEARS = {"LOWER": {"IN": ["year", "years", "yr", "yrs", "y"]}}
_AM = {
    "LOWER": {"IN": ["im", "am", "aged", "age", "'m", "m", "turned", "nearly", "almost", "only", "is", "hes", "shes"]}
}
_OLD = {"LOWER": {"IN": ["old", "o"]}}
_AGE = {"TEXT": {"REGEX": r"^\d{1,3}$"}}
_AGE_JOINED = {"LOWER": {"REGEX": r"^\d{1,3}(?:yo|yr|yrs|yrold|f|m)$"}}
_AGE_WORD = {"LOWER": {"IN": sorted(_NUMBER_WORDS)}}
# "im 3 months behind", "im 20 minutes away": a number of something is no age.
_NO_UNIT = {
    "LOWER": {
        "NOT_IN": [
            *("week", "weeks", "month", "months", "mths", "day", "days", "hour", "hours", "hrs", "min", "mins"),
            *("minutes", "miles", "mile", "pound", "pounds", "quid", "%", "grand", "k", "weeks'", "stone", "wks"),
            *("kids", "children", "people", "of", "th", "st", "nd", "rd", "am", "pm", "payments", "to", "-", "/"),
        ]
    },
    "OP": "!",
}
_PATTERNS: dict[str, list[list[dict[str, Any]]]] = {
    "age": [
        [_AGE, {"TEXT": "-", "OP": "?"}, _YEARS, {"TEXT": "-", "OP": "?"}, _OLD],
        [_AGE, _OLD],
        [_AGE_JOINED, {**_OLD, "OP": "?"}],
        [_AM, _AGE],
        [_AM, _AGE_WORD],
    ],
    "for_whom": [
        [_POSSESSIVE, {"OP": "?", "IS_ALPHA": True}, {"LOWER": {"IN": [w for ws in _RELATIVES.values() for w in ws]}}],
        [{"LOWER": {"IN": ["a", "the", "this"]}}, {"LOWER": {"IN": ["patient", "client", "friend", "neighbour"]}}],
        [{"LOWER": {"IN": ["for", "about"]}}, {"LOWER": {"IN": ["me", "myself"]}}],
        [{"LOWER": {"IN": ["its", "it's", "just"]}}, {"LOWER": "me"}],
    ],
    "gender": [
        [
            {"LOWER": {"IN": ["im", "am", "'m", "m", "as"]}},
            {"LOWER": {"IN": ["a", "an"]}, "OP": "?"},
            {"IS_ALPHA": True, "OP": "?"},
            {"LOWER": {"IN": sorted(_WOMEN)}},
        ],
        [
            {"LOWER": {"IN": ["im", "am", "'m", "m", "as"]}},
            {"LOWER": {"IN": ["a", "an"]}, "OP": "?"},
            {"IS_ALPHA": True, "OP": "?"},
            {"LOWER": {"IN": sorted(_MEN)}},
        ],
        [{"LOWER": "single"}, {"LOWER": {"IN": ["mum", "mother", "dad", "father"]}}],
    ],
    "language": [
        [{"LOWER": {"IN": ["speak", "speaks", "in", "speaking", "talk"]}}, {"LOWER": {"IN": sorted(_LANGUAGE_OF)}}],
        [{"LOWER": {"IN": sorted(_LANGUAGE_OF)}}, {"LOWER": {"IN": ["speaker", "speaking", "interpreter", "please"]}}],
        [{"LOWER": {"IN": sorted(_LANGUAGE_OF)}}, {"LOWER": {"IN": ["only", "plz", "pls"]}}],
    ],
    "time": [
        [{"LOWER": {"IN": ["tonight", "2nite", "tonite", "2night", "today", "2day", "tomorrow", "2moro", "tomoz"]}}],
        [{"LOWER": {"IN": ["right", "this"]}}, {"LOWER": {"IN": ["now", "evening", "afternoon", "morning", "week"]}}],
        [{"LOWER": {"IN": ["on", "next"]}}, {"LOWER": {"REGEX": r"^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$"}}],
        [{"LOWER": "at"}, {"LOWER": {"IN": ["weekends", "weekend", "night", "nights"]}}],
    ],
    "past": [
        [{"LOWER": {"IN": ["used", "use"]}}, {"LOWER": "to"}],
        [{"LOWER": {"IN": ["years", "months", "yrs"]}}, {"LOWER": "ago"}],
        [{"LOWER": "in"}, {"LOWER": "the"}, {"LOWER": "past"}],
        [{"LOWER": "when"}, {"LOWER": "i"}, {"LOWER": "was"}, {"LOWER": {"IN": ["a", "young", "younger", "little"]}}],
    ],
    "postcode": [
        [{"LOWER": {"REGEX": r"^[a-z]{1,2}\d[a-z\d]?$"}}, {"LOWER": {"REGEX": r"^\d[abd-hjlnp-uw-z]{2}$"}}],
        [{"LOWER": {"REGEX": r"^[a-z]{1,2}\d[a-z\d]?\d[abd-hjlnp-uw-z]{2}$"}}],
    ],
}


@dataclass(frozen=True)
class Mention:
    """One thing found: what kind, the value we act on, and where (character offsets)."""

    entity: str
    value: str
    start: int
    end: int


def make_language() -> tuple[Language, Matcher]:
    """Return a blank English pipeline and the matcher with our rules."""
    nlp = spacy.blank("en")
    matcher = Matcher(nlp.vocab)
    for name, patterns in _PATTERNS.items():
        matcher.add(name, patterns)
    return nlp, matcher


def find(text: str, nlp: Language, matcher: Matcher) -> list[Mention]:
    """Find every mention, longest first where two of a kind overlap, in order of place."""
    doc = nlp.make_doc(text)
    found = list(_longest([m for m in _mentions(doc, matcher(doc)) if m is not None]))
    return sorted(_whose_age(found, text), key=lambda mention: (mention.start, mention.entity))


def _mentions(doc: Doc, matches: Iterable[tuple[int, int, int]]) -> Iterator[Mention | None]:
    for key, start, end in matches:
        entity = doc.vocab.strings[key]
        value = _value(entity, doc, start, end)
        if value:
            span = doc[start:end]
            yield Mention(entity, value, span.start_char, span.end_char)


def _longest(mentions: list[Mention]) -> Iterator[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        clash = any(
            mention.entity == other.entity and mention.start < other.end and other.start < mention.end for other in kept
        )
        if not clash:
            kept.append(mention)
    yield from kept


def _whose_age(mentions: list[Mention], text: str) -> Iterator[Mention]:
    """Tell the person's own age from another's: "my lad is 6", "my 8yr old son" say nothing of who writes."""
    people = [m for m in mentions if m.entity == "for_whom" and m.value != "me"]
    for mention in mentions:
        if mention.entity == "age" and any(_beside(mention, person, text) for person in people):
            yield replace(mention, entity="their_age")
        else:
            yield mention


def _beside(age: Mention, person: Mention, text: str) -> bool:
    if age.start < person.end and person.start < age.end:
        return True
    first, second = sorted((age, person), key=lambda mention: mention.start)
    between = text[first.end : second.start].lower().split()
    # "im 17 and my mum": the writer's; "my lad is 6", "my son, 6", "6 year old son": the other's.
    own = text[age.start : age.end].lower().startswith(("im", "i'm", "am", "m ", "'m"))
    return not own and len(between) <= 2 and "and" not in between and "i" not in between


def _value(entity: str, doc: Doc, start: int, end: int) -> str | None:
    words = [token.lower_ for token in doc[start:end]]
    if entity == "age":
        return _age(words, doc[end].lower_ if end < len(doc) else "")
    if entity == "for_whom":
        return _whom(words)
    if entity == "gender":
        return "woman" if set(words) & _WOMEN else "man"
    if entity == "language":
        return next((_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF), None)
    if entity == "postcode":
        joined = "".join(words).upper()
        return f"{joined[:-3]} {joined[-3:]}"
    return " ".join(words)


def _age(words: list[str], following: str) -> str | None:
    if following in _NO_UNIT["LOWER"]["NOT_IN"]:
        return None
    digits = next(("".join(c for c in word if c.isdigit()) for word in words if word[0].isdigit()), "")
    age = int(digits) if digits else next((_NUMBER_WORDS[w] for w in words if w in _NUMBER_WORDS), 0)
    return str(age) if 0 < age <= 110 else None


def _whom(words: list[str]) -> str | None:
    for kind, names in _RELATIVES.items():
        if set(words) & set(names):
            return kind
    return "me" if set(words) & {"me", "myself"} else None
