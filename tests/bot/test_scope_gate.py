"""The gate that tells a known wish from a stranger."""

from pathlib import Path

import numpy as np
import pytest
import yaml
from sklearn.metrics import roc_auc_score

from bot.nlu.encoder_model import load_encoder
from bot.nlu.intent_training import Lessons, TrainingSettings, train_model
from bot.nlu.scope_gate import EVIDENCE, Known, ScopeGate, evidence
from bot.nlu.scope_training import GateSettings, train_gate
from bot.settings import read_settings

DATA = Path(__file__).resolve().parents[2] / "data" / "nlu"
LINES_PER_INTENT = 10


def lessons_of(files):
    encode = load_encoder(read_settings().encoder_dir).encode
    texts, labels = [], []
    for name in files:
        for block in yaml.safe_load((DATA / name).read_text("utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in (block.get("examples") or "").splitlines()]
            if "intent" in block:
                texts += lines[:LINES_PER_INTENT]
                labels += [block["intent"]] * len(lines[:LINES_PER_INTENT])
    return Lessons(np.vstack([encode(text) for text in texts]), texts, labels)


@pytest.fixture(scope="module")
def known():
    """Wishes about orders, returns and money: what is learnt."""
    return lessons_of(["orders.yml", "returns_and_money.yml"])


@pytest.fixture(scope="module")
def strange():
    """Wishes about accounts and talk: the same shop, but never learnt, not even to set the threshold."""
    return lessons_of(["account.yml", "talk.yml"])


NAMES = Lessons(np.zeros((0, 384), np.float32), [], [])
SETTINGS = TrainingSettings(steps=15)


def judged(model, gate, lessons, outside=None):
    impression = model.read_many(lessons.vectors, lessons.texts)
    return impression.probabilities.max(axis=1), gate.scores(evidence(impression, Known.of(model, outside)))


def test_strangers_are_told_better_than_by_the_likeliest_intent(known, strange):
    """On intents neither model nor gate has learnt, the gate ranks and refuses better than the highest probability."""
    asked = np.arange(len(known.labels)) % LINES_PER_INTENT >= 7
    taught = known.subset(np.flatnonzero(~asked))
    model = train_model(taught, NAMES, SETTINGS)
    gate = train_gate(taught, NAMES, None, SETTINGS, GateSettings(folds=4))
    own, foreign = judged(model, gate, known.subset(np.flatnonzero(asked))), judged(model, gate, strange)
    truth = np.repeat([1, 0], [len(own[0]), len(foreign[0])])
    by_probability, by_gate = (roc_auc_score(truth, np.concatenate([own[i], foreign[i]])) for i in (0, 1))
    assert by_gate > by_probability
    let_in, refused = (own[1] >= gate.threshold).mean(), (foreign[1] < gate.threshold).mean()
    assert let_in > 0.6
    assert refused > 0.75


def test_examples_out_of_scope_are_used(known, strange):
    """With some strangers labelled as such, their like are told better than without."""
    some = np.arange(len(strange.labels)) % 2 == 0
    shown, asked = strange.subset(np.flatnonzero(some)), strange.subset(np.flatnonzero(~some))
    rest = np.arange(len(known.labels)) % LINES_PER_INTENT < 7
    taught, own = known.subset(np.flatnonzero(rest)), known.subset(np.flatnonzero(~rest))
    with_them = Lessons(
        np.vstack([taught.vectors, shown.vectors]),
        [*taught.texts, *shown.texts],
        [*taught.labels, *["strange"] * len(shown.labels)],
    )
    results = []
    for lessons, outside in ((taught, None), (with_them, "strange")):
        model = train_model(lessons, NAMES, SETTINGS)
        gate = train_gate(lessons, NAMES, outside, SETTINGS, GateSettings(folds=4))
        scores = np.concatenate([judged(model, gate, each, outside)[1] for each in (own, asked)])
        results.append(roc_auc_score(np.repeat([1, 0], [len(own.labels), len(asked.labels)]), scores))
    assert results[1] > results[0]


def test_two_intents_are_too_few_to_hold_any_back(known):
    """Where nothing can be held back there is nothing to learn a gate from: it lets everything in."""
    few = [row for row, label in enumerate(known.labels) if label in ("track_order", "refund_status")]
    gate = train_gate(known.subset(np.array(few)), NAMES, None, SETTINGS, GateSettings())
    assert (gate.scores(np.random.default_rng(1).normal(size=(5, len(EVIDENCE)))) >= gate.threshold).all()


def test_what_is_stored_judges_the_same():
    """A gate from its own numbers gives the same scores."""
    chance = np.random.default_rng(3)
    size = len(EVIDENCE)
    gate = ScopeGate(chance.normal(size=size), np.ones(size), chance.normal(size=size), 0.3, 0.6)
    signs = chance.normal(size=(7, size))
    again = ScopeGate.of(gate.numbers())
    assert np.array_equal(again.scores(signs), gate.scores(signs))
    assert again.threshold == 0.6
