"""S12: addresses that people give are words. Nobody can make the desk reach into its own network."""

from __future__ import annotations

import asyncio
import uuid

import httpx
import pytest

from tests.desk.conftest import Running
from tests.desk.files import attach

pytestmark = pytest.mark.slow
LOOK_SECONDS = 1.5
"""Longer than any round of the desk takes to come by."""


async def test_s12_no_address_that_anybody_gives_is_fetched(desk: Running) -> None:
    """In messages of all sides, names of files, headers, notes, labels and searches: nothing ever calls there."""
    calls: list[bytes] = []

    async def inside(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.append(await reader.read(200))
        writer.close()

    server = await asyncio.start_server(inside, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        await everywhere(desk, f"127.0.0.1:{port}")
        await asyncio.sleep(LOOK_SECONDS)
        assert calls == []
        async with httpx.AsyncClient(trust_env=False) as http:
            with pytest.raises(httpx.HTTPError):
                await http.get(f"http://127.0.0.1:{port}/metadata")
        assert len(calls) == 1, "nobody was listening: this test showed nothing"
    finally:
        server.close()


async def everywhere(desk: Running, inner: str) -> None:
    """Say that address in every place that takes words."""
    address = f"http://{inner}/metadata"
    spellings = (address, f"![]({address}) <img src='{address}'> [x]({address})", f"//{inner}", f"smtp://{inner}")
    headers = {"referer": address, "x-forwarded-host": inner, "x-forwarded-for": inner, "forwarded": f"host={inner}"}
    ana, maya = await desk.visitor(), await desk.agent()
    for words in spellings:
        await ana.http.post(
            f"/api/widget/conversations/{ana.conversation_id}/messages", headers=headers, json=said(words)
        )
        await ana.until(f"You said: {words}")
        drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{words}"/></svg>'.encode()
        answer = await attach(ana.http, ana.conversation_id, drawing, name=words)
        assert answer.status_code in (400, 415, 422), answer.text
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    assert (await maya.post(f"{one}/claim", json={}, headers=headers)).status_code == 200
    for words in spellings:
        assert (await maya.post(f"{one}/messages", json=said(words))).status_code == 201
        assert (await maya.post(f"{one}/notes", json=said(words))).status_code == 201
        await maya.put(f"{one}/customer-note", json={"text": words})
        await maya.post(f"{one}/labels", json={"add": [words]})
        await maya.post("/api/agent/canned-replies", json={"shortcut": "x", "title": words, "text": words})
        await maya.get("/api/agent/search", params={"q": words})
        await maya.get("/help", params={"q": words})
    assert sum(address in line for line in await ana.texts()) >= 4


def said(words: str) -> dict[str, str]:
    return {"id": str(uuid.uuid4()), "text": words}
