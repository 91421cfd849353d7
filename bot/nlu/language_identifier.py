"""Marks every message with its language, and keeps the bot from guessing at messages it cannot read."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.languages import WORDLESS, LanguageReader, is_foreign, is_wordless, read_texts, texts_hash

LANGUAGE = "language"
OUT_OF_SCOPE = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageIdentifier(GraphComponent):
    """Sets `language` = {"code", "confidence"}; goes behind whatever sets the intent.

    A message in another language, surer than `sure`, or without words, becomes `out_of_scope`: an
    English model would read something into it. The ranking keeps what the classifier thought.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"sure": 0.6}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Other texts, other readings."""
        return texts_hash(read_texts().items())

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._sure = float(config["sure"])
        self._reader = LanguageReader(read_texts())

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            language = self._reader.read(text)
            message.set(LANGUAGE, {"code": language.code, "confidence": language.confidence}, add_to_output=True)
            if is_foreign(message.get(LANGUAGE), self._sure):
                _not_ours(message, language.confidence)
            elif is_wordless(text):
                _not_ours(message, WORDLESS)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from the mark."""
        return training_data


def _not_ours(message: Message, confidence: float) -> None:
    intent = {"name": OUT_OF_SCOPE, "confidence": confidence}
    ranking = [each for each in message.get(INTENT_RANKING_KEY) or [] if each.get("name") != OUT_OF_SCOPE]
    message.set(INTENT, dict(intent), add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent, *ranking], add_to_output=True)
