"""What the customer wants: a linear classifier that learns in seconds and says how sure it is."""

from __future__ import annotations

from typing import Any, Dict, List, Text, Tuple, Type

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear_model import LinearModel, fit


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent` and `intent_ranking` from the message's sentence vector and word counts."""

    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"strength": 30.0, "sparse_share": 0.2, "ranking_length": 5}

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, model: LinearModel | None = None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearIntentClassifier:
        """Raises when the archive holds no trained model; a bot that cannot classify must not start."""
        with model_storage.read_from(resource) as directory:
            return cls(config, model_storage, resource, LinearModel.read(directory))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        dense, sparse = feature_rows(examples)
        self._model = fit(
            dense,
            sparse,
            [example.get(INTENT) for example in examples],
            strength=self._config["strength"],
            sparse_share=self._config["sparse_share"],
        )
        with self._model_storage.write_to(self._resource) as directory:
            self._model.save(directory)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        if self._model is None:
            raise RuntimeError("The intent classifier was asked before it was trained.")
        for message in messages:
            dense, sparse = feature_rows([message])
            row = self._model.probabilities(dense, sparse)[0]
            best = np.argsort(-row)[: self._config["ranking_length"]]
            ranking = [{"name": self._model.labels[i], "confidence": float(row[i])} for i in best]
            message.set(INTENT, dict(ranking[0]), add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages


def feature_rows(messages: List[Message]) -> Tuple[np.ndarray, scipy.sparse.csr_matrix]:
    """Sentence vectors and word counts of the messages, one row each."""
    dense, sparse = [], []
    for message in messages:
        _, sentence = message.get_dense_features(TEXT)
        _, words = message.get_sparse_features(TEXT)
        if sentence is None or words is None:
            raise RuntimeError("The intent classifier needs a sentence encoder and word counts before it.")
        dense.append(sentence.features[0])
        sparse.append(words.features)
    return np.vstack(dense), scipy.sparse.csr_matrix(scipy.sparse.vstack(sparse))
