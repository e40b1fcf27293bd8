"""The second layer: how likely a message is danger, and of which kind, by meaning and words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt

from bot.safety.features import Encoder, Features, Vector, features
from bot.safety.kinds import KINDS, Kind

MODEL = "model.npz"
MANIFEST = "manifest.json"
_LONG = 25
_KIND_LIKELY = 0.4
#: One sentence of a long message speaks for the whole only when it is this clear.
_SURE_ALONE = 0.93


class ModelMissingError(Exception):
    """There is no usable danger model in the folder; the tables then work alone."""


@dataclass(frozen=True)
class Thresholds:
    """From `danger` on a message is danger, from `concern` on it gets the warm line.

    A finding of the tables that the model believes less than `doubt` is only a concern.
    """

    danger: float
    concern: float
    doubt: float


@dataclass(frozen=True)
class Opinion:
    """How likely danger is (0 to 1), and the likeliest kinds, most likely first."""

    danger: float
    kinds: tuple[Kind, ...]


class Classifier:
    """Logistic regression for danger and for each kind, over meaning, findings, ideas and words."""

    def __init__(
        self,
        dense: Vector,
        named: Vector,
        bias: Vector,
        names: Sequence[str],
        thresholds: Thresholds,
        encoder: Encoder,
    ) -> None:
        """`dense` and `named` hold one column for danger and one for each kind."""
        self._dense, self._named, self._bias = dense, named, bias
        self._row = {name: at for at, name in enumerate(names)}
        self.thresholds = thresholds
        self._encoder = encoder

    @classmethod
    def load(cls, folder: Path | str, encoder: Encoder) -> Classifier:
        """Read a trained model. Raises ModelMissingError when it is absent, broken or for other kinds."""
        folder = Path(folder)
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            content = (folder / MODEL).read_bytes()
            if hashlib.sha256(content).hexdigest() != manifest["sha256"] or tuple(manifest["kinds"]) != KINDS:
                raise ModelMissingError(f"The danger model in {folder.name} does not match its manifest")
            with np.load(folder / MODEL, allow_pickle=False) as model:
                names = [str(name) for name in model["names"]]
                weights = (model["dense"], model["named"], model["bias"])
            limits = Thresholds(*(float(manifest[name]) for name in ("danger", "concern", "doubt")))
        except (OSError, KeyError, ValueError) as error:
            raise ModelMissingError(f"No danger model in {folder.name}: {error}") from error
        return cls(*weights, names, limits, encoder)

    def opinion(self, said: str, kinds: Sequence[str]) -> Opinion:
        """What the model makes of a message (as `normalise` leaves it) in which the tables found `kinds`.

        A long message is also read sentence by sentence, and a sentence that is clearly danger counts for the whole.
        """
        scores = self._scores(features(said, kinds, self._encoder))
        if len(said.split()) > _LONG:
            for sentence in said.split("|"):
                if len(sentence.split()) > 3:
                    part = self._scores(features(f" | {sentence.strip()} | ", (), self._encoder))
                    if part[0] > max(float(scores[0]), _SURE_ALONE):
                        scores = part
        order = [int(at) for at in np.argsort(-scores[1:])]
        likely = [KINDS[at] for at in order if scores[1 + at] >= _KIND_LIKELY] or [KINDS[order[0]]]
        return Opinion(float(scores[0]), tuple(likely))

    def _scores(self, found: Features) -> npt.NDArray[np.float64]:
        total = found.dense @ self._dense + self._bias
        rows = [(self._row[name], value) for name, value in found.named.items() if name in self._row]
        if rows:
            at, values = zip(*rows, strict=True)
            total = total + np.asarray(values, dtype=np.float32) @ self._named[list(at)]
        return cast("npt.NDArray[np.float64]", 1.0 / (1.0 + np.exp(-np.clip(total, -40, 40))))
