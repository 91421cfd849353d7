"""What incidents need stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desk.incidents.incident import Incident
from desk.incidents.notice import Notice
from desk.incidents.outcome import Outcome


@dataclass(frozen=True)
class Affected:
    """An order an incident is about, and whose it is. `notices`: they agreed to be told of troubles."""

    order_number: str
    shop_customer_id: str
    notices: bool


class IncidentStore(Protocol):
    """Incidents, the orders they are about, and notices, inside one transaction."""

    async def add(self, incident: Incident) -> None: ...

    async def save(self, before: Incident, after: Incident) -> Incident:
        """Store a step by compare-and-set on `before.version`; raises `changed_meanwhile`."""

    async def get(self, incident_id: str) -> Incident | None: ...

    async def open(self) -> list[Incident]: ...

    async def recent(self, limit: int = 20) -> list[Incident]:
        """Open ones first, then the closed ones, newest first."""

    async def closed_since(self, since: datetime) -> list[Incident]: ...

    async def old(self, before: datetime) -> list[Incident]:
        """Closed before that moment, and what came of them is not frozen yet."""

    async def affect(self, incident_id: str, orders: Sequence[Affected], now: datetime) -> bool:
        """These orders are affected just now; others of the incident no longer are. Whether anything changed."""

    async def banner_for(self, customer_id: str) -> str | None:
        """What the widget shows this customer of ours: the newest open incident about an order of theirs."""

    async def answers_for(self, shop_customer_id: str) -> dict[str, str]:
        """What the bot says to this customer of the shop, by intent."""

    async def untold(self, incident: Incident, week: datetime, limit: int) -> list[str]:
        """Customers of ours who are affected, agreed, have a conversation, did not write, and may still be told.

        `week` is where the week of their cap begins.
        """

    async def notices_since(self, customer_ids: Sequence[str], since: datetime) -> dict[str, int]:
        """How often each was told of something since then."""

    async def was_told(self, customer_id: str, about: str) -> bool: ...

    async def told_of(self, about: str) -> set[str]:
        """Customers who had a notice about it."""

    async def add_notice(self, notice: Notice) -> None:
        """A new one; `changed_meanwhile` when there is one already."""

    async def to_hear_the_end(self, incident: Incident, limit: int) -> list[str]:
        """Conversations of affected customers that are open, or were told of the trouble, and not yet of its end."""

    async def conversations_of(self, incident_id: str) -> list[str]:
        """The current conversations of affected customers."""

    async def outcome(self, incident: Incident) -> Outcome: ...

    async def forget_orders(self, incident_id: str) -> None:
        """Which orders it was about is not kept any more."""
