"""The edge: requests are read, checked and authorised here, and every refusal leaves in the one error shape."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

import structlog
from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic import json as json_response
from sanic.exceptions import SanicException
from sanic.response import BaseHTTPResponse, empty

from desk import errors
from desk.access.limits import Counted
from desk.access.rights import ROLES_OF, lets_in
from desk.agents import flows as agents
from desk.agents.agent import SESSION_LIFE
from desk.agents.device import DeviceMarks
from desk.customers import flows as customers
from desk.errors import DeskError
from desk.http.contract import Answer, Call, FileAnswer, Route, SentFile, Who
from desk.http.guard import counted, noting_foreign
from desk.http.limits import AtOnce
from desk.live.shared_limits import SharedLimits
from desk.ports import DeskPorts
from desk.privacy.ports import OtherStore
from desk.shelter import Shelter
from desk.shop_client import Shop

log = structlog.get_logger()

COOKIE, DEVICE = "warmhand_agent", "warmhand_device"
DEVICE_LIFE = 180 * 24 * 3600
BODY_LIMIT = 64 * 1024
DROP_SECONDS = 20.0

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

FOR_PAGES = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}


@dataclass(frozen=True)
class Edge:
    """What the edge needs to serve routes."""

    desk: DeskPorts
    shop: Shop
    shop_name: str
    limits: SharedLimits
    shelter: Shelter
    secure_cookies: bool
    origins: frozenset[str]
    """Origins whose pages may write with an agent's cookie and open sockets."""
    devices: DeviceMarks
    others: tuple[OtherStore, ...]
    address_key: Callable[[Request], str]
    """An opaque key of where a request comes from."""
    at_once: AtOnce = field(default_factory=AtOnce)


def serve_routes(app: Sanic[Any, Any], routes: Iterable[Route], edge: Edge) -> None:
    """Register every route and the handlers for all that can go wrong."""
    for route in routes:
        handler = _file_handler(route, edge) if route.takes_file else _handler(route, edge)
        # The format of errors is said: else Sanic reads every handler's source to guess it.
        app.add_route(
            handler,
            route.path,
            methods=[route.method],
            name=_name(route),
            stream=route.takes_file,
            error_format="json",
        )
    app.exception(DeskError)(_refused)
    app.exception(SanicException)(_web_error)
    app.exception(Exception)(_unexpected)
    app.register_middleware(_secure, "response")


def bearer(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


def _handler(route: Route, edge: Edge) -> Any:
    async def serve(request: Request, path: dict[str, str]) -> Answer:
        call = await _admitted(request, route, edge, path)
        return await noting_foreign(call, route.handler(call))

    async def handle(request: Request, **path: str) -> HTTPResponse | None:
        answer = await edge.shelter.run(serve(request, path))
        if answer.file is None:
            return _respond(answer, edge)
        # A file is sent at its reader's pace and ends when they leave; what of it touches the record is sheltered.
        await _send_file(request, answer.file)
        return None

    return handle


def _file_handler(route: Route, edge: Edge) -> Any:
    """A route whose body is a file: authorised first, then read as it comes; ends when its sender leaves."""

    async def handle(request: Request, **path: str) -> HTTPResponse:
        chunks = _chunks(request)
        try:
            call = await edge.shelter.run(_admitted(request, route, edge, path))
            name = unquote(request.headers.get("x-file-name", ""), errors="replace")
            sent = SentFile(name, chunks, edge.shelter.run)
            sender = call.session.id if call.session else call.worker.id
            with edge.at_once.one("session", sender), edge.at_once.one("address", call.address_key):
                answer = await noting_foreign(call, route.handler(replace(call, sent=sent)))
        except DeskError:
            await _drop_rest(chunks, edge.desk.attachment_limits.bytes)
            raise
        return _respond(answer, edge)

    return handle


async def _admitted(request: Request, route: Route, edge: Edge, path: dict[str, str]) -> Call:
    await edge.limits.check([Counted("general", edge.address_key(request))])
    call = await _authorised(request, route, edge, path)
    if route.limit:
        await edge.limits.check(counted(route.limit, call))
    return call


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    stream: Any = request.stream
    while (chunk := await stream.read()) is not None:
        yield chunk


async def _drop_rest(chunks: AsyncIterator[bytes], limit: int) -> None:
    """Read what a refused sender still sends, within reason: else a browser would see a broken line, not the answer."""
    dropped = 0
    try:
        async with asyncio.timeout(DROP_SECONDS):
            async for chunk in chunks:
                dropped += len(chunk)
                if dropped > limit:
                    return
    except TimeoutError:
        return


async def _send_file(request: Request, file: FileAnswer) -> None:
    response = await request.respond(content_type=file.type, headers=file.headers)
    async for piece in file.chunks:
        await response.send(piece)
    await response.eof()


async def _authorised(request: Request, route: Route, edge: Edge, path: dict[str, str]) -> Call:
    """The call with its speaker; authorisation comes before the body is read."""
    who: dict[str, Any] = {}
    if route.who is Who.CUSTOMER:
        who["customer"], who["session"] = await customers.session_of(bearer(request), edge.desk)
    elif ROLES_OF[route.who]:
        who["agent"], who["agent_session"] = await agents.signed_in(request.cookies.get(COOKIE), edge.desk)
        if not lets_in(route.who, who["agent"].role):
            raise errors.forbidden("This is not for your role.")
        if route.method != "GET":
            _check_csrf(request, who["agent_session"].csrf_token, edge)
    elif route.method != "GET":
        _check_origin(request, edge)
    body = _read(request, route.body) if route.body else None
    query = _checked(route.query, dict(request.query_args), lax=True) if route.query else None
    return Call(
        edge.desk,
        edge.shop,
        edge.shop_name,
        edge.limits,
        edge.devices,
        edge.others,
        edge.address_key(request),
        path=path,
        query=query,
        body=body,
        sheltered=edge.shelter.run,
        cookie=request.cookies.get(COOKIE),
        browser=request.headers.get("user-agent", ""),
        device=request.cookies.get(DEVICE) or "",
        **who,
    )


def _check_csrf(request: Request, token: str, edge: Edge) -> None:
    _check_origin(request, edge)
    sent = request.headers.get("x-csrf-token", "")
    if not hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), token.encode()):
        raise errors.csrf_failed()


def _check_origin(request: Request, edge: Edge) -> None:
    origin = request.headers.get("origin")
    if origin is not None and origin not in edge.origins:
        raise errors.csrf_failed()


def _read(request: Request, model: type[BaseModel]) -> BaseModel:
    try:
        raw = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as wrong:
        raise errors.invalid_body() from wrong
    if not isinstance(raw, dict):
        raise errors.invalid_body("The request must be a JSON object.")
    return _checked(model, raw, lax=False)


def _checked(model: type[BaseModel], raw: dict[str, Any], lax: bool) -> BaseModel:
    try:
        return model.model_validate(raw, strict=None if lax else True)
    except ValidationError as refused:
        first = refused.errors(include_url=False, include_input=False, include_context=False)[0]
        field = str(first["loc"][0]) if first["loc"] else "body"
        raise errors.invalid_field(_printable(field), f"{first['msg']}.") from refused


def _printable(name: str) -> str:
    # A field name comes from the request: it may hold anything, and the answer must still be valid UTF-8.
    return name[:64].encode("utf-8", "replace").decode()


def _respond(answer: Answer, edge: Edge) -> HTTPResponse:
    response = empty(answer.status) if answer.body is None else json_response(answer.body, answer.status)
    if answer.open_to_pages:
        response.headers.update(FOR_PAGES)
    if answer.cookie is not None:
        _set(response, COOKIE, answer.cookie, int(SESSION_LIFE.total_seconds()) if answer.cookie else 0, edge)
    if answer.device is not None:
        _set(response, DEVICE, answer.device, DEVICE_LIFE, edge)
    return response


def _set(response: HTTPResponse, name: str, value: str, seconds: int, edge: Edge) -> None:
    response.add_cookie(
        name, value, path="/", httponly=True, samesite="Strict", secure=edge.secure_cookies, max_age=seconds
    )


async def _refused(_request: Request, refused: DeskError) -> HTTPResponse:
    headers = {"Retry-After": "5"} if refused.status in (429, 503) else {}
    return json_response(refused.body(), refused.status, headers=headers)


async def _web_error(_request: Request, failure: SanicException) -> HTTPResponse:
    known = {
        404: errors.not_found(),
        405: DeskError("method_not_allowed", 405, "This cannot be done here."),
        413: errors.body_too_large(),
    }
    status = failure.status_code
    refused = known.get(status) or DeskError("bad_request" if status < 500 else "internal", status, "Refused.")
    return json_response(refused.body(), refused.status)


async def _unexpected(request: Request, failure: Exception) -> HTTPResponse:
    log.error("request_broke", path=request.path, method=request.method, exc_info=failure)
    return json_response({"code": "internal", "message": "Something went wrong on our side."}, 500)


async def _secure(_request: Request, response: BaseHTTPResponse) -> None:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)


def _name(route: Route) -> str:
    parts = [part.split(":")[0].strip("<") for part in route.path.replace("-", "_").split("/") if part]
    return "_".join([route.method.lower(), *parts])
