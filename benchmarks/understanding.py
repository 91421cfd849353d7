"""How well messages are read: `bin/bench understanding --train FILE … --test FILE … --json OUT`.

Trains the pipeline as `config.yml` wires it and reads every test row once. `--train shipped` learns from the shipped
lines. Rows with the label `--oos-label` are out of scope; training needs none of them. `--model ARCHIVE` reads with any
trained Rasa model instead, such as the stock one of `bin/bench turn`.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from benchmarks.labelled_rows import Row, RowsInvalid, read_rows
from benchmarks.results import give_up, report
from bot.nlu.encoder_model import EncoderMissing

warnings.filterwarnings("ignore")

from rasa.shared.importers.utils import training_data_from_paths  # noqa: E402 - warns while it is imported
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY  # noqa: E402
from rasa.shared.nlu.training_data.message import Message  # noqa: E402
from rasa.shared.nlu.training_data.training_data import TrainingData  # noqa: E402

from benchmarks.trained_pipeline import ModelMissing, TrainedModel, TrainedPipeline, train_pipeline  # noqa: E402

SHIPPED, OUT_OF_SCOPE, FALLBACK = "shipped", "out_of_scope", "nlu_fallback"
CLASSIFIER, GATE = "ShopIntentClassifier", "CertaintyGate"


@dataclass(frozen=True)
class Reading:
    """What the pipeline made of a row: `first` is the likeliest intent, `taken` what the bot would act on."""

    row: Row
    first: str
    taken: str | None
    score: float
    milliseconds: float


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench understanding", description=__doc__)
    source = options.add_mutually_exclusive_group(required=True)
    source.add_argument("--train", nargs="+", help=f"training files, or `{SHIPPED}`")
    source.add_argument("--model", type=Path, help="a trained Rasa model that reads instead")
    options.add_argument("--test", nargs="+", type=Path, required=True, help="test files, text<TAB>intent")
    options.add_argument("--tune", nargs="+", type=Path, default=[], help="rows that only set the threshold")
    options.add_argument("--oos-label", default=OUT_OF_SCOPE, help="the label of rows out of scope")
    options.add_argument("--config", type=Path, default=Path("config.yml"))
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    given = options.parse_args()
    try:
        test, tune = read_rows(given.test), read_rows(given.tune) if given.tune else []
        if given.model:
            report(measure_model(given.model, test, given.oos_label), given.out)
            return
        data = training_data(given.train)
        with tempfile.TemporaryDirectory() as folder:
            report(measure(given.config, data, test, tune, given.oos_label, Path(folder)), given.out)
    except (RowsInvalid, EncoderMissing, ModelMissing, ValueError) as problem:
        give_up(str(problem))


def training_data(names: Sequence[str]) -> TrainingData:
    """Rasa's training data of these files, or the shipped one. Raises RowsInvalid."""
    if list(names) == [SHIPPED]:
        files = [path for folder in ("data/nlu", "data/catalogue") for path in sorted(Path(folder).glob("*.yml"))]
        return training_data_from_paths([str(path) for path in files], "en")
    rows = read_rows([Path(name) for name in names])
    return TrainingData([Message.build(text=row.text, intent=row.intent) for row in rows])


def measure(
    config: Path, data: TrainingData, test: Sequence[Row], tune: Sequence[Row], outside: str, folder: Path
) -> dict[str, object]:
    """Train, read, count."""
    began, began_cpu = time.perf_counter(), time.process_time()
    label = {"out_of_scope": outside}
    pipeline = train_pipeline(config, data, folder, {CLASSIFIER: label, GATE: label})
    took, took_cpu = time.perf_counter() - began, time.process_time() - began_cpu
    classifier = pipeline.component(CLASSIFIER)
    if tune:
        classifier.refuse_below(_threshold([read(pipeline, row, outside) for row in tune], outside))
    readings = [read(pipeline, row, outside) for row in test]
    known = {example.get(INTENT) for example in data.intent_examples}
    if strange := {row.intent for row in test} - known - {outside}:
        print(f"In the tests but not in the training, so always wrong: {', '.join(sorted(strange))}.", file=sys.stderr)
    times = [reading.milliseconds for reading in readings]
    return {
        **figures(readings, outside),
        "threshold": float(classifier.threshold),
        "train_s": took,
        "train_cpu_s": took_cpu,
        "parse_ms_p50": float(np.percentile(times, 50)),
        "parse_ms_p95": float(np.percentile(times, 95)),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "train_rows": len(data.intent_examples),
        "test_rows": len(test),
        "intents": len(known - {outside}),
    }


def measure_model(model: Path, test: Sequence[Row], outside: str) -> dict[str, object]:
    """Read with a model as it is, and count; nothing is trained. Raises ModelMissing."""
    reader = TrainedModel(model)
    readings = [read(reader, row, outside) for row in test]
    times = [reading.milliseconds for reading in readings]
    return {
        **figures(readings, outside),
        "parse_ms_p50": float(np.percentile(times, 50)),
        "parse_ms_p95": float(np.percentile(times, 95)),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "test_rows": len(test),
    }


def read(pipeline: TrainedPipeline | TrainedModel, row: Row, outside: str) -> Reading:
    """One row through all steps, and how long it took."""
    began = time.perf_counter()
    message = pipeline.read(row.text)
    milliseconds = (time.perf_counter() - began) * 1000
    refused = {FALLBACK, OUT_OF_SCOPE, outside, None}
    ranking = message.get(INTENT_RANKING_KEY) or []
    ranked = [each["name"] for each in ranking if each["name"] not in refused]
    taken = message.get(INTENT)["name"]
    # A pipeline without a gate of its own has only its surest intent in scope to go by.
    surest = max((each["confidence"] for each in ranking if each["name"] not in refused), default=0.0)
    score = float((message.get("scope") or {"score": surest})["score"])
    return Reading(row, ranked[0] if ranked else "", None if taken in refused else taken, score, milliseconds)


def figures(readings: Sequence[Reading], outside: str) -> dict[str, float | None]:
    """What the readings come to. A row in scope that is refused counts as wrong."""
    inside = [reading for reading in readings if reading.row.intent != outside]
    strangers = [reading for reading in readings if reading.row.intent == outside]
    truth = [reading.row.intent for reading in readings]
    taken = [reading.taken or outside for reading in readings]
    in_scope = [reading.row.intent != outside for reading in readings]
    return {
        "accuracy": _share(said == wanted for said, wanted in zip(taken, truth, strict=True)),
        "accuracy_without_rejection": _share(reading.first == reading.row.intent for reading in inside),
        "in_scope_accuracy": _share(reading.taken == reading.row.intent for reading in inside),
        "oos_recall": _share(reading.taken is None for reading in strangers),
        "mcc": float(matthews_corrcoef(truth, taken)),
        "auroc_oos": float(roc_auc_score(in_scope, [reading.score for reading in readings]))
        if inside and strangers
        else None,
    }


def _share(answers: Iterable[bool]) -> float | None:
    counted = list(answers)
    return sum(counted) / len(counted) if counted else None


def _threshold(readings: Sequence[Reading], outside: str) -> float:
    """The score that best parts the tuning rows read rightly from those out of scope."""
    belongs = np.array([reading.row.intent != outside for reading in readings])
    if belongs.all() or not belongs.any():
        raise RowsInvalid(f"The tuning rows must hold both: rows in scope and rows labelled {outside} (--oos-label).")
    right = np.array([reading.first == reading.row.intent for reading in readings])
    scores = np.array([reading.score for reading in readings])
    tried = np.unique(scores)
    gained = [
        ((right & belongs & (scores >= at)).sum() / belongs.sum()) + (scores[~belongs] < at).mean() for at in tried
    ]
    return float(tried[int(np.argmax(gained))])


if __name__ == "__main__":
    main()
