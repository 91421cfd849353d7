"""Customers who talk to the bot all the while: each asks, reads the answer, thinks, asks again, and makes room for the
next. How long answers took is read from the record afterwards, so that the client's own work is not measured."""

from __future__ import annotations

import asyncio
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

QUESTIONS = (
    "what payment methods do you take",
    "how much is shipping",
    "how long does delivery take",
    "can I return something",
    "do you ship abroad",
    "what are your opening hours",
    "hello there",
    "thanks",
)
TURNS = 8
LOOK_EVERY = 0.1
GIVES_UP_AFTER = 20.0


@dataclass
class Load:
    """So many customers at a time, in a thread of their own, until `stop`."""

    desk: str
    customers: int
    think_seconds: float
    seed: int
    apart_seconds: float = 0.0
    """At least so long lies between two messages, whoever writes them: then none waits for another's answer, and what
    makes an answer slow is the house."""
    refused: list[tuple[float, str]] = field(default_factory=list)
    begun: int = 0
    _next: float = 0.0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """No new messages; returns when the last one is answered or given up."""
        self._stopping.set()
        assert self._thread is not None, "it was started"
        self._thread.join(GIVES_UP_AFTER + 20)

    async def _run(self) -> None:
        limits = httpx.Limits(max_connections=self.customers * 2)
        async with httpx.AsyncClient(base_url=self.desk, trust_env=False, timeout=30, limits=limits) as http:
            await asyncio.gather(*(self._place(number, http) for number in range(self.customers)))

    async def _place(self, number: int, http: httpx.AsyncClient) -> None:
        """One customer after the other."""
        rng = random.Random(self.seed * 1000 + number)
        await asyncio.sleep(rng.uniform(0, self.think_seconds))
        while not self._stopping.is_set():
            self.begun += 1
            try:
                await self._talk(http, rng)
            except (httpx.HTTPError, KeyError) as failure:
                self.refused.append((time.time(), f"{type(failure).__name__}: {failure}"))
                await asyncio.sleep(0.5)

    async def _talk(self, http: httpx.AsyncClient, rng: random.Random) -> None:
        begun = await _json(http.post("/api/widget/sessions", json={"identity": None}))
        headers = {"authorization": f"Bearer {begun['token']}"}
        opened = await _json(http.post("/api/widget/conversations", json={}, headers=headers))
        path = f"/api/widget/conversations/{opened['conversation']['id']}"
        after = 0
        for _ in range(TURNS):
            if self._stopping.is_set():
                return
            body = {"id": str(uuid.UUID(int=rng.getrandbits(128), version=4)), "text": rng.choice(QUESTIONS)}
            await self._in_turn()
            sent = await _json(http.post(f"{path}/messages", json=body, headers=headers))
            after, handed_over = await self._answered(http, path, headers, max(after, sent["entry"]["seq"]))
            if handed_over:
                # A person's turn now, and no person is there.
                return
            await asyncio.sleep(rng.uniform(0.5, 1.5) * self.think_seconds)

    async def _in_turn(self) -> None:
        now = time.monotonic()
        self._next = max(now, self._next + self.apart_seconds)
        await asyncio.sleep(self._next - now)

    async def _answered(
        self, http: httpx.AsyncClient, path: str, headers: dict[str, str], after: int
    ) -> tuple[int, bool]:
        deadline = time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < deadline:
            # Looking takes the desk time of its own, so not while the answer is being made.
            await asyncio.sleep(LOOK_EVERY)
            found = await _json(http.get(f"{path}/entries?after={after}", headers=headers))
            said = [entry for entry in found["entries"] if entry["author"]["kind"] in ("bot", "system")]
            if said:
                handed_over = any(entry["kind"] == "handoff_requested" for entry in found["entries"])
                return int(found["entries"][-1]["seq"]), handed_over
        self.refused.append((time.time() - GIVES_UP_AFTER, "a message was not answered"))
        return after, False


async def _json(asking: Any) -> dict[str, Any]:
    answer = await asking
    answer.raise_for_status()
    return dict(answer.json())
