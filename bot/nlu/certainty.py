"""When the bot is not sure enough of what it read to act on it."""

from __future__ import annotations

from typing import Any, Dict, List, Text, Tuple, Type

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CertaintyGate(FallbackClassifier):
    """Rasa's fallback with a bar of its own for intents that must not be guessed.

    `surer` maps an intent to the confidence it needs: a "hmm" must not cancel an order.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {**FallbackClassifier.get_default_config(), "surer": {}}

    def _nlu_confidence_below_threshold(self, message: Message) -> Tuple[bool, float]:
        intent = message.data[INTENT]
        confidence = float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0)
        bar = self.component_config["surer"].get(intent.get(INTENT_NAME_KEY), self.component_config["threshold"])
        return confidence < bar, confidence
