"""Logistic regression in numpy, over dense values and sparse named ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.safety.features import Features, Vector

Bools = npt.NDArray[np.bool_]
_STEPS = 220
_RATE = 0.08
_SHRINK = 2.5e-5
_DANGER_WEIGHT = 3.0
_FEWEST = 2


@dataclass(frozen=True)
class Matrix:
    """Many messages: `dense` one row each, and the named values in compressed rows."""

    dense: Vector
    names: tuple[str, ...]
    start: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]
    value: Vector

    @classmethod
    def of(cls, rows: Sequence[Features], names: tuple[str, ...] | None = None) -> Matrix:
        """Put messages together; `names` are learned from them (those met at least twice) unless given."""
        if names is None:
            met = Counter(name for row in rows for name in row.named)
            names = tuple(sorted(name for name, times in met.items() if times >= _FEWEST))
        at = {name: place for place, name in enumerate(names)}
        start, column, value = [0], [], []
        for row in rows:
            for name, amount in row.named.items():
                if name in at:
                    column.append(at[name])
                    value.append(amount)
            start.append(len(column))
        return cls(
            np.stack([row.dense for row in rows]),
            names,
            np.array(start, dtype=np.int64),
            np.array(column, dtype=np.int64),
            np.array(value, dtype=np.float32),
        )

    @property
    def row_of(self) -> npt.NDArray[np.int64]:
        """The message each named value belongs to."""
        return np.repeat(np.arange(len(self.dense)), np.diff(self.start))


@dataclass
class Weights:
    """What is learned: a column for danger and one for each kind."""

    dense: Vector
    named: Vector
    bias: Vector


def _totals(matrix: Matrix, weights: Weights, row_of: npt.NDArray[np.int64]) -> Vector:
    total = matrix.dense @ weights.dense + weights.bias
    for output in range(weights.bias.shape[0]):
        amounts = matrix.value * weights.named[matrix.column, output]
        total[:, output] += np.bincount(row_of, amounts, minlength=len(total)).astype(np.float32)
    return total


def predict(matrix: Matrix, weights: Weights) -> Vector:
    """The likelihood of danger and of each kind, one row a message."""
    total = _totals(matrix, weights, matrix.row_of)
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(total, -40, 40))), dtype=np.float32)


def fit(matrix: Matrix, wanted: Bools) -> Weights:
    """Fit by Adam on the whole set; danger weighs three times an ordinary message. Deterministic."""
    outputs, row_of = wanted.shape[1], matrix.row_of
    sizes = [(matrix.dense.shape[1], outputs), (len(matrix.names), outputs), (outputs,)]
    values = [np.zeros(size, dtype=np.float32) for size in sizes]
    first = [np.zeros_like(value) for value in values]
    second = [np.zeros_like(value) for value in values]
    goal = wanted.astype(np.float32)
    weight = np.where(wanted, _DANGER_WEIGHT, 1.0).astype(np.float32)
    weight /= weight.sum(axis=0)
    for step in range(1, _STEPS + 1):
        weights = Weights(*values)
        slip = (1.0 / (1.0 + np.exp(-np.clip(_totals(matrix, weights, row_of), -40, 40))) - goal) * weight
        named = np.stack(
            [
                np.bincount(matrix.column, matrix.value * slip[row_of, output], minlength=len(matrix.names))
                for output in range(outputs)
            ],
            axis=1,
        )
        slopes = [matrix.dense.T @ slip + _SHRINK * values[0], named + _SHRINK * values[1], slip.sum(axis=0)]
        for at, slope in enumerate(slopes):
            first[at] = 0.9 * first[at] + 0.1 * slope
            second[at] = 0.999 * second[at] + 0.001 * slope**2
            move = (first[at] / (1 - 0.9**step)) / (np.sqrt(second[at] / (1 - 0.999**step)) + 1e-9)
            values[at] = (values[at] - _RATE * move).astype(np.float32)
    return Weights(*values)
