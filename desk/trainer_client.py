"""The desk's line to the trainer, which knows what texts mean (docs/wire.md §5)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

import httpx
import numpy as np

from desk.suggestions.ports import MeaningUnavailable, Vectors

ASK_SECONDS = 3.0
TEXTS_AT_ONCE = 100


class Trainer:
    """Keeps `desk.suggestions.ports.Meaning`."""

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(ASK_SECONDS, connect=0.5),
            trust_env=False,
        )

    async def vectors(self, texts: Sequence[str]) -> Vectors:
        """A row for each text; raises MeaningUnavailable."""
        parts = [
            await self._some(texts[begin : begin + TEXTS_AT_ONCE]) for begin in range(0, len(texts), TEXTS_AT_ONCE)
        ]
        if len({part.encoder for part in parts}) != 1:
            raise MeaningUnavailable("the trainer changed its encoder meanwhile")
        return Vectors(parts[0].encoder, np.concatenate([part.rows for part in parts]))

    async def _some(self, texts: Sequence[str]) -> Vectors:
        try:
            answer = await self._http.post("/vectors", json={"texts": list(texts)})
            answer.raise_for_status()
            return _read(answer.json(), len(texts))
        except httpx.HTTPError as failure:
            raise MeaningUnavailable(type(failure).__name__) from failure
        except (ValueError, KeyError, TypeError, binascii.Error) as wrong:
            raise MeaningUnavailable("the trainer's answer is not what was agreed") from wrong

    async def close(self) -> None:
        await self._http.aclose()


def _read(body: Any, rows: int) -> Vectors:
    numbers = np.frombuffer(base64.b64decode(body["vectors"], validate=True), dtype="<f4")
    return Vectors(str(body["encoder"]), numbers.reshape(rows, int(body["dimensions"])))
