"""The intent model on plain arrays: what it learns, how it reads one message, what is stored."""

from dataclasses import replace

import numpy as np
import pytest

from bot.nlu.intent_model import Angle, IntentModel, centred
from bot.nlu.intent_training import Lessons, TrainingSettings, landmarks, train_model

WISHES = {
    "track": ("where is my parcel", "parcel not here yet", "track the parcel", "where has my order got to"),
    "refund": ("money back please", "refund my money", "I want my money back", "give the money back"),
    "greet": ("hello", "hi there", "good morning", "hello there"),
}


def vectors(texts, seed=0):
    """Stand-ins for sentence vectors: texts of one wish lie together, as an encoder would have it."""
    chance = np.random.default_rng(seed)
    kind = {text: place for place, lines in enumerate(WISHES.values()) for text in lines}
    rows = np.array([np.eye(16)[kind.get(text, 3)] + 0.2 * chance.normal(size=16) for text in texts])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def lessons(**more):
    texts = [text for lines in WISHES.values() for text in lines]
    labels = [wish for wish, lines in WISHES.items() for _ in lines]
    return Lessons(vectors(texts), texts, labels)


NAMES = Lessons(vectors(["track", "refund"]), ["track", "refund"], ["track", "never_seen"])
MODEL = train_model(lessons(), NAMES, TrainingSettings())
UNSEEN = ("wher is my parcle", "my money", "hi", "")


def test_every_lesson_is_read_as_it_was_taught():
    """The model knows what it was told, and says so as probabilities."""
    known = lessons()
    read = MODEL.read_many(known.vectors, known.texts).probabilities
    assert [MODEL.labels[row.argmax()] for row in read] == list(known.labels)
    assert np.allclose(read.sum(axis=1), 1.0)


@pytest.mark.parametrize("landmark_count", [4, 4_000])
def test_one_message_is_read_as_it_would_be_among_others(landmark_count):
    """The quick way of one message and the way of many give the same, for examples in full and for a share of them."""
    model = train_model(lessons(), NAMES, TrainingSettings(most_landmarks=landmark_count))
    rows = vectors(UNSEEN, seed=1)
    many = model.read_many(rows, UNSEEN)
    for place, text in enumerate(UNSEEN):
        one = model.read(rows[place], text)
        for name in ("probabilities", "ridge", "logits", "vector_cosines", "word_cosines", "known_words"):
            assert np.allclose(getattr(one, name)[0], getattr(many, name)[place], atol=1e-5), name


def test_a_name_teaches_only_its_own_intent():
    """The name of an intent without examples makes no intent."""
    assert MODEL.labels == ("greet", "refund", "track")
    assert len(MODEL.examples.labels) == 12 + 1


def test_what_is_stored_reads_the_same(tmp_path):
    """A model written and read back gives the same probabilities to the last digit."""
    MODEL.save(tmp_path)
    again = IntentModel.load(tmp_path)
    rows = vectors(UNSEEN, seed=1)
    assert np.array_equal(again.read_many(rows, UNSEEN).probabilities, MODEL.read_many(rows, UNSEEN).probabilities)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["intent_model.json", "intent_model.npz"]


def test_a_model_of_an_older_version_looks_straight_at_vectors(tmp_path):
    """A model stored before vectors were turned is read as it was learnt: a way back must stay open."""
    MODEL.save(tmp_path)
    with np.load(tmp_path / "intent_model.npz") as saved:
        kept = {name: saved[name] for name in saved.files if name != "turn"}
    kept["example_vectors"] = centred(vectors(UNSEEN)[:1], kept["centre"]).repeat(len(kept["example_labels"]), axis=0)
    np.savez_compressed(tmp_path / "intent_model.npz", **kept)
    read = IntentModel.load(tmp_path).read(vectors(UNSEEN)[0], UNSEEN[0])
    assert np.allclose(read.vector_cosines, 1.0, atol=1e-5)


def test_what_differs_more_counts_for_more():
    """Of two directions, the one in which examples differ more decides more; lengths stay 1, for zeros too."""
    rows = np.array([[2, 0, 0], [-2, 0, 0], [0, 1, 0.1], [0, -1, 0.1]], dtype=np.float32)
    angle = Angle.on(np.vstack([rows[:2]] * 9 + [rows]), np.zeros(3, dtype=np.float32))
    between = angle.seen(np.array([[1, 1, 0]], dtype=np.float32))
    wide, narrow = (abs(float((between @ angle.seen(rows[place : place + 1]).T)[0, 0])) for place in (0, 2))
    assert wide > 0.75
    assert narrow < 0.66
    assert np.allclose(np.linalg.norm(angle.seen(rows), axis=1), 1, atol=1e-5)
    assert np.isfinite(angle.seen(np.zeros((1, 3), dtype=np.float32))).all()


def test_no_more_directions_are_kept_than_matter():
    """Of 300 directions 256 are kept, and what is alike stays alike."""
    rows = np.random.default_rng(2).normal(size=(400, 300)).astype(np.float32)
    angle = Angle.on(rows, rows.mean(axis=0))
    assert angle.turn.shape == (300, 256)
    seen = angle.seen(np.vstack([rows[0], 3 * rows[0] - 2 * rows.mean(axis=0), rows[1]]))
    assert float(seen[0] @ seen[1]) == pytest.approx(1, abs=1e-4)
    assert abs(float(seen[0] @ seen[2])) < 0.4


def test_no_model_is_no_model(tmp_path):
    """A folder without a trained model raises instead of giving an empty one."""
    with pytest.raises(FileNotFoundError):
        IntentModel.load(tmp_path)


@pytest.mark.parametrize("kept", [[], [0], [0, 1]])
def test_one_intent_is_nothing_to_choose_from(kept):
    """Lessons of fewer than two intents are refused with a sentence."""
    with pytest.raises(ValueError, match="at least two intents"):
        train_model(lessons().subset(np.array(kept, dtype=int)), NAMES, TrainingSettings())


@pytest.mark.parametrize("most, counts", [(3, [1, 1, 1]), (6, [2, 2, 2]), (7, None), (100, [10, 3, 2])])
def test_landmarks_are_shared_fairly(most, counts):
    """Where not all rows can be kept, every intent keeps as many as any other, as far as it has them."""
    wanted = np.array([0] * 10 + [1] * 3 + [2] * 2)
    kept = np.bincount(wanted[landmarks(wanted, most)]).tolist()
    assert sum(kept) == min(most, len(wanted))
    assert counts in (None, kept)


def test_probabilities_come_true():
    """With labels that are wrong now and then, the model is not surer than it is right."""
    chance = np.random.default_rng(2)
    kinds = chance.integers(0, 4, 900)
    rows = np.eye(12)[kinds] + 0.45 * chance.normal(size=(900, 12))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    labels = [str(kind) for kind in kinds]
    taught = Lessons(rows, [""] * 900, labels).subset(np.arange(400))
    model = train_model(taught, replace(NAMES, labels=["x", "y"]), TrainingSettings())
    read = model.read_many(rows[400:], [""] * 500).probabilities
    right = np.array([model.labels[row.argmax()] for row in read]) == np.array(labels[400:])
    assert abs(read.max(axis=1).mean() - right.mean()) < 0.06
