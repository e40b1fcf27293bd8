"""Gives Rasa the entities that our spaCy rules find."""

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu import entity_rules


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RuleEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Adds age, for_whom, gender, language, time, past and postcode entities."""

    @staticmethod
    def required_packages() -> list[str]:
        """Name the packages that must be installed."""
        return ["spacy"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """There is nothing to set."""
        return {}

    def __init__(self) -> None:
        """Build the matcher once."""
        self._nlp, self._matcher = entity_rules.make_language()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "RuleEntityExtractor":
        """Make the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Find the entities of messages."""
        for message in messages:
            text = message.get(TEXT) or ""
            if text.startswith("/"):
                continue
            found = [
                {
                    "entity": mention.entity,
                    "value": mention.value,
                    "start": mention.start,
                    "end": mention.end,
                    "confidence_entity": 1.0,
                }
                for mention in entity_rules.find(text, self._nlp, self._matcher)
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, (message.get(ENTITIES) or []) + found, add_to_output=True)
        return messages
