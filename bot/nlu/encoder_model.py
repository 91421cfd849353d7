"""all-MiniLM-L6-v2 on the CPU: one text in, unit vectors of 384 numbers out. Knows nothing of Rasa."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Iterable, Mapping

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from bot.nlu.sentences import sentence_spans

MAX_TOKENS = 128
_LONG_NUMBER = re.compile(r"\d{4,}")
_ANY_NUMBER = "12345"
_CACHED_VECTORS = 10_000
_OUTPUTS = ["last_hidden_state", "early"]
# How long the vector of the early layer is beside that of the last one, where both are compared as one.
_EARLY_LENGTH = 0.7
# The words of one sentence, and its vector of length 1.
Sentence = tuple[str, np.ndarray]


def plain_text(text: str) -> str:
    """The text as it is encoded: which order number somebody has says nothing about what they want."""
    return _LONG_NUMBER.sub(_ANY_NUMBER, text)


class EncoderMissing(RuntimeError):
    """The encoder's files are not where the settings say."""


class EncoderChanged(RuntimeError):
    """The encoder's files are not the ones that its manifest names."""


class EncoderModel:
    """A loaded encoder. Vectors are remembered by text, so training twice in one process encodes once."""

    def __init__(self, directory: Path, remembered: int = _CACHED_VECTORS) -> None:
        """`remembered` texts keep their vectors."""
        self._most = remembered
        model, tokenizer = encoder_files(directory)
        check_files(directory)
        options = onnxruntime.SessionOptions()
        # Two thread pools on two cores fight each other: one thread is faster here.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # An arena of its own would hold eleven megabytes for texts that hardly ever come, and is no quicker.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        if [output.name for output in self._session.get_outputs()] != _OUTPUTS:
            raise EncoderChanged(
                f"The sentence encoder in {directory} was prepared by another version: "
                f"run `bin/prepare-encoder --into {directory}`, which makes it anew."
            )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._vectors: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    def encode(self, text: str) -> np.ndarray:
        """What a text means: one vector of length 1."""
        return self._both(text)[0]

    def encode_with_wording(self, text: str) -> np.ndarray:
        """The same, and behind it the vector of an early layer, which still tells how it was said.

        Both come from one pass through the model.
        """
        meaning, wording = self._both(text)
        return np.concatenate([meaning, _EARLY_LENGTH * wording])

    def _both(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        # Texts are encoded one at a time, never in batches: in a dynamically quantised model the neighbours in a
        # batch would change the vector, and training would see other vectors than serving.
        text = plain_text(text)
        vectors = self._vectors.get(text)
        if vectors is None:
            if len(self._vectors) >= self._most:
                self._forget()
            vectors = self._vectors[text] = self._encode(text)
        return vectors

    def vectors_of(self, texts: Iterable[str]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """What is remembered of these texts, for another process with the same encoder to `remember`."""
        plain = {plain_text(text) for text in texts}
        return {text: self._vectors[text] for text in plain if text in self._vectors}

    def remember(self, vectors: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> None:
        """Take over what another process with the same encoder has worked out."""
        if len(self._vectors) + len(vectors) <= self._most:
            self._vectors.update({plain_text(text): both for text, both in vectors.items()})

    def remember_at_most(self, texts: int) -> None:
        """Keep the vectors of so many texts from now on: where people write, hardly any text comes twice."""
        self._most = texts
        if len(self._vectors) > texts:
            self._forget()

    def knows(self, text: str) -> bool:
        """Whether the vector of a text is remembered."""
        return plain_text(text) in self._vectors

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text that has several, each with a vector of its own; nothing for a single one.

        They are means over the tokens of one pass through the model, the same that gave the vector of the whole.
        """
        self.encode(text)
        return self._sentences.get(plain_text(text), ())

    def _forget(self) -> None:
        self._vectors.clear()
        self._sentences.clear()

    def _encode(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        encoding = self._tokenizer.encode(text)
        tokens = np.array([encoding.ids], dtype=np.int64)
        states, early = self._session.run(_OUTPUTS, {"input_ids": tokens})
        if found := _sentences(text, encoding, states[0]):
            self._sentences[text] = found
        return _unit(states[0].mean(axis=0)), _unit(early[0])


def _sentences(text: str, encoding: Encoding, states: np.ndarray) -> tuple[Sentence, ...]:
    """What lies behind the model's last token has no vector and is left out."""
    found = []
    spans = sentence_spans(text)
    for start, end in spans if len(spans) > 1 else ():
        tokens = [n for n, (first, last) in enumerate(encoding.offsets) if start <= first < last <= end]
        if tokens:
            found.append((text[start:end].strip(), _unit(states[tokens].mean(axis=0))))
    return tuple(found)


def _unit(vector: np.ndarray) -> np.ndarray:
    scaled: np.ndarray = (vector / np.maximum(np.linalg.norm(vector), 1e-9)).astype(np.float32)
    return scaled


def encoder_files(directory: Path) -> tuple[Path, Path]:
    """The two files of the encoder. Raises EncoderMissing with a sentence that says what to do."""
    model, tokenizer, manifest = directory / "model.onnx", directory / "tokenizer.json", directory / "manifest.json"
    for path in (model, tokenizer, manifest):
        if not path.is_file():
            raise EncoderMissing(
                f"The sentence encoder's file {path} is missing: run `bin/prepare-encoder`, "
                "or point WARMHAND_ENCODER_DIR at a folder that it wrote."
            )
    return model, tokenizer


def check_files(directory: Path) -> None:
    """Compare the files with the manifest that `bin/prepare-encoder` wrote. Raises EncoderChanged; takes some 20 ms.

    With another encoder every vector is a little different, and the bot would misread without knowing it.
    """
    remedy = f"run `bin/prepare-encoder --into {directory}`, which makes it anew."
    try:
        wanted: dict[str, str] = dict(json.loads((directory / "manifest.json").read_text(encoding="utf-8"))["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise EncoderChanged(
            f"The sentence encoder's {directory / 'manifest.json'} cannot be read: {remedy}"
        ) from error
    for path in encoder_files(directory):
        if hashlib.sha256(path.read_bytes()).hexdigest() != wanted.get(path.name):
            raise EncoderChanged(f"The sentence encoder's file {path} is not the one that was prepared: {remedy}")


def encoder_hash(directory: Path) -> str:
    """One hash over both files: another encoder means another model."""
    digest = hashlib.sha256()
    for path in encoder_files(directory):
        digest.update(path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=2)
def load_encoder(directory: Path) -> EncoderModel:
    """The encoder of this folder, loaded once per process."""
    return EncoderModel(directory)
