"""Marks every message with how displeased it sounds; actions, policies and the agent's brief read the mark."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.displeasure import read_displeasure

FRUSTRATION = "frustration"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FrustrationDetector(GraphComponent):
    """Sets `frustration` = {"score": 0..1, "reasons": [...]} on the message."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrustrationDetector:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            seen = read_displeasure(message.get(TEXT) or "")
            message.set(FRUSTRATION, {"score": seen.score, "reasons": list(seen.reasons)}, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from the mark."""
        return training_data
