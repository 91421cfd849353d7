"""all-MiniLM-L6-v2 on the CPU: one text in, one unit vector of 384 numbers out. Knows nothing of Rasa."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from bot.nlu.sentences import sentence_spans

MAX_TOKENS = 128
_LONG_NUMBER = re.compile(r"\d{4,}")
# Which order number somebody has says nothing about what they want.
_ANY_NUMBER = "12345"
_CACHED_VECTORS = 20_000
# The words of one sentence, and its vector of length 1.
Sentence = tuple[str, np.ndarray]


class EncoderMissing(RuntimeError):
    """The encoder's files are not where the settings say."""


class EncoderChanged(RuntimeError):
    """The encoder's files are not the ones that its manifest names."""


class EncoderModel:
    """A loaded encoder. Vectors are remembered by text, so training twice in one process encodes once."""

    def __init__(self, directory: Path) -> None:
        model, tokenizer = encoder_files(directory)
        check_files(directory)
        options = onnxruntime.SessionOptions()
        # Two thread pools on two cores fight each other: one thread is faster here.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {spec.name for spec in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._vectors: dict[str, np.ndarray] = {}
        self._sentences: dict[str, tuple[Sentence, ...]] = {}

    def encode(self, text: str) -> np.ndarray:
        """One vector of length 1.

        Texts are encoded one at a time, never in batches: in a dynamically quantised model the neighbours in a
        batch would change the vector, and training would see other vectors than serving.
        """
        text = _LONG_NUMBER.sub(_ANY_NUMBER, text)
        vector = self._vectors.get(text)
        if vector is None:
            if len(self._vectors) >= _CACHED_VECTORS:
                self._vectors.clear()
                self._sentences.clear()
            vector = self._vectors[text] = self._encode(text)
        return vector

    def knows(self, text: str) -> bool:
        """Whether the vector of a text is remembered."""
        return _LONG_NUMBER.sub(_ANY_NUMBER, text) in self._vectors

    def sentences(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of a text that has several, each with a vector of its own; nothing for a single one.

        They are means over the tokens of one pass through the model, the same that gave the vector of the whole.
        """
        self.encode(text)
        return self._sentences.get(_LONG_NUMBER.sub(_ANY_NUMBER, text), ())

    def _encode(self, text: str) -> np.ndarray:
        encoding = self._tokenizer.encode(text)
        mask = np.array([encoding.attention_mask], dtype=np.int64)
        feed = {
            "input_ids": np.array([encoding.ids], dtype=np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        states = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        if found := _sentences(text, encoding, states[0]):
            self._sentences[text] = found
        weights = mask[:, :, None].astype(np.float32)
        return _unit(((states * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9))[0])


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
