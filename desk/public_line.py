"""The desk's own public door, as a customer's browser uses it: the mystery shopper comes by it (docs/wire.md §4)."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from desk.certificates import trusted
from desk.quality.ports import LineFailed

ANSWER_SECONDS, POLL_SECONDS = 20.0, 0.25
"""A turn of the bot is given up after 8 seconds; then the desk itself says so."""
SPOKEN = frozenset({"bot", "system"})


class HttpPublicLine:
    """Keeps `desk.quality.ports.PublicLine`: over HTTP to the address the desk listens on."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(verify=trusted(), base_url=url, trust_env=False, timeout=10)

    async def close(self) -> None:
        await self._http.aclose()

    async def begin(self) -> str:
        return str((await self._ask("POST", "/api/widget/sessions", {}))["token"])

    async def open(self, token: str) -> str:
        told = await self._ask("POST", "/api/widget/conversations", {"language": "en"}, token)
        return str(told["conversation"]["id"])

    async def say(self, token: str, conversation_id: str, message_id: str, text: str) -> int:
        path = f"/api/widget/conversations/{conversation_id}/messages"
        return int((await self._ask("POST", path, {"id": message_id, "text": text}, token))["entry"]["seq"])

    async def answers(self, token: str, conversation_id: str, after: int) -> list[dict[str, Any]]:
        path = f"/api/widget/conversations/{conversation_id}/entries?after={after}"
        deadline = asyncio.get_running_loop().time() + ANSWER_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            found: list[dict[str, Any]] = (await self._ask("GET", path, None, token))["entries"]
            if any(each["author"]["kind"] in SPOKEN for each in found):
                return found
            await asyncio.sleep(POLL_SECONDS)
        return []

    async def end(self, token: str, conversation_id: str) -> None:
        await self._ask("POST", f"/api/widget/conversations/{conversation_id}/end", {}, token)

    async def _ask(self, method: str, path: str, body: Any, token: str | None = None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        try:
            answer = await self._http.request(method, path, json=body, headers=headers)
        except httpx.HTTPError as failure:
            raise LineFailed(f"The desk did not answer ({type(failure).__name__}).") from failure
        if answer.is_error:
            raise LineFailed(f"The desk answered {answer.status_code}.")
        told: dict[str, Any] = answer.json()
        return told
