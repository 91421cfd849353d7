"""A right that was checked holds for some seconds, so that not everything that is told asks for it again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from desk.errors import DeskError
from desk.live.closing import SIGN_IN_AGAIN, Closed

TRUST_SECONDS = 4.0
"""How long a right that was checked holds, unless the hub says that somebody's ended."""


class Trust:
    """Whether one browser may still look. `authorise` raises a DeskError with 401 or 403 when it may not."""

    def __init__(self, authorise: Callable[[], Awaitable[None]]) -> None:
        self._authorise = authorise
        self._until = 0.0

    @property
    def seconds_left(self) -> float:
        """How long the right holds without being checked again; not above 0 when it is to be checked first."""
        return self._until - asyncio.get_running_loop().time()

    async def check(self, ahead: float = 0.0) -> None:
        """Check the right unless it holds for longer than `ahead` seconds; raises Closed when it has ended."""
        if self.seconds_left > ahead:
            return
        now = asyncio.get_running_loop().time()
        try:
            await self._authorise()
        except DeskError as refused:
            if refused.status in (401, 403):
                raise Closed(SIGN_IN_AGAIN, refused.code) from None
            raise
        self._until = now + TRUST_SECONDS

    def end(self) -> None:
        """Somebody's right may have ended: the next one who asks checks."""
        self._until = 0.0
