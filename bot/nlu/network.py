"""A small network with one hidden layer, for labels that stand alone: fitted by scikit-learn, used by numpy."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

HIDDEN = 256
EPOCHS = 25
# Unit vectors of 384 dimensions are too faint for the usual first weights.
LOUDER = 4.0


@dataclass(frozen=True)
class Network:
    """Weights of the two layers: `inner` (features, hidden), `outer` (hidden, labels), and their biases."""

    inner: Matrix
    inner_bias: Matrix
    outer: Matrix
    outer_bias: Matrix

    def scores(self, dense: Matrix) -> Matrix:
        """Return raw scores (texts, labels)."""
        hidden = np.maximum(dense.astype(self.inner.dtype) * LOUDER @ self.inner + self.inner_bias, 0.0)
        return np.asarray(hidden @ self.outer + self.outer_bias)


def fit(dense: Matrix, targets: Matrix) -> Network:
    """Fit on (texts, features) and (texts, labels) of 0 and 1; the same data gives the same network."""
    # Only training needs scikit-learn: reading a message must not wait for it to be imported.
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier((HIDDEN,), alpha=0.01, max_iter=EPOCHS, batch_size=min(128, len(dense)), random_state=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops after EPOCHS on purpose
        model.fit((dense * LOUDER).astype(np.float32), targets.astype(np.int64))
    inner, outer = (np.asarray(table, dtype=np.float32) for table in model.coefs_)
    inner_bias, outer_bias = (np.asarray(row, dtype=np.float32) for row in model.intercepts_)
    return Network(inner, inner_bias, outer, outer_bias)
