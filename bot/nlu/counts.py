"""What words and letter groups a text holds, as L2-normalised sparse counts; pure, no Rasa.

Raw counts drown the sentence encoder and collapse on long texts (measured in a prototype), so each block is
scaled to length 1: a text of forty words weighs no more than one of four.
"""

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from scipy import sparse

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_DIGITS = re.compile(r"\d+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'"})
CHAR_LENGTHS = (3, 4, 5)


def words_of(text: str) -> list[str]:
    """Split a text into lower-case words; every number becomes 0, so that no house number is learnt."""
    return [_DIGITS.sub("0", word) for word in _WORD.findall(text.lower().translate(_QUOTES))]


def _word_features(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        yield "w:" + word
    for first, second in itertools.pairwise(words):
        yield f"w:{first} {second}"


def _char_features(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        padded = f" {word} "
        for length in CHAR_LENGTHS:
            for start in range(len(padded) - length + 1):
                yield "c:" + padded[start : start + length]


class Counts:
    """A vocabulary of word and letter features, and texts as unit vectors over it."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)
        self._index = {feature: place for place, feature in enumerate(self._weights)}
        self._values = np.fromiter(self._weights.values(), dtype=np.float64, count=len(self._weights))

    @classmethod
    def fit(cls, texts: Iterable[str], *, at_least: int = 2, at_most_features: int = 8000) -> "Counts":
        """Learn the features seen in `at_least` texts; the commonest `at_most_features` of them."""
        seen: Counter[str] = Counter()
        total = 0
        for text in texts:
            words = words_of(text)
            seen.update(set(_word_features(words)) | set(_char_features(words)))
            total += 1
        # Sorted by name where equally common: the same data must give the same model.
        kept = sorted((f for f, n in seen.items() if n >= at_least), key=lambda f: (-seen[f], f))
        return cls({f: 1.0 + math.log((1 + total) / (1 + seen[f])) for f in kept[:at_most_features]})

    @property
    def size(self) -> int:
        """How many features there are."""
        return len(self._index)

    def as_json(self) -> dict[str, float]:
        """Return the vocabulary in a form that JSON keeps."""
        return dict(self._weights)

    def _block(self, features: Iterable[str]) -> tuple[list[int], list[float]]:
        found: dict[int, int] = {}
        for feature in features:
            place = self._index.get(feature)
            if place is not None:
                found[place] = found.get(place, 0) + 1
        places = list(found)
        values = [math.sqrt(found[p]) * self._values[p] for p in places]
        length = math.sqrt(sum(v * v for v in values)) or 1.0
        return places, [v / length for v in values]

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Return one row a text; the word part and the letter part each have length 1 (or 0 if unknown)."""
        indptr, indices, data = [0], [], []
        for text in texts:
            words = words_of(text)
            for block in (_word_features(words), _char_features(words)):
                places, values = self._block(block)
                indices.extend(places)
                data.extend(values)
            indptr.append(len(indices))
        shape = (len(texts), len(self._index))
        return sparse.csr_matrix((data, indices, indptr), shape=shape, dtype=np.float64)
