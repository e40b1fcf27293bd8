"""Gives Rasa the words and letter groups of a message as L2-normalised sparse counts."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import keeping
from bot.nlu.counts import Counts


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NormalisedCountsFeaturizer(SparseFeaturizer, GraphComponent):
    """Adds one sparse sentence row a message; works on any Rasa NLU data and needs no tokenizer."""

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: features seen `at_least` so often, at most `at_most_features` of them."""
        defaults = SparseFeaturizer.get_default_config()
        return {**defaults, "at_least": 2, "at_most_features": 8000, "word_share": 0.7}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any numbers."""

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        model_storage: ModelStorage,
        resource: Resource,
        counts: Counts | None = None,
    ) -> None:
        """Keep where the vocabulary is stored."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._counts = counts or Counts({})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NormalisedCountsFeaturizer":
        """Make an untrained component."""
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "NormalisedCountsFeaturizer":
        """Read the trained component back."""
        found = keeping.read(model_storage, resource)
        counts = Counts(found[0]["counts"]) if found else None
        return cls(config, execution_context.node_name, model_storage, resource, counts)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabulary."""
        texts = [message.get(TEXT) for message in training_data.training_examples if message.get(TEXT)]
        self._counts = Counts.fit(
            texts, at_least=self._config["at_least"], at_most_features=self._config["at_most_features"]
        )
        keeping.keep(self._model_storage, self._resource, {"counts": self._counts.as_json()}, {})
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurise the training messages."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Featurise messages."""
        for message in messages:
            row = self._counts.transform([message.get(TEXT) or ""]) * self._config["word_share"]
            self.add_features_to_message(None, row, TEXT, message)
        return messages
