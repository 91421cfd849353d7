"""The weights that read a message: what they find, and how a wrong file is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.nlu.cue_questions import QUESTIONS
from bot.nlu.cue_training import LINES, read_lines
from bot.nlu.encoder_model import load_encoder
from bot.nlu.message_cues import SHIPPED, CueModel, CueModelUnusable, probability, read_model, word_slots
from bot.nlu.sentences import sentence_spans
from bot.settings import read_settings


def encode(text: str) -> np.ndarray:
    return load_encoder(read_settings().encoder_dir).encode(text)


@pytest.fixture(scope="module")
def model() -> CueModel:
    return read_model(SHIPPED, encode)


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("could I have a chat with somebody from your team", "wants_person"),
        ("I meant the small one, you told me about the large one", "corrects"),
        ("restarted it as you told me, still the same error", "did_not_help"),
        ("I know I am past the deadline, could you make an exception for me", "exception"),
        ("we will be ordering from your competitor from now on", "high_value"),
        ("we need 150 chairs for a conference hall", "high_value"),
        ("I cannot open that mailbox any more, so I never see the code", "identity"),
        ("I was sent the invoice and the address of another customer", "privacy"),
        ("the chair broke under me and I hurt my back", "injury"),
    ],
)
def test_a_cue_is_read(model: CueModel, text: str, cue: str) -> None:
    """Worded in another way than the example lines."""
    assert probability(model.read(text, encode(text))[cue]) > 0.5


@pytest.mark.parametrize("text", ["where is my order", "do you ship to Norway", "thanks, that's all", "20417"])
def test_a_plain_message_gives_no_cue(model: CueModel, text: str) -> None:
    """Everyday messages call for nobody."""
    odds = model.read(text, encode(text))
    assert all(probability(odds[question.name]) < 0.5 for question in QUESTIONS if question.name != "settled")


def test_one_sentence_of_a_long_story_is_read(model: CueModel) -> None:
    """The mean over a story hides what matters; the sentence that says it does not."""
    story = (
        "Good morning, we bought the blue sofa in May. My daughter chose the colour and the delivery was very good. "
        "Since Tuesday the left leg is a little loose. I would like to speak to a person about it please. "
        "The weather is lovely here, I hope it is with you as well."
    )
    encoder = load_encoder(read_settings().encoder_dir)
    sentences = encoder.sentences(story)
    assert len(sentences) == 5
    assert all(abs(float(vector @ vector) - 1) < 1e-3 for _, vector in sentences)
    whole, read = model.read(story, encode(story)), model.read(story, encode(story), sentences)
    assert read["wants_person"] > whole["wants_person"]
    assert probability(read["wants_person"]) > 0.5


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("where is it", ["where is it"]),
        ("Where is it? Order 20417, please", ["Where is it? ", "Order 20417, please"]),
        ("Hi. Where is my parcel", ["Hi. Where is my parcel"]),
        ("I wait since May. thx", ["I wait since May. thx"]),
        ("line one is here\nline two is here", ["line one is here\n", "line two is here"]),
    ],
)
def test_a_message_is_cut_into_sentences(text: str, sentences: list[str]) -> None:
    """Two words are no sentence of their own."""
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_every_question_has_its_lines() -> None:
    """Each question's files exist and hold examples."""
    lines = read_lines(LINES)
    assert all(len(lines[name]) >= 15 for question in QUESTIONS for name in question.yes)


def test_numbers_teach_nothing() -> None:
    """Two order numbers are the same word."""
    assert (word_slots("order 20417") == word_slots("order 99")).all()


def test_a_missing_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    """The start stops with a sentence that says what to do."""
    with pytest.raises(CueModelUnusable, match="cue_training"):
        read_model(tmp_path / "nothing.npz", encode)


def test_a_broken_file_is_named_with_its_remedy(tmp_path: Path) -> None:
    """Half a download is no model."""
    broken = tmp_path / "broken.npz"
    broken.write_bytes(SHIPPED.read_bytes()[:500])
    with pytest.raises(CueModelUnusable, match="cannot be read"):
        read_model(broken, encode)


def test_weights_of_another_encoder_are_refused() -> None:
    """Vectors with another meaning would give cues at random."""
    with pytest.raises(CueModelUnusable, match="another sentence encoder"):
        read_model(SHIPPED, lambda text: np.roll(encode(text), 7))


def test_a_model_survives_its_file(model: CueModel, tmp_path: Path) -> None:
    """Saved and read again it says the same."""
    model.save(tmp_path / "again.npz", encode)
    again = read_model(tmp_path / "again.npz", encode)
    text = "this is hopeless"
    assert again.read(text, encode(text)) == pytest.approx(model.read(text, encode(text)), abs=1e-3)
