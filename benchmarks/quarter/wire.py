"""Browsers: the widget's calls and socket, and the console's, as the real ones use them."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

PATIENCE_SECONDS = 60.0


class Refused(Exception):
    """The desk said no; `code` is its own."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.code = str(body.get("code", ""))


def uuid_of(chance: random.Random) -> str:
    """An id as a browser makes it, from a seeded chance."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


@dataclass
class Browser:
    """One browser's calls. What gets no answer is asked again, as browsers of ours do: every call may be repeated."""

    http: httpx.AsyncClient
    headers: dict[str, str]

    async def call(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The answer's document; raises `Refused`."""
        deadline = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            try:
                answer = await self.http.request(method, path, json=body, headers=self.headers)
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                break
            if asyncio.get_running_loop().time() > deadline:
                raise RuntimeError(f"{method} {path} got no answer: {answer and answer.text[:200]}")
            await asyncio.sleep(0.2)
        document = answer.json() if answer.content else {}
        if not answer.is_success:
            raise Refused(answer.status_code, document)
        return dict(document)

    async def get(self, path: str) -> dict[str, Any]:
        return await self.call("GET", path)

    async def post(self, path: str, body: Any = None) -> dict[str, Any]:
        return await self.call("POST", path, {} if body is None else body)


class Socket:
    """A socket to the desk: frames as documents."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire

    async def say(self, frame: dict[str, Any]) -> None:
        await self._wire.send(orjson.dumps(frame).decode())

    async def until(self, *kinds: str, author: str | None = None, at_most: float = 20.0) -> dict[str, Any]:
        """The next frame of one of these kinds; of entries, by that kind of author only."""
        async with asyncio.timeout(at_most):
            while True:
                frame = dict(orjson.loads(await self._wire.recv()))
                if frame["type"] not in kinds:
                    continue
                if author is None or frame["type"] != "entry" or frame["entry"]["author"]["kind"] == author:
                    return frame


@asynccontextmanager
async def socket_to(desk_url: str, path: str, headers: dict[str, str] | None = None) -> AsyncIterator[Socket]:
    """A socket as long as the block lasts."""
    address = desk_url.replace("http", "ws", 1) + path
    async with connect(address, origin=desk_url, proxy=None, additional_headers=headers, compression=None) as wire:  # type: ignore[arg-type]
        yield Socket(wire)


async def sign_in(http: httpx.AsyncClient, desk_url: str, email: str, password: str) -> Browser:
    """A colleague's browser, signed in."""
    asked = {"email": email, "password": password}
    answer = await http.post("/api/agent/sign-in", json=asked, headers={"origin": desk_url})
    answer.raise_for_status()
    cookie = f"warmhand_agent={answer.cookies['warmhand_agent']}"
    http.cookies.clear()
    return Browser(http, {"origin": desk_url, "cookie": cookie, "x-csrf-token": answer.json()["csrf_token"]})
