"""Gives Rasa the needs in a message, several at once, and settles needs and intent with each other."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.encoder import version_of
from bot.nlu import keeping, needs_model
from bot.nlu.deciding import Thresholds, decide
from bot.nlu.intent_classifier import IN_SCOPE
from bot.nlu.shared_encoder import DEFAULT_FOLDER, folder_of, shared_encoder
from directory.needs import NEEDS

NEEDS_FOUND = "needs"
UNSURE = "needs_unsure"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NeedsClassifier(GraphComponent):
    """Sets `needs` (what to act on) and `needs_unsure` (what to ask about): [{"need", "confidence"}].

    Learns from examples whose metadata hold `needs: [slug, ...]`; examples without are taken to hold none, save
    those of `needs_intents`, which speak of needs without naming the right ones ("not the debt", "help me").
    Comes after the intent classifier: a message with a sure need is a call for help whatever its intent
    looked like.
    """

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["onnxruntime", "tokenizers", "scipy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings; thresholds are explained in bot.nlu.deciding."""
        return {
            "folder": DEFAULT_FOLDER,
            "intent": "ask_help",
            "needs_intents": ["ask_help", "correct_needs", "tonight"],
            "yielding_intents": [
                "out_of_scope",
                "greet",
                "thanks",
                "affirm",
                "deny",
                "done",
                "choose",
                "more",
                "skip",
                "give_place",
                "anger",
            ],
            "need_words": True,
            "act": 0.5,
            "also": 0.4,
            "first": 0.2,
            "ask": 0.2,
            # The same as `act` for a message that asks in so many words.
            "asked": 0.5,
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Make the training cache notice another encoder."""
        return version_of(folder_of({**cls.get_default_config(), **config}["folder"]))

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: needs_model.NeedsModel | None = None,
    ) -> None:
        """Keep where the model is stored."""
        self._config = config
        self._thresholds = Thresholds(config["act"], config["also"], config["first"], config["ask"], config["asked"])
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
    ) -> "NeedsClassifier":
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
    ) -> "NeedsClassifier":
        """Read the trained component back."""
        found = keeping.read(model_storage, resource)
        model = needs_model.NeedsModel.from_arrays(*found) if found else None
        return cls(config, model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every example with a text and an intent; without a labelled need there is nothing to learn."""
        texts, needs = [], []
        for message in training_data.intent_examples:
            if not message.get(TEXT):
                continue
            mine = _needs_of(message)
            if not mine and message.get(INTENT) in self._config["needs_intents"]:
                continue
            texts.append(message.get(TEXT))
            needs.append(mine)
        labels = sorted({need for mine in needs for need in mine})
        if labels:
            encode = shared_encoder(self._config["folder"]).encode
            self._model = needs_model.fit(
                texts, needs, labels, encode, words=_need_words(labels) if self._config["need_words"] else ()
            )
            keeping.keep(self._model_storage, self._resource, *self._model.as_arrays())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the needs of messages."""
        for message in messages:
            self._find(message)
        return messages

    def _find(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        sure: list[dict[str, Any]] = []
        unsure: list[dict[str, Any]] = []
        # A leading slash is Rasa's own way of naming an intent; such a message holds no words of a person.
        if self._model is not None and text.strip() and not text.startswith("/"):
            encode = shared_encoder(self._config["folder"]).encode
            found = decide(text, self._model, encode, self._thresholds)
            sure = [{"need": need, "confidence": confidence} for need, confidence in found.sure]
            unsure = [{"need": need, "confidence": confidence} for need, confidence in found.unsure]
        message.set(NEEDS_FOUND, sure, add_to_output=True)
        message.set(UNSURE, unsure, add_to_output=True)
        if not sure:
            return
        message.set(IN_SCOPE, True, add_to_output=True)
        if (message.get(INTENT) or {}).get("name") in self._config["yielding_intents"]:
            intent = {"name": self._config["intent"], "confidence": sure[0]["confidence"]}
            message.set(INTENT, intent, add_to_output=True)


def _need_words(labels: list[str]) -> list[tuple[str, list[str]]]:
    """Return the words of the one list of needs, each with every need that it is a word for."""
    found: dict[str, list[str]] = {}
    for need in NEEDS.values():
        if need.slug in labels:
            for word in (need.label, *need.words):
                found.setdefault(word.lower(), []).append(need.slug)
    return sorted(found.items())


def _needs_of(message: Message) -> list[str]:
    metadata = message.get(METADATA) or {}
    return list((metadata.get(METADATA_EXAMPLE) or {}).get("needs", ()))
