"""Careful correction of misspelt words towards words that our own data uses; pure, no model.

A word is touched only when it is known nowhere (not to English, our data, the directory or the danger words) and
exactly one of our own words is clearly nearest. Places, names and danger words are handed in as protected.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[A-Za-z]{4,}")
SHORTEST = 4
# Longer words are misspelt in more places: edits allowed by the length of what was written.
_EDITS = ((8, 2), (5, 1), (4, 1))
_VOWELS = re.compile(r"[aeiouy]+")


class Speller:
    """Corrects words; `targets` are our own words with how often they occur."""

    def __init__(self, targets: Mapping[str, int], known: Iterable[str], protected: Iterable[str] = ()) -> None:
        self._targets = {word: count for word, count in targets.items() if len(word) >= SHORTEST}
        self._known = frozenset(known) | frozenset(targets) | {word.lower() for word in protected}
        self._by_deletion: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._targets):
            for shorter in _deletions(word, 2 if len(word) >= 7 else 1):
                self._by_deletion[shorter].append(word)
            self._by_sound[sound(word)].append(word)

    def correct(self, text: str) -> str:
        """Return the text with misspelt words corrected; everything else stays exactly as it is."""
        return _WORD.sub(lambda found: self.word(found[0]), text)

    def word(self, written: str) -> str:
        """Return the word that was meant, or `written` itself when that is not certain."""
        lower = written.lower()
        if lower in self._known or len(lower) < SHORTEST or _is_form_of_known(lower, self._known):
            return written
        best = self._nearest(lower)
        return best if best is not None else written

    def _nearest(self, lower: str) -> str | None:
        allowed = next(edits for length, edits in _EDITS if len(lower) >= length)
        candidates = {word for shorter in _deletions(lower, allowed) for word in self._by_deletion.get(shorter, ())}
        scored = [
            (distance, -self._targets[word], word)
            for word in candidates
            if word[0] == lower[0] and (distance := edit_distance(lower, word)) <= allowed
        ]
        if not scored:
            # Hand-spelling ("angsity") is far in letters and near in sound.
            most = max(2, len(lower) // 2)
            alike = [
                word
                for word in self._by_sound.get(sound(lower), ())
                if edit_distance(lower, word) <= most and len(word) > 4
            ]
            return alike[0] if len(alike) == 1 and len(lower) >= 5 else None
        scored.sort()
        # Two of our words equally near: which was meant is a guess unless one is far commoner.
        if len(scored) > 1 and scored[1][0] == scored[0][0] and scored[0][1] > 3 * scored[1][1]:
            return None
        return scored[0][2]


def sound(word: str) -> str:
    """Return roughly how a word sounds: consonants by group, vowels only where it begins."""
    word = word.lower()
    for spelt, heard in (("ph", "f"), ("ght", "t"), ("gh", "g"), ("ck", "k"), ("sch", "sk"), ("tion", "shn")):
        word = word.replace(spelt, heard)
    word = word.replace("x", "ks").replace("c", "k").replace("q", "k").replace("z", "s").replace("v", "f")
    first = "a" if word[:1] in "aeiouy" else word[:1]
    rest = _VOWELS.sub("", word[1:])
    return first + re.sub(r"(.)\1+", r"\1", rest)


def edit_distance(first: str, second: str) -> int:
    """Count insertions, deletions, changes and swaps of neighbours between two words."""
    rows = [list(range(len(second) + 1))]
    for i, a in enumerate(first, 1):
        row = [i]
        for j, b in enumerate(second, 1):
            cost = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, rows[i - 2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


def _deletions(word: str, count: int) -> set[str]:
    found = {word}
    edge = {word}
    for _ in range(count):
        edge = {text[:place] + text[place + 1 :] for text in edge for place in range(len(text))}
        found |= edge
    return found


def _is_form_of_known(lower: str, known: frozenset[str]) -> bool:
    """Say whether the word is a plain ending on a known one (bailiffs, overpaying)."""
    return any(lower.endswith(end) and lower[: -len(end)] in known for end in ("s", "ed", "ing", "er", "ly", "'s"))
