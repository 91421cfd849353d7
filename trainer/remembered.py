"""Vectors of texts on disk, so that neither a start nor the door beside the school works them out a second time.

Texts are kept as digests only. A file that is damaged or of another encoder is as good as none.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from bot.nlu.encoder_model import EncoderModel, plain_text

FILE = "vectors.npz"


class Remembered:
    """The file of one folder; read again whenever it has changed."""

    def __init__(self, folder: Path, encoder_id: str) -> None:
        self._path, self._encoder_id = folder / FILE, encoder_id
        self._seen = 0.0
        self._places: dict[bytes, int] = {}
        self._rows = (np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))

    def recall(self, texts: Iterable[str], encoder: EncoderModel) -> list[str]:
        """Teach the encoder what the file knows of these texts; returns those that nobody knows."""
        unknown = [text for text in dict.fromkeys(texts) if not encoder.knows(text)]
        if not unknown:
            return []
        self._look()
        found = {text: place for text in unknown if (place := self._places.get(_digest(text))) is not None}
        encoder.remember({text: (self._rows[0][place], self._rows[1][place]) for text, place in found.items()})
        return [text for text in unknown if text not in found]

    def keep(self, texts: Iterable[str], encoder: EncoderModel) -> None:
        """Write what the encoder knows of these texts, in place of what was there."""
        known = encoder.vectors_of(texts)
        if not known:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(f".{FILE}.{os.getpid()}")
        with fresh.open("wb") as out:
            np.savez(
                out,
                encoder=np.array(self._encoder_id),
                digests=np.array([_digest(text) for text in known], dtype="S16"),
                meaning=np.stack([vectors[0] for vectors in known.values()]),
                wording=np.stack([vectors[1] for vectors in known.values()]),
            )
        fresh.replace(self._path)

    def _look(self) -> None:
        try:
            changed = self._path.stat().st_mtime
            if changed == self._seen:
                return
            with np.load(self._path, allow_pickle=False) as saved:
                if str(saved["encoder"]) != self._encoder_id:
                    return
                rows = (saved["meaning"], saved["wording"])
                places = {bytes(digest): place for place, digest in enumerate(saved["digests"])}
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return
        self._rows, self._places, self._seen = rows, places, changed


def _digest(text: str) -> bytes:
    # Sixteen hexadecimal digits: arrays of bytes would drop a zero at the end.
    return hashlib.blake2b(plain_text(text).encode(), digest_size=8).hexdigest().encode()
