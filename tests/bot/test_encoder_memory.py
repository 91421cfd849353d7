"""A served bot keeps the vectors of a few texts only, and what it has forgotten it reads as before."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.encoder_model import EncoderModel
from bot.settings import read_settings

TEXTS = [f"my parcel is late by {days} days. what can i do about it?" for days in range(8)]


@pytest.fixture(scope="module")
def encoder() -> EncoderModel:
    return EncoderModel(read_settings().encoder_dir)


def test_no_more_texts_are_remembered_than_asked_for(encoder: EncoderModel) -> None:
    """A lower limit takes effect at once, and what was forgotten gets the same vectors again."""
    encoder.remember_at_most(len(TEXTS))
    before = {text: encoder.encode_with_wording(text) for text in TEXTS}
    assert all(encoder.knows(text) for text in TEXTS)
    encoder.remember_at_most(3)
    assert not any(encoder.knows(text) for text in TEXTS)
    for text in TEXTS:
        np.testing.assert_array_equal(encoder.encode_with_wording(text), before[text])
        assert encoder.knows(text)
        assert sum(encoder.knows(each) for each in TEXTS) <= 3


def test_sentences_of_a_forgotten_text_are_read_again(encoder: EncoderModel) -> None:
    """The sentences of a text come and go with its vectors."""
    encoder.remember_at_most(2)
    first = encoder.sentences(TEXTS[0])
    for text in TEXTS:
        encoder.encode(text)
    again = encoder.sentences(TEXTS[0])
    assert [words for words, _ in again] == [words for words, _ in first]
    assert len(first) == 2
    for (_, ours), (_, theirs) in zip(again, first, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_lower_limit_keeps_what_fits(encoder: EncoderModel) -> None:
    """What is within a new limit is not read twice."""
    encoder.remember_at_most(5)
    encoder.remember_at_most(1)
    encoder.encode(TEXTS[0])
    encoder.remember_at_most(4)
    assert encoder.knows(TEXTS[0])
