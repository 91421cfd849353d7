"""When the bot is not sure enough of what it read to act on it."""

from __future__ import annotations

from typing import Any, Dict, List, Text, Type

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_classifier import SCOPE


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CertaintyGate(GraphComponent):
    """Turns a reading into `nlu_fallback`, with the true ranking behind it, when it must not be acted on.

    That is when the message asks for nothing learnt (`scope`, threshold from training), when the likeliest intent is
    less likely than `threshold` or leads the next by less than `ambiguity_threshold`, and when it is one of `surer`
    and less likely than stated there: a "hmm" must not cancel an order.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"threshold": 0.25, "ambiguity_threshold": 0.05, "surer": {}, "out_of_scope": "out_of_scope"}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._config = config

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CertaintyGate:
        return cls(config)

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            ranking = message.get(INTENT_RANKING_KEY) or []
            if self._is_unsure(ranking, message.get(SCOPE)):
                fallback = {
                    INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    PREDICTED_CONFIDENCE_KEY: self._config["threshold"],
                }
                message.set(INTENT, dict(fallback), add_to_output=True)
                message.set(INTENT_RANKING_KEY, [fallback, *ranking], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from the gate."""
        return training_data

    def _is_unsure(self, ranking: List[Dict[Text, Any]], scope: Dict[Text, float] | None) -> bool:
        if not ranking:
            return True
        first, sure = ranking[0][INTENT_NAME_KEY], ranking[0][PREDICTED_CONFIDENCE_KEY]
        lead = sure - ranking[1][PREDICTED_CONFIDENCE_KEY] if len(ranking) > 1 else sure
        if sure < self._config["surer"].get(first, self._config["threshold"]):
            return True
        if lead < self._config["ambiguity_threshold"]:
            return True
        # Read as out of scope, it has been refused already, by name.
        strange = scope is not None and scope["score"] < scope["threshold"]
        return strange and bool(first != self._config["out_of_scope"])
