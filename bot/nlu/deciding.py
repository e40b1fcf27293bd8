"""What we act on and what we ask about, out of how sure we are of each need; pure, no Rasa."""

from dataclasses import dataclass

from bot.nlu.needs_model import Encode, NeedsModel
from bot.nlu.negation import without_denied

MOST_NEEDS = 5


@dataclass(frozen=True)
class Thresholds:
    """When to act and when to ask.

    A message is acted on when its surest need reaches `act`. Then its further needs count from `also` upwards:
    whoever asks for help with one thing is far likelier to mean another than someone who asks for nothing.
    Below that, from `ask` upwards, a need is worth one question.
    """

    act: float = 0.5
    also: float = 0.3
    ask: float = 0.2


@dataclass(frozen=True)
class Found:
    """Needs with their confidence, surest first."""

    sure: tuple[tuple[str, float], ...] = ()
    unsure: tuple[tuple[str, float], ...] = ()


def decide(text: str, model: NeedsModel, encode: Encode, thresholds: Thresholds) -> Found:
    """Find the needs of a text, leaving out what it says is not one ("not the debt, that's sorted")."""
    kept, denied = without_denied(text)
    confidences = model.confidences(kept, encode)
    refused = _refused(denied, kept, model, encode, thresholds) if denied else frozenset()
    order = sorted(zip(model.labels, confidences, strict=True), key=lambda pair: (-pair[1], pair[0]))
    pairs = [(need, round(float(sure), 4)) for need, sure in order if need not in refused]
    surest = pairs[0][1] if pairs else 0.0
    bar = min(thresholds.act, thresholds.also) if surest >= thresholds.act else thresholds.act
    sure = tuple(pair for pair in pairs if pair[1] >= bar)[:MOST_NEEDS]
    return Found(sure, tuple(pair for pair in pairs[len(sure) :] if pair[1] >= thresholds.ask)[:2])


def _refused(
    denied: tuple[str, ...], kept: str, model: NeedsModel, encode: Encode, thresholds: Thresholds
) -> frozenset[str]:
    """Return the needs that the denied parts speak of, unless the rest is sure of them all the same."""
    refused: set[str] = set()
    rest = model.confidences(kept, encode)
    for part in denied:
        spoken = model.confidences(part, encode)
        for place, need in enumerate(model.labels):
            if spoken[place] >= thresholds.ask and rest[place] < max(0.8, spoken[place]):
                refused.add(need)
    return frozenset(refused)
