"""What a message is made of: words, pairs of words and groups of letters, weighted by how rare they are. Pure.

Pairs tell "not arrived" from "arrived"; groups of letters find a word through a typing error.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import Iterator, Sequence

import numpy as np
import scipy.sparse

# What comes later in a long story is left to the sentence vector.
READ_CHARACTERS = 1_000
_WORD = re.compile(r"\w+")
_LONG_NUMBER = re.compile(r"\d{4,}")
_LETTER_GROUPS = range(2, 6)
# Spelt out, "I'm" and "I am" are the same words. In this order: "won't" must not become "wo not".
_SPELT_OUT = (
    ("\u2019", "'"),
    ("won't", "will not"),
    ("can't", "can not"),
    ("n't", " not"),
    ("'re", " are"),
    ("'m", " am"),
    ("'ll", " will"),
    ("'ve", " have"),
    ("'d", " would"),
    ("'s", " is"),
)


@dataclass(frozen=True)
class WordWeights:
    """The parts known from training and the weight of each; letter groups begin at `words`."""

    parts: tuple[str, ...]
    rarity: np.ndarray
    words: int
    _places: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {part: place for place, part in enumerate(self.parts)})

    def read(self, text: str) -> tuple[np.ndarray, np.ndarray, float]:
        """Places and weights of the text's known parts (length 1 in all), and the share of its words that are known."""
        plain = spell_out(text)
        words, letters = Counter(_word_parts(plain)), Counter(_letter_parts(plain))
        known = sum(count for part, count in words.items() if part in self._places)
        found = {
            self._places[part]: count for part, count in chain(words.items(), letters.items()) if part in self._places
        }
        places = np.fromiter(found.keys(), dtype=np.int32, count=len(found))
        counts = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        weights = (1 + np.log(counts)) * self.rarity[places]
        for group in (places < self.words, places >= self.words):
            length = float(np.sqrt((weights[group] ** 2).sum()))
            if length:
                weights[group] *= np.float32(np.sqrt(0.5) / length)
        return places, weights, known / max(sum(words.values()), 1)

    def rows(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """The same for many texts, one row each."""
        return self.rows_and_known(texts)[0]

    def rows_and_known(self, texts: Sequence[str]) -> tuple[scipy.sparse.csr_matrix, np.ndarray]:
        """And the share of each text's words that are known."""
        read = [self.read(text) for text in texts]
        shape = (len(texts), len(self.parts))
        if not read:
            return scipy.sparse.csr_matrix(shape, dtype=np.float32), np.zeros(0)
        places, weights = np.concatenate([row[0] for row in read]), np.concatenate([row[1] for row in read])
        starts = np.concatenate([[0], np.cumsum([len(row[0]) for row in read])])
        return scipy.sparse.csr_matrix((weights, places, starts), shape=shape), np.array([row[2] for row in read])


def learn_weights(texts: Sequence[str]) -> WordWeights:
    """What is in fewer of the texts weighs more."""
    words: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for text in texts:
        plain = spell_out(text)
        words.update(set(_word_parts(plain)))
        letters.update(set(_letter_parts(plain)))
    parts = (*sorted(words), *sorted(letters))
    seen_in = np.array([words[part] for part in sorted(words)] + [letters[part] for part in sorted(letters)])
    rarity = np.log((1 + len(texts)) / (1 + seen_in)) + 1
    return WordWeights(parts, rarity.astype(np.float32), len(words))


def spell_out(text: str) -> str:
    """Lower case, contractions spelt out, and every long number the same one: which it is says nothing."""
    plain = text[:READ_CHARACTERS].lower()
    for short, long in _SPELT_OUT:
        plain = plain.replace(short, long)
    return _LONG_NUMBER.sub("12345", plain)


def _word_parts(plain: str) -> Iterator[str]:
    # A sign that no word holds keeps words and letter groups apart.
    words = _WORD.findall(plain)
    yield from (f"={word}" for word in words)
    yield from (f"={first} {second}" for first, second in pairwise(words))


def _letter_parts(plain: str) -> Iterator[str]:
    for word in plain.split():
        padded = f" {word} "
        for size in _LETTER_GROUPS:
            if size >= len(padded):
                yield padded
                break
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]
