"""Finds the cues of each need in a text: how many plain words and how many hints; pure, no Rasa."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.nlu.cue_words import CUES

# More of the same says little more.
MOST = 3
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'"})


def _pattern(cues: str) -> re.Pattern[str]:
    # Line ends and the spaces around bars are only for reading.
    cues = re.sub(r"\s*\|\s*", "|", cues)
    # A bare star stands for the rest of a word; a star after a class or a group is the expression's own.
    written = re.sub(r"(?<=[a-z])\*", r"\\w*", cues)
    return re.compile(rf"(?<![a-z])(?:{written})(?![a-z])", re.IGNORECASE)


_PATTERNS = {need: tuple(_pattern(cues) for cues in both) for need, both in CUES.items()}


def cues_of(text: str, labels: Sequence[str]) -> NDArray[np.float64]:
    """Return shape (2, labels): how many plain cues and how many hints of each need, each 0 to 1.

    A label without cues (Rasa data of another kind) has zeros.
    """
    text = text.translate(_QUOTES)
    table = np.zeros((2, len(labels)))
    for place, need in enumerate(labels):
        for kind, pattern in enumerate(_PATTERNS.get(need, ())):
            found = {match[0].lower() for match in pattern.finditer(text)}
            table[kind, place] = min(len(found), MOST) / MOST
    return table
