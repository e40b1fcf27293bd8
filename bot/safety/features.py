"""A message as numbers: its meaning, what the tables found, the ideas it is told with, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.safety.concepts import idea_features
from bot.safety.kinds import KINDS

Vector = npt.NDArray[np.float32]
#: How much a finding of the tables weighs beside a unit vector of meaning.
PATTERN_WEIGHT = 0.5


class Encoder(Protocol):
    """Anything that turns a text into a unit vector of meaning (bot.language.encoder)."""

    def encode(self, text: str) -> Vector:
        """The meaning of a text."""
        ...


@dataclass(frozen=True)
class Features:
    """One message: `dense` values (meaning, then the tables' findings) and unit-length named groups."""

    dense: Vector
    named: dict[str, float]


def words_of(said: str) -> list[str]:
    """Single words and pairs of a normalised message."""
    words = [word for word in said.split() if word != "|"]
    return [f"w:{word}" for word in words] + [f"w:{a} {b}" for a, b in pairwise(words)]


def _unit(names: Sequence[str]) -> dict[str, float]:
    """Each name once, all together of length one."""
    once = set(names)
    return dict.fromkeys(once, len(once) ** -0.5) if once else {}


def features(said: str, kinds: Sequence[str], encoder: Encoder) -> Features:
    """A message (as `normalise` leaves it) with the kinds the tables found, as features."""
    plain = said.replace("|", ".").strip(" .")
    found = np.zeros(len(KINDS) + 1, dtype=np.float32)
    if kinds:
        found[0] = PATTERN_WEIGHT
        for kind in kinds:
            found[1 + KINDS.index(kind)] = PATTERN_WEIGHT
    dense = np.concatenate([encoder.encode(plain), found]).astype(np.float32)
    return Features(dense, {**_unit(words_of(said)), **_unit([f"i:{name}" for name in idea_features(said)])})
