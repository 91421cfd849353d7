"""The trainer's only door: HTTP on loopback, for the desk (docs/wire.md §5)."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import ujson
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.nlu.encoder_model import EncoderModel, encoder_hash, load_encoder
from trainer.vectors import BadRequest, checked_texts, to_wire

logger = logging.getLogger(__name__)

BODY_LIMIT = 4 * 1024 * 1024


class Meaning:
    """The loaded encoder, used by one thread, so that the loop stays free to answer."""

    def __init__(self, encoder_dir: Path) -> None:
        self._encoder: EncoderModel = load_encoder(encoder_dir)
        self.encoder_id = encoder_hash(encoder_dir)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")

    async def vectors(self, texts: list[str]) -> np.ndarray:
        """A row of length 1 for each text."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._rows, texts)

    def _rows(self, texts: list[str]) -> np.ndarray:
        return np.stack([self._encoder.encode(text) for text in texts])


def make_app(meaning: Meaning, secret: str) -> Sanic:
    """The web application; every answer is JSON, every refusal `{"code", "message"}`."""
    app = Sanic("trainer", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT

    async def health(_request: Request) -> dict[str, Any]:
        return {"ready": True, "encoder": meaning.encoder_id}

    async def vectors(request: Request) -> dict[str, Any]:
        texts = checked_texts(_body(request))
        found = await meaning.vectors(texts)
        return {"encoder": meaning.encoder_id, "dimensions": int(found.shape[1]), "vectors": to_wire(found)}

    app.add_route(_guarded(health, secret), "/health", methods=["GET"], name="health")
    app.add_route(_guarded(vectors, secret), "/vectors", methods=["POST"], name="vectors")
    return app


def _guarded(work: Callable[[Request], Awaitable[dict[str, Any]]], secret: str) -> Callable[..., Any]:
    async def answer(request: Request) -> HTTPResponse:
        given = request.headers.get("authorization", "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, b"Bearer " + secret.encode("utf-8")):
            return _refused(401, "unauthorized", "This door is for the desk.")
        try:
            return json_response(await work(request))
        except BadRequest as wrong:
            return _refused(400, "bad_request", wrong.message, wrong.field)
        except Exception:  # the edge of the process: nothing of it may leak, all of it is logged
            logger.exception("trainer: a request failed")
            return _refused(500, "failed", "The trainer could not do this.")

    return answer


def _body(request: Request) -> Any:
    try:
        return ujson.loads(request.body)
    except ValueError as error:
        raise BadRequest("body", "The body is not JSON.") from error


def _refused(status: int, code: str, message: str, field: str | None = None) -> HTTPResponse:
    body = {"code": code, "message": message}
    return json_response(body | ({"field": field} if field else {}), status=status)
