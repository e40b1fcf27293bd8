"""Training messages to be near to: which of them a text resembles, and what those were about; pure numpy."""

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# How much nearer messages outvote farther ones.
SHARPNESS = 20.0


class Bank:
    """Vectors (examples, dimensions) with labels (examples, labels) of 0 and 1; every label has an example."""

    def __init__(self, vectors: Matrix, labels: Matrix) -> None:
        self.vectors = vectors
        self.labels = labels
        # Grouped by label: one pass over the cosines finds the nearest of every group.
        groups = [np.flatnonzero(labels[:, place]) for place in range(labels.shape[1])]
        self._filled = np.array([len(group) > 0 for group in groups])
        self._order = np.concatenate(groups)
        sizes = np.array([len(group) for group in groups])
        self._starts = (np.cumsum(sizes) - sizes)[self._filled]

    def near(self, dense: Matrix) -> Matrix:
        """Return cosines (texts, examples)."""
        return np.asarray(dense.astype(self.vectors.dtype) @ self.vectors.T)

    def votes(self, near: Matrix) -> Matrix:
        """Let training messages vote for their labels by nearness: log odds (texts, labels)."""
        weight = np.exp(SHARPNESS * (near - 1.0))
        share = (weight @ self.labels) / np.maximum(weight.sum(axis=1, keepdims=True), 1e-30)
        return np.log(np.maximum(share, 1e-5) / np.maximum(1.0 - share, 1e-5))

    def nearest(self, near: Matrix) -> Matrix:
        """Return the cosine to the nearest example of each label (texts, labels); 0 where there is none."""
        best = np.zeros((len(near), len(self._filled)))
        best[:, self._filled] = np.maximum.reduceat(near[:, self._order], self._starts, axis=1)
        return best
