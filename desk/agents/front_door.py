"""How people of the team come in from outside: the address of a link, and a letter with it where letters are sent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import StrEnum

import structlog

from desk.letters.ports import NotTaken, Outgoing, Postman, Unclear

log = structlog.get_logger(__name__)

CARRY_SECONDS = 8.0
"""Somebody waits at the screen meanwhile, and has the link to copy in any case."""


class Mailed(StrEnum):
    """What became of a letter to a colleague."""

    SENT = "sent"
    FAILED = "failed"
    NOT_SET_UP = "not_set_up"


@dataclass(frozen=True)
class FrontDoor:
    """The desk's own address as browsers reach it, and who carries letters, if anybody."""

    desk_url: str = ""
    postman: Postman | None = None

    def link(self, token: str) -> str:
        """Behind a `#`, which no browser sends: the token stands in no log and no referrer."""
        return f"{self.desk_url}/agent#invite={token}"

    async def carry(self, letter: Outgoing) -> Mailed:
        """Hand a letter in at once. It holds a token of which only a digest is kept: it can wait in no queue."""
        if self.postman is None:
            return Mailed.NOT_SET_UP
        try:
            async with asyncio.timeout(CARRY_SECONDS):
                await self.postman.carry(letter, _nothing_to_note)
        except (NotTaken, Unclear, TimeoutError) as failure:
            log.warning("colleague_not_mailed", problem=str(failure) or type(failure).__name__)
            return Mailed.FAILED
        return Mailed.SENT


async def _nothing_to_note() -> None:
    """Nothing is kept of such a letter."""
