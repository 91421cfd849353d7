"""Agent care: whoever has just had two furious conversations in a row is asked for the next one last. Pure.

Only an order of preference: where nobody else is free, nobody waits longer for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

UPSET = 0.6
IN_A_ROW = 2
LOOK_BACK = timedelta(hours=2)
"""What lies longer ago is over."""


@dataclass(frozen=True)
class Taken:
    """A conversation an agent took, and how upset its customer was, 0 to 1."""

    agent_id: str
    at: datetime
    mood: float


def in_need_of_an_easy_one(taken: Iterable[Taken], now: datetime) -> frozenset[str]:
    """Agents whose last IN_A_ROW conversations were all with upset customers."""
    lately: dict[str, list[Taken]] = {}
    for each in sorted(taken, key=lambda one: one.at):
        if now - each.at <= LOOK_BACK:
            lately.setdefault(each.agent_id, []).append(each)
    return frozenset(
        agent_id
        for agent_id, theirs in lately.items()
        if len(theirs) >= IN_A_ROW and all(one.mood >= UPSET for one in theirs[-IN_A_ROW:])
    )
