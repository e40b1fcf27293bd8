"""How people's own spelling is brought to the plain words that the danger patterns are written in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources
from pathlib import Path

import tomllib
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

_HERE = Path(__file__).parent
_LEET = str.maketrans("013457@$!|*+", "oieastasiliot"[:12])
_LATIN = str.maketrans(
    {
        "ł": "l",
        "đ": "d",
        "ø": "o",
        "æ": "ae",
        "œ": "oe",
        "ß": "ss",
        "ı": "i",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
    }
)
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ة": "ه",
     "ۃ": "ه", "ے": "ی", "ؤ": "و", "ں": "ن", "ـ": None}
)  # fmt: skip
_PLAIN_MARKS = frozenset("Mn")
_SPACED_LETTERS = re.compile(r"(?<!\w)(?:[a-z][ .\-_*]){3,}[a-z](?!\w)")
_SENTENCE_END = re.compile(r"(?<!\.)[.](?!\.)(?=\s|$)|[!?;\n\r।۔؟]+")
_SOFT = re.compile(r"\.{2,}|…|[,:()\[\]{}\"“”«»/\\&+=<>~^_%#]|(?<!\w)-|-(?!\w)| - ")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_TWO_AS_TO = re.compile(
    r"(?<= )((?:want|wants|wanted|going|need|needs|have|got|about|how|try|trying|like|ways?|ready|used|begging|plan"
    r"|nothing|no one|afraid|scared|him|her|them|me|it|place|anywhere|who|able|wish|talk|rather|forced)) 2(?= )"
)


@lru_cache(maxsize=1)
def lexicon() -> dict[str, dict[str, str]]:
    """The tables of lexicon.toml: `macros`, `aliases`, `phrases` and `emoji`."""
    with (_HERE / "lexicon.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def ordinary_words() -> frozenset[str]:
    """English words that are never taken for a misspelt danger word (symspellpy's word list).

    Empty when that library's list is missing: spelling is then a little too eager, which is the safe side.
    """
    try:
        source = resources.files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
        lines = source.read_text(encoding="utf-8-sig").splitlines()
    except (ModuleNotFoundError, FileNotFoundError, OSError):
        return frozenset()
    return frozenset(line.split(" ", 1)[0].replace("'", "") for line in lines)


class Speller:
    """Brings a misspelt word to the word of the patterns it stands for, and leaves ordinary words alone."""

    def __init__(self, words: frozenset[str]) -> None:
        """`words` are the words the patterns are written in."""
        self._words = words
        self._long = [word for word in sorted(words) if len(word) >= 5]
        self._glued = words | frozenset(
            [
                "i",
                "to",
                "the",
                "my",
                "me",
                "it",
                "in",
                "of",
                "is",
                "am",
                "a",
                "an",
                "and",
                "be",
                "do",
                "so",
                "no",
                "he",
                "she",
                "they",
                "want",
                "all",
            ]
        )
        self._seen: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """The word itself, or the pattern word (or words) it most likely stands for."""
        found = self._seen.get(word)
        if found is None:
            found = self._spell(word)
            if len(self._seen) > 50_000:
                self._seen.clear()
            self._seen[word] = found
        return found

    def _spell(self, word: str) -> str:
        if word in self._words or not word.isascii():
            return word
        plain = word
        if not plain.isalpha():
            plain = plain.translate(_LEET)
            if plain in self._words:
                return plain
            if not plain.isalpha() or word.isdigit() or word[0].isdigit():
                return word
        once = re.sub(r"([a-z])\1+", r"\1", plain)
        if once in self._words:
            return once if plain not in ordinary_words() else plain
        if plain in ordinary_words():
            return plain
        if len(plain) < 5:
            return word if plain == word or plain not in ordinary_words() else plain
        return self._nearest(plain) or self._unglued(plain) or word

    def _nearest(self, word: str) -> str | None:
        slips = 1 if len(word) < 8 else 2
        best = extractOne(word, self._long, scorer=OSA.distance, score_cutoff=slips)
        if best is None:
            return None
        near = str(best[0])
        return near if near[0] == word[0] or near[:2] == word[1::-1] else None

    def _unglued(self, word: str) -> str | None:
        if len(word) > 40:
            return None
        ways: list[list[str] | None] = [[]] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 14), end):
                before, piece = ways[start], word[start:end]
                best = ways[end]
                if before is not None and piece in self._glued and (best is None or len(before) + 1 < len(best)):
                    ways[end] = [*before, piece]
        way = ways[len(word)]
        return " ".join(way) if way and len(way) > 1 else None


def plain_characters(text: str) -> str:
    """The text in small letters, without accents, with emoji as words and one form of each letter."""
    for sign, meaning in lexicon()["emoji"].items():
        if sign in text:
            text = text.replace(sign, f" {meaning} ")
    return one_form(unicodedata.normalize("NFKC", text).lower().translate(_LATIN))


def one_form(text: str) -> str:
    """The text with one form of each Arabic letter and without marks that people leave out."""
    kept = []
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).translate(_ARABIC)):
        kind = unicodedata.category(char)
        if kind == "Mn" and (ord(char) < 0x370 or 0x600 <= ord(char) < 0x700):
            continue
        if kind in ("Cf", "Cc") and char not in "\n\r\t":
            continue
        if kind == "So":
            char = " "
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


@lru_cache(maxsize=1)
def _phrase_rules() -> list[tuple[str, str]]:
    return [(f" {said} ", f" {meant} ") for said, meant in lexicon()["phrases"].items()]


def normalise(text: str, speller: Speller | None = None) -> str:
    """The message as plain words between single spaces, sentences parted by `|`, which also opens
    and closes the whole.

    Apostrophes, text-speak, repeated letters, l33t, spaced letters and misspellings are brought to the
    words of the patterns. The result begins and ends with a space.
    """
    text = plain_characters(text)
    text = _SPACED_LETTERS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), text)
    text = _SENTENCE_END.sub(lambda found: found.group() if _inside(found) else " | ", text)
    text = _SOFT.sub(" ", text).replace("'", "").replace("-", " ")
    aliases = lexicon()["aliases"]
    words: list[str] = []
    for raw in text.split():
        word = raw.strip("*.!?") or raw
        word = aliases.get(word, word)
        if word == raw and len(word) > 1:
            short = _LONG_RUN.sub(r"\1\1", word)
            word = aliases.get(short, short)
            if speller is not None:
                spelt = speller(word) if " " not in word else word
                word = aliases.get(spelt, spelt)
        words.append(word)
    plain = f" | {' '.join(words)} | "
    plain = _TWO_AS_TO.sub(r"\1 to", plain)
    for said, meant in _phrase_rules():
        if said in plain:
            plain = plain.replace(said, meant)
    return re.sub(r"(?: \|)+ ", " | ", plain)


def _inside(found: re.Match[str]) -> bool:
    """Whether a mark stands inside a word, as in `d!e`, and ends no sentence."""
    text, start, end = found.string, found.start(), found.end()
    return found.group() == "!" and start > 0 and end < len(text) and text[start - 1].isalpha() and text[end].isalpha()
