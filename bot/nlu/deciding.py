"""What we act on and what we ask about, out of how sure we are of each need; pure, no Rasa."""

from dataclasses import dataclass

from bot.nlu.asking import asks_for_help
from bot.nlu.needs_model import NeedsModel, Reading
from bot.nlu.negation import without_denied
from bot.nlu.parts import Encode
from bot.nlu.politeness import without_politeness
from directory.needs import NEEDS

MOST_NEEDS = 4

_NAMES = {name.lower(): need.slug for need in NEEDS.values() for name in (need.label, need.short, need.slug)}
"""A message that is only the name of a need, as we say it, is that need."""


@dataclass(frozen=True)
class Thresholds:
    """When to act and when to ask.

    `act`: how sure we must be that a message asks for help at all before we act on it; `asked`: the same for one
    that asks in so many words (bot/nlu/asking). Then each need counts
    from `also` upwards (given that there is one), and the surest alone already from `first`: whoever asks for
    help is better asked "is it about X?" than told that nothing was understood.
    `ask`: from here on a need is worth one question (sure of any need times sure of this one).
    """

    act: float = 0.5
    also: float = 0.4
    first: float = 0.2
    ask: float = 0.2
    asked: float = 0.5


@dataclass(frozen=True)
class Found:
    """Needs with their confidence, surest first."""

    sure: tuple[tuple[str, float], ...] = ()
    unsure: tuple[tuple[str, float], ...] = ()


def decide(text: str, model: NeedsModel, encode: Encode, thresholds: Thresholds) -> Found:
    """Find the needs of a text, leaving out what it says is not one ("not the debt, that's sorted")."""
    named = _NAMES.get(without_politeness(text).strip(" .!?,").lower())
    if named in model.labels:
        return Found(((str(named), 1.0),))
    kept, denied = without_denied(without_politeness(text))
    reading = model.read(kept, encode)
    refused = _refused(denied, reading, model, encode, thresholds)
    order = sorted(zip(model.labels, reading.each, strict=True), key=lambda pair: (-pair[1], pair[0]))
    order = [pair for pair in order if pair[0] not in refused]
    bars = (min(thresholds.first, thresholds.also), *(thresholds.also for _ in order[1:]))
    enough = min(thresholds.asked, thresholds.act) if asks_for_help(kept) else thresholds.act
    passed = [sure >= bar for (_, sure), bar in zip(order, bars, strict=False)] if reading.any >= enough else []
    sure = tuple((need, _rounded(reading.any * p)) for (need, p), yes in zip(order, passed, strict=False) if yes)
    rest = ((need, _rounded(reading.any * p)) for need, p in order[len(sure[:MOST_NEEDS]) :])
    return Found(sure[:MOST_NEEDS], tuple(pair for pair in rest if pair[1] >= thresholds.ask)[:2])


def _rounded(sure: float) -> float:
    return round(float(sure), 4)


def _refused(
    denied: tuple[str, ...], rest: Reading, model: NeedsModel, encode: Encode, thresholds: Thresholds
) -> frozenset[str]:
    """Return the needs that the denied parts speak of, unless the rest is sure of them all the same."""
    refused: set[str] = set()
    for part in denied:
        spoken = model.confidences(part, encode)
        for place, need in enumerate(model.labels):
            if spoken[place] >= thresholds.ask and rest.any * rest.each[place] < max(0.8, spoken[place]):
                refused.add(need)
    return frozenset(refused)
