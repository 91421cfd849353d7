"""Marks every message with how displeased it sounds and what else in it may call for a person."""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.displeasure import displeasure_score
from bot.nlu.encoder_model import EncoderModel, load_encoder
from bot.nlu.frustration_signs import signs_of_displeasure
from bot.nlu.message_cues import SHIPPED, CueModel, read_model
from bot.settings import read_settings

FRUSTRATION, CUES = "frustration", "cues"
# Below this a sign in the wording ("still", a capital word) is not worth an agent's attention.
_WORTH_A_REASON = 0.25


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class FrustrationDetector(GraphComponent):
    """Sets `frustration` = {"score": 0..1, "reasons": [...]} and `cues` = {name: log-odds} on the message."""

    @staticmethod
    def required_packages() -> List[Text]:
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Other weights, another reading."""
        return hashlib.sha256(SHIPPED.read_bytes()).hexdigest()

    def __init__(self, encoder: EncoderModel, model: CueModel) -> None:
        self._encoder = encoder
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FrustrationDetector:
        """Raises CueModelUnusable when the weights are missing or belong to another encoder."""
        encoder = load_encoder(read_settings().encoder_dir)
        return cls(encoder, read_model(SHIPPED, encoder.encode))

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            cues = self._read(text) if text.strip() else {}
            score = displeasure_score(cues) if cues else 0.0
            reasons = list(signs_of_displeasure(text)) if score >= _WORTH_A_REASON else []
            message.set(FRUSTRATION, {"score": score, "reasons": reasons}, add_to_output=True)
            message.set(CUES, {name: round(odds, 2) for name, odds in cues.items()}, add_to_output=True)
        return messages

    def _read(self, text: Text) -> Dict[Text, float]:
        return self._model.read(text, self._encoder.encode(text), self._encoder.sentences(text))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training learns nothing from the mark."""
        return training_data
