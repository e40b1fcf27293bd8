"""Linear heads over dense and sparse features together, fitted for all labels at once; pure numpy and scipy.

One L-BFGS run over every label is several times quicker than one run a label, which is what keeps training
under a minute; it needs no random numbers, so the same data gives the same model.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """Weights of a fitted head: dense (features, labels), sparse (features, labels), bias (labels,)."""

    dense: Matrix
    sparse: Matrix
    bias: Matrix

    def scores(self, dense: Matrix, counts: sparse.csr_matrix) -> Matrix:
        """Return raw scores (texts, labels)."""
        # The same precision as the weights: scipy would otherwise copy all of them for every message.
        kind = self.dense.dtype
        return np.asarray(dense.astype(kind) @ self.dense + counts.astype(kind) @ self.sparse + self.bias)


def softmax(scores: Matrix) -> Matrix:
    """Turn scores into probabilities over labels that exclude one another."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def sigmoid(scores: Matrix) -> Matrix:
    """Turn scores into a probability for each label alone."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(scores, -40, 40))))


def _loss_and_slope(scores: Matrix, targets: Matrix, weight: Matrix, kind: str) -> tuple[float, Matrix]:
    if kind == "softmax":
        probability = softmax(scores)
        loss = -float((weight * targets * np.log(np.maximum(probability, 1e-12))).sum())
        return loss, weight * (probability - targets)
    loss = float((weight * (np.logaddexp(0, scores) - targets * scores)).sum())
    return loss, weight * (sigmoid(scores) - targets)


def fit(
    dense: Matrix,
    counts: sparse.csr_matrix,
    targets: Matrix,
    *,
    kind: Literal["softmax", "independent"],
    strength: float = 100.0,
    weight: Matrix | None = None,
    iterations: int = 200,
) -> Linear:
    """Fit a head by penalised maximum likelihood.

    Args:
        dense: (texts, dense features).
        counts: (texts, sparse features).
        targets: (texts, labels) of 0 and 1; exactly one 1 a row for softmax.
        kind: labels that exclude one another (softmax) or stand alone (independent).
        strength: C as in scikit-learn: the larger, the weaker the penalty.
        weight: (texts, labels) or (texts, 1) weights of the examples.
        iterations: an upper bound; the optimum matters less than stopping early on small data.
    """
    # Single precision halves the time; the optimiser itself keeps double.
    dense, counts, targets = dense.astype(np.float32), counts.astype(np.float32), targets.astype(np.float32)
    weight = np.ones((len(targets), 1), np.float32) if weight is None else weight.astype(np.float32)
    n_dense, n_sparse, labels = dense.shape[1], counts.shape[1], targets.shape[1]
    transposed = counts.T.tocsr()

    def unpack(flat: Matrix) -> Linear:
        table = flat.astype(np.float32).reshape(n_dense + n_sparse + 1, labels)
        return Linear(table[:n_dense], table[n_dense:-1], table[-1])

    def objective(flat: Matrix) -> tuple[float, Matrix]:
        head = unpack(flat)
        loss, slope = _loss_and_slope(head.scores(dense, counts), targets, weight, kind)
        penalty = float((head.dense**2).sum() + (head.sparse**2).sum()) / (2 * strength)
        parts = (
            dense.T @ slope + head.dense / strength,
            transposed @ slope + head.sparse / strength,
            slope.sum(axis=0, keepdims=True),
        )
        return loss + penalty, np.vstack(parts).ravel().astype(np.float64)

    start = np.zeros((n_dense + n_sparse + 1) * labels)
    options = {"maxiter": iterations, "maxcor": 8, "ftol": 1e-5}
    done = optimize.minimize(objective, start, jac=True, method="L-BFGS-B", options=options)
    return unpack(done.x)
