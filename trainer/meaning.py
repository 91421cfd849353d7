"""What the door knows: the encoder, and models as far as they read; used by one thread, so that the loop stays free."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import numpy as np

from bot.nlu.encoder_model import EncoderModel, encoder_hash
from trainer.archive import SUFFIX, ModelMissing
from trainer.reader import Reader, Reading, load_reader

READERS = 3
REMEMBERED = 30_000
T = TypeVar("T")


class Meaning:
    """The loaded encoder and the models asked last."""

    def __init__(self, encoder_dir: Path, models: Path) -> None:
        self.encoder = EncoderModel(encoder_dir, REMEMBERED)
        self.encoder_id = encoder_hash(encoder_dir)
        self._models = models
        self._readers: OrderedDict[str, Reader] = OrderedDict()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Do what touches the encoder where nothing else touches it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def vectors(self, texts: list[str]) -> np.ndarray:
        """A row of length 1 for each text."""
        return await self.in_thread(lambda: np.stack([self.encoder.encode(text) for text in texts]))

    async def readings(self, texts: list[str], model_id: str | None) -> list[Reading]:
        """As the bot with this model would act. Raises ModelMissing."""
        return await self.in_thread(lambda: self.reader(model_id).read(texts, self.encoder.encode_with_wording))

    def reader(self, model_id: str | None) -> Reader:
        """The model of that id, or the one written last where it is gone or none is named. Raises ModelMissing."""
        if model_id is None or not (self._models / f"{model_id}{SUFFIX}").is_file():
            models = sorted(self._models.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime)
            if not models:
                raise ModelMissing("There is no model yet.")
            model_id = models[-1].name.removesuffix(SUFFIX)
        if model_id not in self._readers:
            self._readers[model_id] = load_reader(self._models, model_id)
            if len(self._readers) > READERS:
                self._readers.popitem(last=False)
        self._readers.move_to_end(model_id)
        return self._readers[model_id]
