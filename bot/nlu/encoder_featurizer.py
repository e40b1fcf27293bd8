"""Gives Rasa the meaning of a message as one dense vector, from the ONNX sentence encoder."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.encoder import version_of
from bot.nlu.shared_encoder import DEFAULT_FOLDER, folder_of, shared_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one sentence vector a message; works on any Rasa NLU data and needs no tokenizer.

    Blank messages get a zero vector, so that every message has features of the same shape.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: `folder` of the encoder, relative to the project."""
        return {**DenseFeaturizer.get_default_config(), "folder": DEFAULT_FOLDER}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any folder; a missing one is reported when it is opened."""

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make the training cache notice another encoder: its file lives outside the trained model."""
        return version_of(folder_of({**cls.get_default_config(), **config}["folder"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """Make the component."""
        return cls(execution_context.node_name, config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurise the training messages."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Featurise messages, one at a time (the int8 encoder must not be batched)."""
        encoder = shared_encoder(self._config["folder"])
        for message in messages:
            vector = encoder.encode(message.get(TEXT) or "")
            self.add_features_to_message(None, vector.reshape(1, -1), TEXT, message)
        return messages
