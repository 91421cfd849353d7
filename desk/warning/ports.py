"""What early warning needs from outside: its tables, and the shop's recent orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from desk.warning.alarm import Alarm
from desk.warning.contact import Contact
from desk.warning.rise import Tally
from desk.warning.shared import RecentOrder


@dataclass(frozen=True)
class Behind:
    """Somebody behind an alarm, with the conversation they wrote in and the words they came with."""

    contact: Contact
    name: str
    verified: bool
    shop_customer_id: str | None
    said: str


class WarningStore(Protocol):
    """Contacts and alarms, inside one transaction."""

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        """Conversations that changed since their contacts were read, and their versions."""

    async def keep(self, conversation_id: str, version: int, contacts: Sequence[Contact]) -> None:
        """These are the contacts of a conversation at that version, in place of earlier ones."""

    async def tally(self, begin: datetime, end: datetime) -> Tally:
        """Different people of that time, from `begin` on and before `end`."""

    async def first_contact(self) -> datetime | None:
        """When counting began."""

    async def behind(self, reasons: Sequence[str], since: datetime, limit: int = 200) -> list[Behind]:
        """Who came for these reasons since then: each person once, with their latest contact, newest first."""

    async def wrote(self, shop_customer_ids: Sequence[str], reasons: Sequence[str], since: datetime) -> set[str]:
        """Which of these customers of the shop came for one of the reasons since then."""

    async def add(self, alarm: Alarm) -> None:
        """A new one; `changed_meanwhile` when there is an open one of that reason."""

    async def save(self, before: Alarm, after: Alarm) -> Alarm:
        """Store a step by compare-and-set on `before.version`; raises `changed_meanwhile`."""

    async def get(self, alarm_id: str) -> Alarm | None: ...

    async def recent(self, since: datetime) -> list[Alarm]:
        """Open ones, and those decided or risen since then, newest first."""

    async def open_count(self) -> int: ...


class OrderBook(Protocol):
    """The shop's recent orders of everybody."""

    async def recent_orders(self, days: int) -> list[RecentOrder]:
        """Orders placed in the last so many days, newest first, 2,000 at most. Raises `shop_unavailable`."""

    async def orders_of(self, shop_customer_id: str) -> list[dict[str, Any]]:
        """One customer's orders as on the wire, newest first. Raises `shop_unavailable`."""
