"""What the customer wants, how sure that is, and whether it is anything the bot has learnt at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoder_model import encoder_hash, load_encoder
from bot.nlu.intent_model import IntentModel
from bot.nlu.intent_training import Lessons, TrainingSettings, names_of, train_model
from bot.nlu.scope_gate import Known, ScopeGate, evidence
from bot.nlu.scope_training import GateSettings, train_gate
from bot.settings import read_settings

SCOPE = "scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class ShopIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `intent_ranking` and `scope` = {"score": 0..1, "threshold"} from sentence vector and words.

    `scope` tells how surely the message asks for something learnt; `CertaintyGate` acts on it.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn", "scipy"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        training, gate = TrainingSettings(), GateSettings()
        return {
            "ranking_length": 5,
            "out_of_scope": "out_of_scope",
            "word_share": training.word_share,
            "sharpness": training.sharpness,
            "most_landmarks": training.most_landmarks,
            "strictness": gate.strictness,
        }

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """The names of intents are read by the encoder, too."""
        return encoder_hash(read_settings().encoder_dir)

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learnt: _Learnt | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._learnt = learnt

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ShopIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ShopIntentClassifier:
        """Raises when the archive holds no trained model; a bot that cannot classify must not start."""
        with model_storage.read_from(resource) as directory:
            model, gate = IntentModel.load(Path(directory)), ScopeGate.load(Path(directory))
            learnt = _Learnt.of(model, gate, config["out_of_scope"])
            return cls(config, model_storage, resource, learnt)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        lessons = Lessons(
            np.vstack([sentence_vector(example) for example in examples]),
            [example.get(TEXT) for example in examples],
            [example.get(INTENT) for example in examples],
        )
        outside, encode = self._config["out_of_scope"], load_encoder(read_settings().encoder_dir).encode_with_wording
        names = names_of(lessons.labels, outside, encode)
        training = TrainingSettings(
            word_share=self._config["word_share"],
            sharpness=self._config["sharpness"],
            most_landmarks=self._config["most_landmarks"],
        )
        model = train_model(lessons, names, training)
        gate = train_gate(lessons, names, outside, training, GateSettings(strictness=self._config["strictness"]))
        self._learnt = _Learnt.of(model, gate, outside)
        with self._model_storage.write_to(self._resource) as directory:
            model.save(Path(directory))
            gate.save(Path(directory))
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        learnt = self._trained()
        for message in messages:
            self._read(message, learnt)
        return messages

    @property
    def threshold(self) -> float:
        """The `scope` score below which a message is refused."""
        return self._trained().gate.threshold

    def refuse_below(self, threshold: float) -> None:
        """Use another threshold than the one training chose, until the model is loaded again."""
        learnt = self._trained()
        self._learnt = replace(learnt, gate=replace(learnt.gate, threshold=threshold))

    def _trained(self) -> _Learnt:
        if self._learnt is None:
            raise RuntimeError("The intent classifier was asked before it was trained.")
        return self._learnt

    def _read(self, message: Message, learnt: _Learnt) -> None:
        text = message.get(TEXT)
        if not text:
            message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
            message.set(INTENT_RANKING_KEY, [], add_to_output=True)
            return
        model, gate = learnt.model, learnt.gate
        impression = model.read(sentence_vector(message), text)
        row = impression.probabilities[0]
        best = (-row).argsort()[: self._config["ranking_length"]].tolist()
        ranking = [{"name": model.labels[i], "confidence": float(row[i])} for i in best]
        score = float(gate.scores(evidence(impression, learnt.known))[0])
        message.set(INTENT, dict(ranking[0]), add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        message.set(SCOPE, {"score": round(score, 4), "threshold": round(gate.threshold, 4)}, add_to_output=True)


@dataclass(frozen=True)
class _Learnt:
    """All that reading a message needs."""

    model: IntentModel
    gate: ScopeGate
    known: Known

    @classmethod
    def of(cls, model: IntentModel, gate: ScopeGate, outside: Text) -> _Learnt:
        return cls(model, gate, Known.of(model, outside))


def sentence_vector(message: Message) -> np.ndarray:
    """The message's sentence vector. Raises RuntimeError where no encoder stands before the classifier."""
    # Not `get_dense_features`: that copies every array it is asked for.
    vectors = [
        each
        for each in message.features
        if each.is_dense() and each.attribute == TEXT and each.type == FEATURE_TYPE_SENTENCE
    ]
    if not vectors:
        raise RuntimeError("The intent classifier needs bot.nlu.sentence_encoder.SentenceEncoder before it.")
    vector: np.ndarray = vectors[0].features[0]
    return vector
