"""What care needs to know of somebody's last hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from desk.care.signals import Served


class CareStore(Protocol):
    """Read off the record each time; nothing is kept."""

    async def served(self, agents: Sequence[str], since: datetime) -> Mapping[str, Sequence[Served]]:
        """What they took since then, with the mood at that time and whether they were insulted since."""

    async def wrote(self, agents: Sequence[str], since: datetime) -> Mapping[str, Sequence[datetime]]:
        """When they did something in a conversation since then."""
