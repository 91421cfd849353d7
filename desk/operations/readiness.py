"""Whether the desk can do its work, dependency by dependency.

Conversations are held as long as the record stands; without Redis, bot or shop the desk is degraded and says by what.
Asking is cheap and bounded: nobody waits longer than `ASK_SECONDS`, whoever asks again within `KEPT_SECONDS` gets the
same answer, and a dependency that hangs has one question open at it, not one per asker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

ASK_SECONDS = 0.8
KEPT_SECONDS = 0.5

Probe = Callable[[], Awaitable[bool]]
"""Asks one dependency; True when it answers as it should. Raises nothing."""


class Verdict(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    NOT_READY = "not_ready"
    DRAINING = "draining"


@dataclass(frozen=True)
class Part:
    """One dependency: whether it is up, whether the desk is of no use without it, how long it took to say so."""

    name: str
    up: bool
    needed: bool
    took_ms: float

    def to_json(self) -> dict[str, Any]:
        return {"up": self.up, "needed": self.needed, "took_ms": round(self.took_ms, 1)}


def verdict(parts: tuple[Part, ...]) -> Verdict:
    """The worst of them decides; a part that is not needed can only degrade."""
    down = [part for part in parts if not part.up]
    if any(part.needed for part in down):
        return Verdict.NOT_READY
    return Verdict.DEGRADED if down else Verdict.READY


class Readiness:
    """Asks the dependencies, all at once."""

    def __init__(self, probes: Mapping[str, Probe], needed: frozenset[str], monotonic: Callable[[], float]) -> None:
        self._probes, self._needed, self._monotonic = probes, needed, monotonic
        self._underway: dict[str, asyncio.Task[bool]] = {}
        self._asking: asyncio.Task[tuple[Part, ...]] | None = None
        self._known: tuple[Part, ...] = ()
        self._known_at = float("-inf")
        self._draining = False

    def drain(self) -> None:
        """The desk is closing: from now on nobody new should be sent here."""
        self._draining = True

    async def now(self) -> tuple[Verdict, tuple[Part, ...]]:
        """How things stand, at most `KEPT_SECONDS` old."""
        if self._monotonic() - self._known_at > KEPT_SECONDS:
            if self._asking is None or self._asking.done():
                self._asking = asyncio.get_running_loop().create_task(self._ask_all())
            # An asker that goes away must not take the answer from the others.
            self._known = await asyncio.shield(self._asking)
        return (Verdict.DRAINING if self._draining else verdict(self._known)), self._known

    async def close(self) -> None:
        """Stop asking."""
        tasks = [*self._underway.values(), *([self._asking] if self._asking else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask_all(self) -> tuple[Part, ...]:
        parts = await asyncio.gather(*(self._ask(name) for name in self._probes))
        self._known_at = self._monotonic()
        return tuple(parts)

    async def _ask(self, name: str) -> Part:
        began = self._monotonic()
        task = self._underway.get(name)
        if task is None:
            task = self._underway[name] = asyncio.ensure_future(self._probes[name]())
        done, _ = await asyncio.wait([task], timeout=ASK_SECONDS)
        up = bool(done) and task.result()
        if done:
            self._underway.pop(name, None)
        return Part(name, up, name in self._needed, (self._monotonic() - began) * 1_000)
