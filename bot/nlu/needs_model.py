"""Which needs a text holds, several at once, with calibrated confidence; pure, no Rasa.

One-vs-rest heads over meaning and words score the whole text and each of its clauses; a second, tiny model
(one for all needs) turns those scores and the nearness of training messages into one honest probability. It is
fitted on scores of messages that the heads had not seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.nlu import linear
from bot.nlu.clauses import clauses
from bot.nlu.counts import Counts

Encode = Callable[[str], NDArray[np.float32]]
Matrix = NDArray[np.float64]

FOLDS = 3
# How much nearer messages outvote farther ones.
SHARPNESS = 12.0


@dataclass(frozen=True)
class Settings:
    """What may be tuned: `strength` is C of the heads, `word_share` how much words count beside meaning."""

    strength: float = 3.0
    word_share: float = 0.7
    iterations: int = 40
    features: int = 4000
    stack_strength: float = 3.0


@dataclass(frozen=True)
class Parts:
    """Texts cut into clauses and featurised: rows of `owner` say which text a part belongs to.

    The first part of every text is the whole text.
    """

    dense: Matrix
    counts: sparse.csr_matrix
    owner: NDArray[np.int64]
    whole: NDArray[np.int64]


class Bank:
    """Training messages to be near to: vectors (examples, dimensions), labels (examples, needs) of 0 and 1."""

    def __init__(self, vectors: Matrix, labels: Matrix) -> None:
        self.vectors = vectors
        self.labels = labels
        # Grouped by need, with those of no need as the last group: one pass finds the nearest of every group.
        groups = [np.flatnonzero(labels[:, need]) for need in range(labels.shape[1])]
        groups.append(np.flatnonzero(~labels.any(axis=1)))
        self._filled = np.array([len(group) > 0 for group in groups])
        self._order = np.concatenate(groups)
        sizes = np.array([len(group) for group in groups])
        self._starts = (np.cumsum(sizes) - sizes)[self._filled]

    def votes(self, near: Matrix) -> Matrix:
        """Let training messages vote for their needs by nearness: log odds (parts, needs)."""
        weight = np.exp(SHARPNESS * near)
        share = (weight @ self.labels) / weight.sum(axis=1, keepdims=True)
        return np.log(np.maximum(share, 1e-4) / np.maximum(1.0 - share, 1e-4))

    def nearest(self, near: Matrix) -> tuple[Matrix, Matrix]:
        """From cosines (parts, examples) pick the nearest of each need (parts, needs) and of none (parts, 1)."""
        best = np.zeros((len(near), len(self._filled)))
        best[:, self._filled] = np.maximum.reduceat(near[:, self._order], self._starts, axis=1)
        return best[:, :-1], best[:, -1:]


class NeedsModel:
    """Scores texts; fitted by `fit`, kept by `as_arrays` and read back by `from_arrays`."""

    def __init__(
        self,
        labels: Sequence[str],
        counts: Counts,
        head: linear.Linear,
        bank: Bank,
        stack: linear.Linear,
        settings: Settings,
    ) -> None:
        self.labels = tuple(labels)
        self.counts = counts
        self.head = head
        self.bank = bank
        self.stack = stack
        self.settings = settings

    def confidences(self, text: str, encode: Encode) -> Matrix:
        """Return one calibrated confidence a need, shape (needs,); zeros for a blank text."""
        if not text.strip():
            return np.zeros(len(self.labels))
        parts = featurise([text], self.counts, encode, self.settings.word_share)
        evidence = gather(parts, self.head, self.bank)
        return _combine(evidence, self.stack)[0]

    def as_arrays(self) -> tuple[dict[str, Any], dict[str, Matrix]]:
        """Return (what JSON keeps, what numpy keeps)."""
        arrays = {
            "head_dense": self.head.dense.astype(np.float32),
            "head_sparse": self.head.sparse.astype(np.float32),
            "head_bias": self.head.bias,
            "stack_dense": self.stack.dense,
            "stack_bias": self.stack.bias,
            "bank_vectors": self.bank.vectors.astype(np.float32),
            "bank_labels": self.bank.labels.astype(np.int8),
        }
        facts = {"labels": self.labels, "counts": self.counts.as_json(), "settings": vars(self.settings)}
        return facts, arrays

    @classmethod
    def from_arrays(cls, facts: dict[str, Any], arrays: dict[str, Matrix]) -> "NeedsModel":
        """Read back what `as_arrays` returned."""
        # Single precision all through: reading a message is then bound by the encoder alone.
        head = linear.Linear(arrays["head_dense"], arrays["head_sparse"], arrays["head_bias"])
        nothing = np.zeros((0, 1))
        stack = linear.Linear(arrays["stack_dense"], nothing, arrays["stack_bias"])
        bank = Bank(arrays["bank_vectors"], arrays["bank_labels"].astype(np.float32))
        settings = Settings(**facts["settings"])
        return cls(facts["labels"], Counts(facts["counts"]), head, bank, stack, settings)


def featurise(texts: Sequence[str], counts: Counts, encode: Encode, word_share: float) -> Parts:
    """Cut texts into whole and clauses and featurise every part."""
    pieces: list[str] = []
    owner: list[int] = []
    whole: list[int] = []
    for place, text in enumerate(texts):
        whole.append(len(pieces))
        cut = clauses(text)
        mine = [text, *cut] if len(cut) > 1 else [text]
        pieces.extend(mine)
        owner.extend([place] * len(mine))
    dense = np.stack([encode(piece) for piece in pieces]).astype(np.float64)
    return Parts(dense, counts.transform(pieces) * word_share, np.array(owner), np.array(whole))


def gather(parts: Parts, head: linear.Linear, bank: Bank) -> Matrix:
    """Return the evidence for each need of each text: (texts, needs, evidence)."""
    logits = head.scores(parts.dense, parts.counts)
    near = parts.dense.astype(bank.vectors.dtype) @ bank.vectors.T
    nearest, nothing = bank.nearest(near)
    votes = bank.votes(near)
    texts, needs = len(parts.whole), bank.labels.shape[1]
    best_logit, best_near, best_vote = (np.empty((texts, needs)) for _ in range(3))
    least_nothing = np.empty((texts, 1))
    ends = np.append(parts.whole[1:], len(parts.owner))
    for place, (start, end) in enumerate(zip(parts.whole, ends, strict=True)):
        mine = slice(start + 1, end) if end > start + 1 else slice(start, end)
        best_logit[place] = logits[mine].max(axis=0)
        best_near[place] = nearest[mine].max(axis=0)
        best_vote[place] = votes[mine].max(axis=0)
        least_nothing[place] = nothing[mine].min(axis=0)
    whole_logit, whole_near = logits[parts.whole], nearest[parts.whole]
    rival = _best_other(whole_logit)
    ones = np.ones((1, needs))
    columns = (
        whole_logit,
        best_logit,
        np.maximum(whole_logit, best_logit),
        whole_near,
        best_near,
        votes[parts.whole],
        best_vote,
        whole_logit - rival,
        nothing[parts.whole] * ones,
        least_nothing * ones,
    )
    return np.stack([np.clip(c, -12, 12) for c in columns], axis=2)


def _best_other(scores: Matrix) -> Matrix:
    """Return for each need the best score among the others."""
    if scores.shape[1] < 2:
        return np.full_like(scores, -12.0)
    first_two = np.partition(scores, -2, axis=1)[:, -2:]
    return np.where(scores == first_two[:, 1:], first_two[:, :1], first_two[:, 1:])


def _combine(evidence: Matrix, stack: linear.Linear) -> Matrix:
    texts, needs, columns = evidence.shape
    scores = evidence.reshape(-1, columns) @ stack.dense + stack.bias
    return linear.sigmoid(scores.reshape(texts, needs))


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
    """Fit heads, bank and calibration.

    Args:
        texts: training messages.
        needs: the needs of each message; empty for a message without any.
        labels: every need there is.
        encode: the sentence encoder.
        settings: what may be tuned.
        words: words that mean a need by themselves, with their needs. They teach the heads (single words are
            rare in messages and common in replies) but not the calibration, which must be on real messages.
    """
    settings = settings or Settings()
    word_texts = [text for text, _ in words]
    targets = np.vstack([targets_of(needs, labels), targets_of([mine for _, mine in words], labels)])
    counts = Counts.fit([*texts, *word_texts], at_most_features=settings.features)
    parts = featurise([*texts, *word_texts], counts, encode, settings.word_share)
    bank = Bank(parts.dense[parts.whole], targets)
    evidence = unseen_evidence(parts, bank, settings, len(texts))
    head = _fit_head(bank.vectors, parts.counts[parts.whole], targets, settings)
    stack = _fit_stack(evidence, targets[: len(texts)], settings)
    return NeedsModel(labels, counts, head, bank, stack, settings)


def _fit_head(dense: Matrix, counts: sparse.csr_matrix, targets: Matrix, settings: Settings) -> linear.Linear:
    return linear.fit(
        dense,
        counts,
        targets,
        kind="independent",
        strength=settings.strength,
        iterations=settings.iterations,
    )


def fold_of(count: int) -> NDArray[np.int64]:
    """Deal messages to folds in turn: files keep like beside like, so every fold gets some of each."""
    return np.arange(count) % FOLDS


def unseen_evidence(parts: Parts, bank: Bank, settings: Settings, messages: int) -> Matrix:
    """Return the evidence for the first `messages` texts, each from heads and bank that were made without it."""
    # What comes after the messages (words) is seen by every head.
    fold = np.append(fold_of(messages), np.full(len(parts.whole) - messages, -1))
    found = []
    for turn in range(FOLDS):
        seen, rows = np.flatnonzero(fold != turn), np.flatnonzero(fold == turn)
        head = _fit_head(bank.vectors[seen], parts.counts[parts.whole[seen]], bank.labels[seen], settings)
        found.append((rows, gather(_take(parts, rows), head, Bank(bank.vectors[seen], bank.labels[seen]))))
    evidence = np.zeros((messages, *found[0][1].shape[1:]))
    for rows, mine in found:
        evidence[rows] = mine
    return evidence


def _take(parts: Parts, rows: NDArray[np.int64]) -> Parts:
    """Return the parts of some texts, renumbered."""
    kept = np.flatnonzero(np.isin(parts.owner, rows))
    owner = np.searchsorted(rows, parts.owner[kept])
    whole = np.searchsorted(owner, np.arange(len(rows)))
    return Parts(parts.dense[kept], parts.counts[kept], owner, whole)


def _fit_stack(evidence: Matrix, targets: Matrix, settings: Settings) -> linear.Linear:
    flat = evidence.reshape(-1, evidence.shape[2])
    answers = targets.reshape(-1, 1)
    no_words = sparse.csr_matrix((len(flat), 0), dtype=np.float64)
    return linear.fit(flat, no_words, answers, kind="independent", strength=settings.stack_strength)
