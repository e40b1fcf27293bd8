"""Which needs a text holds, several at once, with calibrated confidence; pure, no Rasa.

Several judges (linear heads and a small network over meaning, words and cues, and the nearest training messages)
score the whole text and each of its clauses. Two tiny models turn their scores into honest probabilities: one for
there being any need at all, one (the same for all needs) for each need given that there is one. Both are fitted on
scores of messages that the judges had not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.nlu import linear, network
from bot.nlu.bank import Bank
from bot.nlu.counts import Counts
from bot.nlu.evidence import Evidence, Judges, gather
from bot.nlu.joining import joined
from bot.nlu.parts import Encode, Matrix, Parts, featurise

FOLDS = 3


@dataclass(frozen=True)
class Settings:
    """What may be tuned: C of the heads (`strength`), how much words count beside meaning (`word_share`).

    `joined` is how many messages with several needs are made of those with one.
    """

    strength: float = 3.0
    word_share: float = 0.7
    iterations: int = 40
    features: int = 4000
    stack_strength: float = 3.0
    joined: int = 1500


@dataclass(frozen=True)
class Reading:
    """How sure we are that a text asks for help at all, and of each need if it does (needs,)."""

    any: float
    each: Matrix


class NeedsModel:
    """Scores texts; fitted by `fit`, kept by `as_arrays` and read back by `from_arrays`."""

    def __init__(
        self,
        labels: Sequence[str],
        counts: Counts,
        judges: Judges,
        stacks: tuple[linear.Linear, linear.Linear],
        settings: Settings,
    ) -> None:
        self.labels = tuple(labels)
        self.counts = counts
        self.judges = judges
        self.any_stack, self.each_stack = stacks
        self.settings = settings

    def read(self, text: str, encode: Encode) -> Reading:
        """Read one text; a blank one holds nothing."""
        if not text.strip():
            return Reading(0.0, np.zeros(len(self.labels)))
        found, each = self.read_all([text], encode)
        return Reading(float(found[0]), each[0])

    def read_all(self, texts: Sequence[str], encode: Encode) -> tuple[Matrix, Matrix]:
        """Read many texts: (texts,) of there being a need, (texts, needs) of each need if there is."""
        parts = featurise(texts, self.labels, self.counts, encode, self.settings.word_share)
        evidence = gather(parts, self.judges)
        return _combine(evidence.any[:, None], self.any_stack)[:, 0], _combine(evidence.each, self.each_stack)

    def confidences(self, text: str, encode: Encode) -> Matrix:
        """Return one calibrated confidence a need, shape (needs,); zeros for a blank text."""
        reading = self.read(text, encode)
        return reading.any * reading.each

    def as_arrays(self) -> tuple[dict[str, Any], dict[str, Matrix]]:
        """Return (what JSON keeps, what numpy keeps)."""
        arrays: dict[str, Matrix] = {
            "bank_vectors": self.judges.bank.vectors.astype(np.float32),
            "bank_labels": self.judges.bank.labels.astype(np.int8),
        }
        for name in ("head", "gate"):
            arrays |= _named(name, getattr(self.judges, name))
        arrays |= {f"net_{key}": table for key, table in vars(self.judges.net).items()}
        arrays |= _named("any", self.any_stack) | _named("each", self.each_stack)
        facts = {"labels": self.labels, "counts": self.counts.as_json(), "settings": vars(self.settings)}
        return facts, arrays

    @classmethod
    def from_arrays(cls, facts: dict[str, Any], arrays: dict[str, Matrix]) -> "NeedsModel":
        """Read back what `as_arrays` returned."""
        # Single precision all through: reading a message is then bound by the encoder alone.
        net = {key[4:]: table for key, table in arrays.items() if key.startswith("net_")}
        bank = Bank(arrays["bank_vectors"], arrays["bank_labels"].astype(np.float32))
        head, gate, any_stack, each_stack = (_unnamed(name, arrays) for name in ("head", "gate", "any", "each"))
        judges = Judges(head, network.Network(**net), gate, bank)
        counts, settings = Counts(facts["counts"]), Settings(**facts["settings"])
        return cls(facts["labels"], counts, judges, (any_stack, each_stack), settings)


def _named(name: str, head: linear.Linear) -> dict[str, Matrix]:
    return {f"{name}_{part}": table.astype(np.float32) for part, table in vars(head).items()}


def _unnamed(name: str, arrays: dict[str, Matrix]) -> linear.Linear:
    return linear.Linear(arrays[f"{name}_dense"], arrays[f"{name}_sparse"], arrays[f"{name}_bias"])


def _combine(columns: Matrix, stack: linear.Linear) -> Matrix:
    """Turn evidence (texts, things, columns) into probabilities (texts, things)."""
    scores = columns.reshape(-1, columns.shape[2]) @ stack.dense + stack.bias
    return linear.sigmoid(scores.reshape(columns.shape[:2]))


def targets_of(needs: Sequence[Sequence[str]], labels: Sequence[str]) -> Matrix:
    """Return (texts, labels) of 0 and 1."""
    table = np.zeros((len(needs), len(labels)))
    for row, names in enumerate(needs):
        for name in names:
            table[row, labels.index(name)] = 1.0
    return table


def fit(
    texts: Sequence[str],
    needs: Sequence[Sequence[str]],
    labels: Sequence[str],
    encode: Encode,
    settings: Settings | None = None,
    words: Sequence[tuple[str, Sequence[str]]] = (),
) -> NeedsModel:
    """Fit judges and calibration.

    Args:
        texts: training messages.
        needs: the needs of each message; empty for a message without any.
        labels: every need there is.
        encode: the sentence encoder.
        settings: what may be tuned.
        words: words that mean a need by themselves, with their needs. They teach the judges (single words are
            rare in messages and common in replies) but not the calibration, which must be on real messages.
    """
    settings = settings or Settings()
    words = tuple(words)
    counts = Counts.fit([*texts, *(word for word, _ in words)], at_most_features=settings.features)
    parts = featurise(texts, labels, counts, encode, settings.word_share)
    real = _Lesson(parts, targets_of(needs, labels))
    fold = np.arange(len(texts)) % FOLDS  # files keep like beside like, so every fold gets some of each
    extra = [_extra(texts, needs, np.flatnonzero(fold == turn), settings) for turn in range(FOLDS)]
    made = [_lesson(mine, labels, counts, encode, settings) for mine in extra]
    taught = _lesson(words, labels, counts, encode, settings)
    found: list[tuple[NDArray[np.int64], Evidence]] = []
    for turn in range(FOLDS):
        beside = [taught, *(lesson for place, lesson in enumerate(made) if place != turn)]
        judges = _judges(real.take(np.flatnonzero(fold != turn)), beside, settings)
        rows = np.flatnonzero(fold == turn)
        found.append((rows, gather(real.parts.take(rows), judges)))
    stacks = _stacks(found, real.targets, settings)
    return NeedsModel(labels, counts, _judges(real, [taught, *made], settings), stacks, settings)


@dataclass(frozen=True)
class _Lesson:
    """Messages as numbers, with their needs (texts, labels)."""

    parts: Parts
    targets: Matrix

    def take(self, rows: NDArray[np.int64]) -> "_Lesson":
        return _Lesson(self.parts.take(rows), self.targets[rows])


def _lesson(
    made: Sequence[tuple[str, Sequence[str]]], labels: Sequence[str], counts: Counts, encode: Encode, settings: Settings
) -> _Lesson | None:
    """Make a lesson of messages that only the judges see; they read whole texts, so nothing is cut."""
    if not made:
        return None
    texts, needs = zip(*made, strict=True)
    parts = featurise(texts, labels, counts, encode, settings.word_share, cut=lambda text: [text])
    return _Lesson(parts, targets_of(needs, labels))


def _extra(
    texts: Sequence[str], needs: Sequence[Sequence[str]], rows: NDArray[np.int64], settings: Settings
) -> list[tuple[str, tuple[str, ...]]]:
    """Make joined messages of one fold's own messages, so that no judge sees a part of what it will be asked."""
    return joined([texts[row] for row in rows], [needs[row] for row in rows], settings.joined // FOLDS)


def _judges(real: _Lesson, beside: Sequence[_Lesson | None], settings: Settings) -> Judges:
    """Fit every judge; only real messages and words are remembered in the bank and decide the gate."""
    lessons = [real, *(lesson for lesson in beside if lesson is not None)]
    wholes = [lesson.parts.whole for lesson in lessons]
    dense = np.vstack([x.parts.meaning_and_cues[rows] for x, rows in zip(lessons, wholes, strict=True)])
    counts = sparse.vstack([x.parts.counts[rows] for x, rows in zip(lessons, wholes, strict=True)]).tocsr()
    targets = np.vstack([lesson.targets for lesson in lessons])
    kind, strength = "independent", settings.strength
    head = linear.fit(dense, counts, targets, kind=kind, strength=strength, iterations=settings.iterations)
    asks = targets.max(axis=1, keepdims=True)
    gate = linear.fit(dense, counts, asks, kind=kind, strength=strength, iterations=2 * settings.iterations)
    net = network.fit(dense, np.hstack([targets, 1.0 - asks]))
    known = len(real.targets)
    bank = Bank(real.parts.dense[real.parts.whole], np.hstack([targets[:known], 1.0 - asks[:known]]))
    return Judges(head, net, gate, bank)


def _stacks(
    found: Sequence[tuple[NDArray[np.int64], Evidence]], targets: Matrix, settings: Settings
) -> tuple[linear.Linear, linear.Linear]:
    """Fit what turns evidence into probabilities: for any need on all messages, for each on those with one."""
    rows = np.concatenate([mine for mine, _ in found])
    targets = targets[rows]
    asks = targets.max(axis=1, keepdims=True)
    every = np.vstack([evidence.any for _, evidence in found])
    each = np.vstack([evidence.each for _, evidence in found])[asks[:, 0] > 0]
    flat, answers = each.reshape(-1, each.shape[2]), targets[asks[:, 0] > 0].reshape(-1, 1)
    return _stack(every, asks, settings), _stack(flat, answers, settings)


def _stack(columns: Matrix, answers: Matrix, settings: Settings) -> linear.Linear:
    """Fit on columns of like scale, and give back weights for the columns as they are."""
    middle, width = columns.mean(axis=0), np.maximum(columns.std(axis=0), 1e-3)
    nothing = sparse.csr_matrix((len(columns), 0), dtype=np.float64)
    fitted = linear.fit(
        (columns - middle) / width, nothing, answers, kind="independent", strength=settings.stack_strength
    )
    dense = fitted.dense / width[:, None]
    return linear.Linear(dense, fitted.sparse, fitted.bias - middle @ dense)
