"""Words, pairs of words and groups of letters."""

import numpy as np
import pytest

from bot.nlu.word_weights import READ_CHARACTERS, learn_weights, spell_out

LINES = ("where is my parcel", "where is the invoice", "I'd like to return the lamp", "cancel order 20417 please")
WEIGHTS = learn_weights(LINES)


def likeness(one: str, other: str) -> float:
    rows = WEIGHTS.rows([one, other])
    return float((rows[0] @ rows[1].T).toarray()[0, 0])


@pytest.mark.parametrize(
    "text, plain",
    [
        ("I'm sure", "i am sure"),
        ("it won\u2019t WORK", "it will not work"),
        ("can't, didn't", "can not, did not"),
        ("order 20417", "order 12345"),
        ("size 42", "size 42"),
        ("", ""),
    ],
)
def test_what_is_written_shortly_is_spelt_out(text, plain):
    """Contractions and long numbers read the same however they are written."""
    assert spell_out(text) == plain


@pytest.mark.parametrize(
    "text, near, far",
    [
        ("wheres my parcle", LINES[0], LINES[3]),
        ("return lamp", LINES[2], LINES[0]),
        ("order 99812 cancel", LINES[3], LINES[1]),
    ],
)
def test_near_words_are_alike(text, near, far):
    """Typing errors and another order number leave a message near its own kind."""
    assert likeness(text, near) > likeness(text, far)


def test_a_row_has_length_one_and_repeats_nothing():
    """One message's weights are those of its row, of length 1 in all."""
    places, weights, known = WEIGHTS.read(LINES[2])
    row = WEIGHTS.rows([LINES[2]]).toarray()[0]
    assert np.isclose(np.linalg.norm(row), 1.0)
    assert np.array_equal(row[places], weights)
    assert known == 1.0


@pytest.mark.parametrize("text", ["", "   ", "zzz", "🙂", "\u00e9\u00e9", "x" * 50_000])
def test_what_is_unknown_weighs_little(text):
    """Nothing breaks on a message of which nothing, or next to nothing, is known, and long ones end somewhere."""
    places, weights, known = WEIGHTS.read(text)
    assert known == 0.0
    assert len(places) == len(weights) <= READ_CHARACTERS * 4
    assert not np.isnan(weights).any()
