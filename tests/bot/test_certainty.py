"""What the gate refuses, and what stays behind it; and that nothing untrained ever reads."""

import pytest

pytestmark = pytest.mark.slow


def parsed(ranking, score=0.9, threshold=0.5):
    from rasa.shared.nlu.training_data.message import Message

    named = [{"name": name, "confidence": sure} for name, sure in ranking]
    first = named[0] if named else {"name": None, "confidence": 0.0}
    return Message(
        {
            "text": "x",
            "intent": first,
            "intent_ranking": named,
            **({"scope": {"score": score, "threshold": threshold}} if score is not None else {}),
        }
    )


@pytest.mark.parametrize(
    "ranking, score, intent",
    [
        ([("track_order", 0.9), ("greet", 0.05)], 0.9, "track_order"),
        ([("track_order", 0.9), ("greet", 0.05)], 0.4, "nlu_fallback"),
        ([("track_order", 0.9), ("greet", 0.05)], None, "track_order"),
        ([("track_order", 0.29), ("greet", 0.05)], 0.9, "nlu_fallback"),
        ([("track_order", 0.40), ("greet", 0.38)], 0.9, "nlu_fallback"),
        ([("affirm", 0.80), ("greet", 0.05)], 0.9, "nlu_fallback"),
        ([("affirm", 0.95), ("greet", 0.05)], 0.9, "affirm"),
        ([("out_of_scope", 0.8), ("greet", 0.05)], 0.1, "out_of_scope"),
        ([("track_order", 0.9)], 0.9, "track_order"),
        ([], None, "nlu_fallback"),
    ],
)
def test_what_is_refused(ranking, score, intent):
    """Strange, unlikely, unclear, or a yes that is not sure; the true ranking stays behind the fallback."""
    from bot.nlu.certainty import CertaintyGate

    settings = {"threshold": 0.3, "ambiguity_threshold": 0.03, "surer": {"affirm": 0.9}}
    message = CertaintyGate({**CertaintyGate.get_default_config(), **settings}).process([parsed(ranking, score)])[0]
    assert message.get("intent")["name"] == intent
    kept = [each["name"] for each in message.get("intent_ranking") if each["name"] != "nlu_fallback"]
    assert kept == [name for name, _ in ranking]


def test_an_archive_without_a_model_does_not_load(tmp_path):
    """A bot that cannot classify must not start; one that was never trained must not answer."""
    from rasa.engine.graph import ExecutionContext, GraphSchema
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.engine.storage.resource import Resource

    from bot.nlu.intent_classifier import ShopIntentClassifier

    storage, resource = LocalModelStorage.create(tmp_path), Resource("intents")
    context = ExecutionContext(GraphSchema({}), node_name="intents")
    config = ShopIntentClassifier.get_default_config()
    with pytest.raises(ValueError, match="intents"):
        ShopIntentClassifier.load(config, storage, resource, context)
    with storage.write_to(resource):
        pass
    with pytest.raises(FileNotFoundError):
        ShopIntentClassifier.load(config, storage, resource, context)
    with pytest.raises(RuntimeError, match="before it was trained"):
        ShopIntentClassifier.create(config, storage, resource, context).process([parsed([])])


def test_the_figures_of_the_benchmark():
    """Refused rows in scope are wrong, refused rows out of scope are right, and each share is of its own rows."""
    from benchmarks.labelled_rows import Row
    from benchmarks.understanding import Reading, figures

    readings = [
        Reading(Row("a", "greet"), "greet", "greet", 0.9, 1.0),
        Reading(Row("b", "greet"), "greet", None, 0.4, 1.0),
        Reading(Row("c", "thanks"), "greet", "greet", 0.8, 1.0),
        Reading(Row("d", "thanks"), "thanks", "thanks", 0.7, 1.0),
        Reading(Row("e", "oos"), "greet", None, 0.2, 1.0),
        Reading(Row("f", "oos"), "greet", "greet", 0.6, 1.0),
    ]
    found = figures(readings, "oos")
    assert found["accuracy"] == 3 / 6
    assert found["accuracy_without_rejection"] == 3 / 4
    assert found["in_scope_accuracy"] == 2 / 4
    assert found["oos_recall"] == 1 / 2
    assert found["auroc_oos"] == 7 / 8
    assert 0 < found["mcc"] < 1
    without = figures(readings[:4], "oos")
    assert without["oos_recall"] is None
    assert without["auroc_oos"] is None
