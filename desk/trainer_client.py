"""The desk's line to the trainer, which knows what texts mean (docs/wire.md §5)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
import numpy as np

from desk.certificates import trusted
from desk.knowledge.about import Reading
from desk.studio.ports import TrainerAway
from desk.suggestions.ports import MeaningUnavailable, Vectors

ASK_SECONDS = 3.0
CHECK_SECONDS = 20.0
"""All of the data is read and compared by meaning."""
TEXTS_AT_ONCE = 100


class Trainer:
    """Keeps `desk.suggestions.ports.Meaning`, `desk.knowledge.ports.IntentReader` and `desk.studio.ports.Trainer`."""

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            verify=trusted(),
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

    async def readings(self, texts: Sequence[str], model: str | None) -> list[Reading]:
        """How sure the assistant is of which intents; raises MeaningUnavailable."""
        found: list[Reading] = []
        for begin in range(0, len(texts), TEXTS_AT_ONCE):
            some = list(texts[begin : begin + TEXTS_AT_ONCE])
            try:
                told = await self._asked("/readings", {"texts": some, "model": model}, ASK_SECONDS)
                found += [_ranking(each) for each in told["readings"]]
            except TrainerAway as away:
                raise MeaningUnavailable(str(away)) from away
            except (ValueError, KeyError, TypeError) as wrong:
                raise MeaningUnavailable("the trainer's answer is not what was agreed") from wrong
        if len(found) != len(texts):
            raise MeaningUnavailable("the trainer's answer is not what was agreed")
        return found

    async def advice(self, text: str, intent: str | None, model: str | None) -> dict[str, Any]:
        """Neighbours, twins and the effect of a label; raises TrainerAway."""
        return await self._asked("/advice", {"text": text, "intent": intent, "model": model}, ASK_SECONDS)

    async def checks(self, files: Mapping[str, str]) -> list[dict[str, Any]]:
        """What is wrong with the data once these files stand in it; raises TrainerAway."""
        return list((await self._asked("/checks", {"files": dict(files)}, CHECK_SECONDS)).get("findings", []))

    async def _asked(self, path: str, body: dict[str, Any], seconds: float) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, json=body, timeout=httpx.Timeout(seconds, connect=0.5))
            answer.raise_for_status()
            told = answer.json()
        except (httpx.HTTPError, ValueError) as failure:
            raise TrainerAway(type(failure).__name__) from failure
        if not isinstance(told, dict):
            raise TrainerAway("the trainer's answer is not what was agreed")
        return told

    async def close(self) -> None:
        await self._http.aclose()


def _ranking(reading: Any) -> Reading:
    return {str(each["name"]): float(each["confidence"]) for each in reading["ranking"]}


def _read(body: Any, rows: int) -> Vectors:
    numbers = np.frombuffer(base64.b64decode(body["vectors"], validate=True), dtype="<f4")
    return Vectors(str(body["encoder"]), numbers.reshape(rows, int(body["dimensions"])))
