"""Choose the thresholds of the CertaintyGate: `python -m bot.fallback_threshold [data/nlu]`.

Cross-validates the pipeline on training data only and prints, for each threshold, how many right and how many wrong
readings would be refused. It recommends the strictest pair that refuses at most 4 % of the right readings.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any, Dict, List

import numpy as np

warnings.filterwarnings("ignore")

from rasa.engine.graph import ExecutionContext, GraphSchema  # noqa: E402
from rasa.engine.storage.local_model_storage import LocalModelStorage  # noqa: E402
from rasa.engine.storage.resource import Resource  # noqa: E402
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer  # noqa: E402
from rasa.shared.importers.utils import training_data_from_paths  # noqa: E402
from rasa.shared.nlu.constants import INTENT, TEXT  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402
from rasa.shared.utils.io import read_yaml_file  # noqa: E402
from sklearn.model_selection import StratifiedKFold  # noqa: E402

from bot.nlu.intent_classifier import LinearIntentClassifier, feature_rows  # noqa: E402
from bot.nlu.linear_model import fit  # noqa: E402
from bot.nlu.sentence_encoder import SentenceEncoder  # noqa: E402
from bot.nlu.shop_tokenizer import ShopTokenizer  # noqa: E402

FOLDS, MOST_RIGHT_REFUSED = 5, 0.04
THRESHOLDS = tuple(round(0.1 + 0.05 * step, 2) for step in range(11))
MARGINS = (0.0, 0.05, 0.1, 0.15)


def main(folder: str) -> None:
    data = training_data_from_paths([str(path) for path in sorted(Path(folder).glob("*.yml"))], "en")
    examples = [(example.get(TEXT), example.get(INTENT)) for example in data.intent_examples]
    readings = cross_validate(examples, read_yaml_file("config.yml")["pipeline"])
    right = np.array([reading[0] for reading in readings], dtype=bool)
    best = np.array([reading[1] for reading in readings])
    margin = np.array([reading[2] for reading in readings])
    print(f"{len(examples)} examples, {FOLDS} folds, right: {right.mean():.1%}")
    print("threshold  ambiguity  right refused  wrong refused")
    chosen = (0.0, 0.0, 0.0)
    for threshold in THRESHOLDS:
        for gap in MARGINS:
            refused = (best < threshold) | (margin < gap)
            lost, caught = refused[right].mean(), refused[~right].mean()
            print(f"{threshold:9.2f}  {gap:9.2f}  {lost:13.1%}  {caught:13.1%}")
            if lost <= MOST_RIGHT_REFUSED and caught > chosen[2]:
                chosen = (threshold, gap, float(caught))
    print(f"recommended: threshold {chosen[0]}, ambiguity_threshold {chosen[1]}")


def cross_validate(examples: List[tuple[str, str]], pipeline: List[Dict[str, Any]]) -> List[tuple[bool, float, float]]:
    """For every example, read by a model that has not seen it: was it right, how sure, how far ahead of the second."""
    readings: List[tuple[bool, float, float]] = []
    labels = [label for _, label in examples]
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(labels, labels):
        train, test = _featurised([examples[i] for i in seen], [examples[i] for i in unseen], pipeline)
        settings = {
            **LinearIntentClassifier.get_default_config(),
            **_settings_of("LinearIntentClassifier", pipeline)[0],
        }
        model = fit(
            *feature_rows(train),
            [message.get(INTENT) for message in train],
            strength=settings["strength"],
            sparse_share=settings["sparse_share"],
        )
        for row, message in zip(model.probabilities(*feature_rows(test)), test, strict=True):
            second, first = np.sort(row)[-2:]
            readings.append(
                (model.labels[int(row.argmax())] == message.get(INTENT), float(first), float(first - second))
            )
    return readings


def _featurised(
    seen: List[tuple[str, str]], unseen: List[tuple[str, str]], pipeline: List[Dict[str, Any]]
) -> tuple[List[Message], List[Message]]:
    train = [Message.build(text=text, intent=intent) for text, intent in seen]
    test = [Message.build(text=text, intent=intent) for text, intent in unseen]
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        context = ExecutionContext(GraphSchema({}), node_name="cross_validation")
        tokenizer = ShopTokenizer.create(ShopTokenizer.get_default_config(), storage, Resource("tokenizer"), context)
        encoder = SentenceEncoder.create(SentenceEncoder.get_default_config(), storage, Resource("encoder"), context)
        for messages in (train, test):
            tokenizer.process_training_data(TrainingData(messages))
            encoder.process(messages)
        for number, settings in enumerate(_settings_of("CountVectorsFeaturizer", pipeline)):
            config = {**CountVectorsFeaturizer.get_default_config(), **settings}
            counts = CountVectorsFeaturizer.create(config, storage, Resource(f"counts{number}"), context)
            counts.train(TrainingData(train))
            counts.process_training_data(TrainingData(train))
            counts.process(test)
    return train, test


def _settings_of(name: str, pipeline: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    found = [step for step in pipeline if step["name"].rsplit(".", 1)[-1] == name]
    return [{key: value for key, value in step.items() if key != "name"} for step in found]


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "data/nlu")
