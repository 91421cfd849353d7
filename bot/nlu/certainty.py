"""When the bot is not sure enough of what it read to act on it."""

from __future__ import annotations

from dataclasses import asdict, fields
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

from bot.nlu.certainty_rule import CertaintyRule
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
        return asdict(CertaintyRule())

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._rule = CertaintyRule(**{each.name: config[each.name] for each in fields(CertaintyRule)})

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
            if self._rule.is_unsure(ranking, message.get(SCOPE)):
                fallback = {
                    INTENT_NAME_KEY: DEFAULT_NLU_FALLBACK_INTENT_NAME,
                    PREDICTED_CONFIDENCE_KEY: self._rule.threshold,
                }
                message.set(INTENT, dict(fallback), add_to_output=True)
                message.set(INTENT_RANKING_KEY, [fallback, *ranking], add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from the gate."""
        return training_data
