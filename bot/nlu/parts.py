"""Texts cut into whole and clauses, each piece as numbers: meaning, words and cues; pure, no Rasa."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.nlu.clauses import clauses
from bot.nlu.counts import Counts
from bot.nlu.cues import cues_of

Encode = Callable[[str], NDArray[np.float32]]
Matrix = NDArray[np.float64]

# How much cues weigh beside a meaning of length 1.
CUE_SHARE = 0.5


@dataclass(frozen=True)
class Parts:
    """Texts in pieces; the first piece of every text is the whole of it.

    dense (pieces, dimensions), counts (pieces, features), cues (pieces, 2, labels), starts (texts + 1,).
    """

    dense: Matrix
    counts: sparse.csr_matrix
    cues: Matrix
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.starts) - 1

    @property
    def meaning_and_cues(self) -> Matrix:
        """Return meaning with cues beside it (pieces, dimensions + 2 x labels)."""
        return np.hstack([self.dense, CUE_SHARE * self.cues.reshape(len(self.cues), -1)])

    @property
    def whole(self) -> NDArray[np.int64]:
        """Return the places of the whole texts."""
        return self.starts[:-1]

    def over_clauses(self, scores: Matrix) -> tuple[Matrix, Matrix]:
        """Return (best, mean) of piece scores over each text's clauses; of the whole where it has none."""
        best, mean = (np.empty((len(self), scores.shape[1])) for _ in range(2))
        for place, (start, end) in enumerate(zip(self.starts[:-1], self.starts[1:], strict=True)):
            mine = scores[start + 1 : end] if end > start + 1 else scores[start:end]
            best[place], mean[place] = mine.max(axis=0), mine.mean(axis=0)
        return best, mean

    def take(self, rows: NDArray[np.int64]) -> "Parts":
        """Return the parts of some texts."""
        kept = np.concatenate([np.arange(self.starts[row], self.starts[row + 1]) for row in rows])
        starts = np.concatenate([[0], np.cumsum(np.diff(self.starts)[rows])])
        return Parts(self.dense[kept], self.counts[kept], self.cues[kept], starts)


def featurise(
    texts: Sequence[str],
    labels: Sequence[str],
    counts: Counts,
    encode: Encode,
    word_share: float,
    *,
    cut: Callable[[str], list[str]] = clauses,
) -> Parts:
    """Cut texts (`cut` may leave them whole) and turn every piece into numbers."""
    pieces: list[str] = []
    starts = [0]
    for text in texts:
        mine = cut(text)
        pieces.extend([text, *mine] if len(mine) > 1 else [text])
        starts.append(len(pieces))
    dense = np.stack([encode(piece) for piece in pieces]).astype(np.float64)
    cues = np.stack([cues_of(piece, labels) for piece in pieces])
    return Parts(dense, counts.transform(pieces) * word_share, cues, np.array(starts))
