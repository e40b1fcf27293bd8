"""Gives Rasa the intent of a message, and says when it is like nothing that we were taught."""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse

from bot.nlu import keeping
from bot.nlu.intent_model import IntentModel

IN_SCOPE = "in_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class GatedIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking` and `in_scope`; under the gate the intent is `out_of_scope_intent`."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Name what must come before."""
        return [Featurizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: C of the regression (`strength`), the gate, the name of the way out."""
        return {
            "strength": 100.0,
            "iterations": 60,
            "gate": 0.4,
            "out_of_scope_intent": "out_of_scope",
            "ranking_length": 5,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        """Keep where the model is stored."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "GatedIntentClassifier":
        """Make an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "GatedIntentClassifier":
        """Read the trained component back."""
        found = keeping.read(model_storage, resource)
        return cls(config, model_storage, resource, IntentModel.from_arrays(*found) if found else None)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example that has an intent and a text."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        if len({message.get(INTENT) for message in examples}) < 2:
            return self._resource
        features = [_features(message) for message in examples]
        self._model = IntentModel.fit(
            np.vstack([dense for dense, _ in features]).astype(np.float64),
            sparse.vstack([counts for _, counts in features]).tocsr(),
            [message.get(INTENT) for message in examples],
            strength=self._config["strength"],
            iterations=self._config["iterations"],
        )
        keeping.keep(self._model_storage, self._resource, *self._model.as_arrays())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Classify messages."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        nothing = self._config["out_of_scope_intent"]
        if self._model is None or not (message.get(TEXT) or "").strip():
            intent, ranking, known = {"name": nothing, "confidence": 1.0}, [], False
        else:
            guess = self._model.guess(*_features(message))
            ranking = [
                {"name": name, "confidence": confidence}
                for name, confidence in guess.ranking[: self._config["ranking_length"]]
            ]
            known = guess.gate >= self._config["gate"] and ranking[0]["name"] != nothing
            intent = dict(ranking[0])
            if not known and intent["name"] != nothing:
                # As sure that it is nothing of ours as the gate is shut; never under Rasa's fallback.
                intent = {"name": nothing, "confidence": max(0.5, 1.0 - guess.gate)}
        message.set(INTENT, intent, add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(IN_SCOPE, known, add_to_output=True)


def _features(message: Message) -> tuple[np.ndarray, sparse.csr_matrix]:
    """Return (dense (1, n), sparse (1, m)) of a message's sentence features; widths may be 0."""
    mine = [f for f in message.features if f.attribute == TEXT and f.type == FEATURE_TYPE_SENTENCE]
    dense = [f.features for f in mine if f.is_dense()]
    counts = [f.features for f in mine if f.is_sparse()]
    return (
        np.hstack(dense) if dense else np.zeros((1, 0)),
        sparse.hstack(counts).tocsr() if len(counts) > 1 else _one(counts),
    )


def _one(counts: list[Any]) -> sparse.csr_matrix:
    return counts[0].tocsr() if counts else sparse.csr_matrix((1, 0))
