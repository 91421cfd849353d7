"""A place in the waiting line: since when, what for, and what was agreed with the customer about the wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class WaitContract(StrEnum):
    """What the customer chose to do while waiting; the place is kept with each of them."""

    NOTHING_SAID = "nothing_said"
    KEEP_WAITING = "keep_waiting"
    MAIL_ME = "mail_me"
    BOT_MEANWHILE = "bot_meanwhile"


@dataclass(frozen=True)
class LinePlace:
    """One conversation in the line.

    `since` is the first request for a person and outlives transfers and lost agents. `ranks_as` is `since` less the
    head start: it never changes with time, so the line can be ordered by it in a table. `front` means the customer was
    already with somebody who is gone. `kept_until` ends the time the place is kept for `for_agent` or `for_team`.
    `told_alone_at`: when the customer was told that nobody is at the desk.
    """

    conversation_id: str
    since: datetime
    ranks_as: datetime
    front: bool = False
    mood: float = 0.0
    tier: str | None = None
    promised: bool = False
    channel: str = "widget"
    skills: frozenset[str] = frozenset()
    language: str | None = None
    for_agent: str | None = None
    for_team: str | None = None
    kept_until: datetime | None = None
    contract: WaitContract = WaitContract.NOTHING_SAID
    email: str | None = None
    told_alone_at: datetime | None = None
