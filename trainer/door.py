"""The trainer's only door: HTTP on loopback, for the desk (docs/wire.md §5)."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ujson
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from trainer.advice import Neighbourhood
from trainer.archive import ModelMissing
from trainer.checks import findings, of_wrong
from trainer.meaning import Meaning
from trainer.remembered import Remembered
from trainer.school_keeper import SchoolKeeper
from trainer.training_data import DataWrong, Lessons, read_lessons
from trainer.vectors import (
    BadRequest,
    checked_files,
    checked_label,
    checked_model,
    checked_text,
    checked_texts,
    to_wire,
)

logger = logging.getLogger(__name__)

BODY_LIMIT = 8 * 1024 * 1024
FEW_VECTORS = 100


class NotReady(Exception):
    """The examples are still being read; ask again in a while."""


class Advisor:
    """Knows the examples on disk, and learns them anew whenever they change."""

    def __init__(self, meaning: Meaning, root: Path, remembered: Remembered) -> None:
        self._meaning, self._root, self._remembered = meaning, root, remembered
        self._learnt: tuple[str, Neighbourhood] | None = None

    async def advise(self, text: str, intent: str | None, model: str | None) -> dict[str, Any]:
        """Raises DataWrong, ModelMissing and NotReady."""
        return await self._meaning.in_thread(lambda: self._advice(text, intent, model))

    async def check(self, files: dict[str, str]) -> list[dict[str, Any]]:
        """What is wrong with the data once these files stand in it."""
        return await self._meaning.in_thread(lambda: self._checked(files))

    def _advice(self, text: str, intent: str | None, model: str | None) -> dict[str, Any]:
        encode = self._meaning.encoder.encode_with_wording
        reading = self._meaning.reader(model).read([text], encode)[0]
        return self._neighbourhood().advice(text, intent, encode(text), reading.intent, reading.confidence)

    def _neighbourhood(self) -> Neighbourhood:
        lessons = read_lessons(self._root)
        if self._learnt is None or self._learnt[0] != lessons.nlu_hash:
            self._recall(lessons)
            made = Neighbourhood.of(lessons.lines, self._meaning.encoder.encode_with_wording)
            self._learnt = (lessons.nlu_hash, made)
        return self._learnt[1]

    def _recall(self, lessons: Lessons) -> None:
        """Vectors come from the school; a few are quickly made, all of them would keep agents waiting."""
        unknown = self._remembered.recall([line.text for line in lessons.lines], self._meaning.encoder)
        if len(unknown) > FEW_VECTORS:
            raise NotReady(f"{len(unknown)} lines are still being read")

    def _checked(self, files: dict[str, str]) -> list[dict[str, Any]]:
        try:
            lessons = read_lessons(self._root, files)
        except DataWrong as wrong:
            return [asdict(of_wrong(wrong))]
        self._recall(lessons)
        found = findings(lessons, self._meaning.encoder.encode, self._texts(lessons, files))
        return [asdict(each) for each in found]

    def _texts(self, lessons: Lessons, files: dict[str, str]) -> dict[str, str]:
        return {name: files.get(name) or (self._root / name).read_text("utf-8") for name in lessons.documents}


def make_app(meaning: Meaning, advisor: Advisor, secret: str, school: SchoolKeeper) -> Sanic:
    """The web application; every answer is JSON, every refusal `{"code", "message"}`."""
    app = Sanic("trainer", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = BODY_LIMIT

    async def health(_request: Request) -> dict[str, Any]:
        return {"ready": True, "encoder": meaning.encoder_id, "school": school.is_open}

    async def vectors(request: Request) -> dict[str, Any]:
        found = await meaning.vectors(checked_texts(_body(request)))
        return {"encoder": meaning.encoder_id, "dimensions": int(found.shape[1]), "vectors": to_wire(found)}

    async def readings(request: Request) -> dict[str, Any]:
        body = _body(request)
        found = await meaning.readings(checked_texts(body), checked_model(body))
        told = [
            each.to_json() | {"ranking": [{"name": name, "confidence": sure} for name, sure in each.ranking]}
            for each in found
        ]
        return {"readings": told}

    async def advice(request: Request) -> dict[str, Any]:
        body = _body(request)
        return await advisor.advise(checked_text(body), checked_label(body), checked_model(body))

    async def checks(request: Request) -> dict[str, Any]:
        return {"findings": await advisor.check(checked_files(_body(request)))}

    app.add_route(_guarded(health, secret), "/health", methods=["GET"], name="health")
    for work in (vectors, readings, advice, checks):
        app.add_route(_guarded(work, secret), f"/{work.__name__}", methods=["POST"], name=work.__name__)
    school.attach(app)
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
        except ModelMissing as missing:
            return _refused(404, "no_model", str(missing))
        except NotReady as early:
            return _refused(503, "not_ready", f"Please ask again in a moment: {early}.")
        except DataWrong as wrong:
            return _refused(409, wrong.code, wrong.message)
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
