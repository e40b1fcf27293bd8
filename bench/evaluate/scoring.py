"""Scores needs found in texts against what is known of them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.evaluate.texts import ACCEPTED, RealText

NOT_SCORED = frozenset({"health", "other", "none"})
Found = Mapping[str, float]


@dataclass(frozen=True)
class LabelScore:
    """How well one coarse label is found, with the number of its rows."""

    precision: float
    recall: float
    f1: float
    rows: int


def real_scores(rows: Sequence[RealText], found: Sequence[Found], threshold: float = 0.0) -> dict[str, LabelScore]:
    """Score one source: any accepted need counts as right, and only scored rows can be got wrong.

    A need that the row's own label accepts too is never counted as a false finding of another label.
    """
    scores = {}
    scored = [
        (row, _over(mine, threshold)) for row, mine in zip(rows, found, strict=True) if row.label not in NOT_SCORED
    ]
    for label, accepted in ACCEPTED.items():
        mine = [needs for row, needs in scored if row.label == label]
        if not mine:
            continue
        right = sum(bool(needs & accepted) for needs in mine)
        false = sum(bool((needs & accepted) - ACCEPTED[row.label]) for row, needs in scored if row.label != label)
        precision = right / (right + false) if right + false else 0.0
        f1 = 2 * right / (right + false + len(mine))
        scores[label] = LabelScore(precision, right / len(mine), f1, len(mine))
    return scores


def macro_f1(scores: Mapping[str, LabelScore]) -> float:
    """Return the mean F1 over the labels a source has."""
    return sum(score.f1 for score in scores.values()) / len(scores) if scores else 0.0


def given_a_need(found: Sequence[Found], threshold: float = 0.0) -> float:
    """Return the share of texts that were given any need."""
    return sum(bool(_over(mine, threshold)) for mine in found) / len(found) if found else 0.0


def all_found_none_invented(wanted: Sequence[set[str]], found: Sequence[Found], threshold: float = 0.0) -> float:
    """Return the share of texts whose needs were found exactly."""
    pairs = list(zip(wanted, found, strict=True))
    return sum(needs == _over(mine, threshold) for needs, mine in pairs) / len(pairs) if pairs else 0.0


def calibration_error(wanted: Sequence[set[str]], found: Sequence[Found], bins: int = 10) -> float:
    """Return the expected calibration error over all (text, need) pairs that were found."""
    pairs = [(sure, need in needs) for needs, mine in zip(wanted, found, strict=True) for need, sure in mine.items()]
    total = 0.0
    for place in range(bins):
        mine = [(sure, right) for sure, right in pairs if place / bins < sure <= (place + 1) / bins]
        total += abs(sum(sure for sure, _ in mine) - sum(right for _, right in mine))
    return total / len(pairs) if pairs else 0.0


def _over(found: Found, threshold: float) -> set[str]:
    return {need for need, sure in found.items() if sure >= threshold}
