"""What speaks for and against each need of a text, gathered from several judges; pure, no Rasa."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu import linear, network
from bot.nlu.bank import Bank
from bot.nlu.parts import Parts

Matrix = NDArray[np.float64]

LIMIT = 12.0


@dataclass(frozen=True)
class Judges:
    """Who scores a piece: `head` and `net` by need, `gate` whether there is any; `bank` by likeness.

    The labels of `net` and `bank` have one more column at their end: no need at all.
    """

    head: linear.Linear
    net: network.Network
    gate: linear.Linear
    bank: Bank


@dataclass(frozen=True)
class Evidence:
    """For each need of each text (texts, needs, columns), and for there being any need (texts, columns)."""

    each: Matrix
    any: Matrix


def gather(parts: Parts, judges: Judges) -> Evidence:
    """Let every judge score the whole text and its clauses."""
    dense = parts.meaning_and_cues
    net = judges.net.scores(dense)
    near = judges.bank.near(parts.dense)
    votes, nearest = judges.bank.votes(near), judges.bank.nearest(near)
    gate = judges.gate.scores(dense, parts.counts)
    each: list[Matrix] = []
    tops: list[Matrix] = []
    for scores in (judges.head.scores(dense, parts.counts), net[:, :-1], votes[:, :-1], nearest[:, :-1]):
        whole = scores[parts.whole]
        best, mean = parts.over_clauses(scores)
        each += [whole, best, mean, whole - _best_other(whole), best - _best_other(best)]
        tops += [whole.max(axis=1), best.max(axis=1)]
    plain, hints = parts.cues[parts.whole, 0], parts.cues[parts.whole, 1]
    others = (plain > 0).sum(axis=1, keepdims=True) - (plain > 0)
    each += [plain, hints, plain > 0, hints > 0, others]
    for scores in (net[:, -1:], votes[:, -1:], nearest[:, -1:], -gate):
        tops += [scores[parts.whole][:, 0], -parts.over_clauses(-scores)[0][:, 0]]
    tops += [np.log(np.diff(parts.starts)), (plain > 0).sum(axis=1), (hints > 0).sum(axis=1)]
    return Evidence(_limited(np.stack(each, axis=2)), _limited(np.stack(tops, axis=1)))


def _limited(columns: Matrix) -> Matrix:
    return np.clip(columns.astype(np.float64), -LIMIT, LIMIT)


def _best_other(scores: Matrix) -> Matrix:
    """Return for each need the best score among the others."""
    if scores.shape[1] < 2:
        return np.full_like(scores, -LIMIT)
    first_two = np.partition(scores, -2, axis=1)[:, -2:]
    return np.where(scores == first_two[:, 1:], first_two[:, :1], first_two[:, 1:])
