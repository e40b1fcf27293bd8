"""The ideas danger is told with: which of them stand in a message, and which stand close together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import tomllib

_TABLE = Path(__file__).parent / "concepts.toml"
_LONGEST_PHRASE = 5
_CLOSE = 8
_MOST_PLACES = 8


class Ideas:
    """The words and phrases of every idea, for one look-up a word."""

    def __init__(self, table: dict[str, str]) -> None:
        """`table` maps the name of an idea to its words, as in concepts.toml."""
        self._words: dict[str, set[str]] = {}
        self._stems: list[tuple[str, str]] = []
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        for idea, entries in table.items():
            for entry in entries.split():
                parts = tuple(entry.split("_"))
                if len(parts) > 1:
                    self._phrases.setdefault(parts, set()).add(idea)
                elif entry.endswith("*"):
                    self._stems.append((entry[:-1], idea))
                else:
                    self._words.setdefault(entry, set()).add(idea)
        self._starts = {parts[0] for parts in self._phrases}
        self._of_word: dict[str, frozenset[str]] = {}

    def of(self, word: str) -> frozenset[str]:
        """The ideas a single word stands for."""
        known = self._of_word.get(word)
        if known is None:
            found = set(self._words.get(word, ()))
            found.update(idea for stem, idea in self._stems if word.startswith(stem))
            known = frozenset(found)
            if len(self._of_word) < 50_000:
                self._of_word[word] = known
        return known

    def places(self, words: Sequence[str]) -> dict[str, list[int]]:
        """Where in a run of words each idea stands."""
        found: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            for idea in self.of(word):
                found.setdefault(idea, []).append(at)
            if word in self._starts:
                for length in range(2, _LONGEST_PHRASE + 1):
                    for idea in self._phrases.get(tuple(words[at : at + length]), ()):
                        found.setdefault(idea, []).append(at)
        return found


@lru_cache(maxsize=1)
def ideas() -> Ideas:
    """The ideas of concepts.toml."""
    with _TABLE.open("rb") as file:
        return Ideas(tomllib.load(file)["ideas"])


def idea_features(said: str) -> list[str]:
    """Each idea of a message (as `normalise` leaves it), and each two that stand within eight words."""
    places = ideas().places(said.split())
    names = sorted(places)
    features = list(names)
    for first, name in enumerate(names):
        for other in names[first + 1 :]:
            near = min(abs(a - b) for a in places[name][:_MOST_PLACES] for b in places[other][:_MOST_PLACES])
            if near <= _CLOSE:
                features.append(f"{name}&{other}")
    return features
