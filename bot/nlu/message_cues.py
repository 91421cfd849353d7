"""What a single message tells about the need for a person: linear heads over its sentence vector, words and signs.

Knows nothing of Rasa. The weights are in `message_cues.npz`, made by `python -m bot.nlu.cue_training`.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Mapping

import numpy as np

from bot.nlu.frustration_signs import sign_values

WORD_SLOTS = 8192
WORD_SHARE = 2.4
SHIPPED = Path(__file__).parent / "message_cues.npz"
PROBES = ("Where is my parcel?", "I have told you three times now.", "My solicitor will write to you.")
SAME_ENCODER = 0.97
_TOKENS = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!]")


class CueModelUnusable(RuntimeError):
    """The weights are missing, broken, or were made with another sentence encoder."""


def word_slots(text: str) -> np.ndarray:
    """The slots of the text's runs of one to three words, each slot once; any number counts as the same word."""
    plain = text.lower().replace("\u2019", "'")
    words = ["0" if token[0].isdigit() else token for token in _TOKENS.findall(plain)][:200]
    runs = {" ".join(words[i : i + size]) for size in (1, 2, 3) for i in range(len(words) - size + 1)}
    return np.unique(np.array([zlib.crc32(run.encode()) % WORD_SLOTS for run in runs], dtype=np.int64))


@dataclass(frozen=True)
class CueModel:
    """One row of weights for each head; a head's probability answers one question about the message."""

    heads: tuple[str, ...]
    centre: np.ndarray
    dense: np.ndarray
    words: np.ndarray
    signs: np.ndarray
    bias: np.ndarray

    def read(self, text: str, vector: np.ndarray, sentences: Iterable[tuple[str, np.ndarray]] = ()) -> dict[str, float]:
        """The log-odds of every head: those of the whole, or of the sentence that says it most plainly.

        What matters is often one sentence of a long story, and a mean over the story hides it.
        """
        odds = np.max([self._odds(*part) for part in ((text, vector), *sentences)], axis=0)
        return dict(zip(self.heads, map(float, odds), strict=True))

    def _odds(self, text: str, vector: np.ndarray) -> np.ndarray:
        slots = word_slots(text)
        odds = self.dense @ (vector - self.centre) + self.signs @ sign_values(text) + self.bias
        if len(slots):
            odds = odds + self.words[:, slots].astype(np.float32).sum(axis=1) * (WORD_SHARE / np.sqrt(len(slots)))
        return odds

    def save(self, path: Path, encode: Callable[[str], np.ndarray]) -> None:
        """Write the weights, with vectors of a few known sentences to tell another encoder by."""
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                heads=np.array(self.heads),
                centre=self.centre.astype(np.float32),
                dense=self.dense.astype(np.float32),
                words=self.words.astype(np.float16),
                signs=self.signs.astype(np.float32),
                bias=self.bias.astype(np.float32),
                probes=np.stack([encode(text) for text in PROBES]).astype(np.float32),
            )


def probability(odds: float) -> float:
    """Log-odds as a number between 0 and 1."""
    return 1 / (1 + math.exp(-min(max(float(odds), -30.0), 30.0)))


def read_model(path: Path, encode: Callable[[str], np.ndarray]) -> CueModel:
    """Raises CueModelUnusable with a sentence that says what to do."""
    remedy = "restore the file, or make it anew with `python -m bot.nlu.cue_training`."
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays: Mapping[str, np.ndarray] = {name: stored[name] for name in stored.files}
        model = CueModel(
            tuple(str(name) for name in arrays["heads"]),
            *(arrays[name] for name in ("centre", "dense", "words", "signs", "bias")),
        )
        probes = arrays["probes"]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise CueModelUnusable(f"The weights in {path} cannot be read ({error}): {remedy}") from error
    likeness = min(float(encode(text) @ probe) for text, probe in zip(PROBES, probes, strict=True))
    if likeness < SAME_ENCODER:
        raise CueModelUnusable(f"The weights in {path} were made with another sentence encoder: {remedy}")
    return model
