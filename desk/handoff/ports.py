"""What the handoff flows need stored and known."""

from __future__ import annotations

from typing import Protocol

from desk.handoff.handoff import Handoff


class HandoffStore(Protocol):
    """Handoffs, inside one transaction."""

    async def add(self, handoff: Handoff) -> None: ...

    async def get(self, handoff_id: str) -> Handoff | None: ...

    async def latest_of(self, conversation_id: str) -> Handoff | None: ...

    async def save(self, handoff: Handoff) -> None: ...


class Presence(Protocol):
    """Which agents are at the desk: a lease that runs out by itself when a connection dies."""

    async def seen(self, agent_id: str) -> None: ...

    async def left(self, agent_id: str) -> None: ...

    async def online(self) -> int:
        """How many agents are at the desk."""
