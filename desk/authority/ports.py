"""What the flows of authority need from outside: their tables, and the shop that carries things out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from desk.access.audit import AuditLine
from desk.authority.grant import Grant
from desk.authority.matrix import Matrix
from desk.authority.money import Money
from desk.authority.verdict import Spent


class AuthorityStore(Protocol):
    """The matrix, grants, charges and the ledger, inside one transaction."""

    async def begin(self, now: datetime) -> datetime:
        """Wait until nobody else decides about money, and the ledger's time: it never runs backwards.

        To be called first in a transaction that reads what was spent in order to spend.
        """

    def key(self, kind: str, identifier: str) -> str:
        """How charges and ledger name a customer, an order or a conversation: the same the same way, no way back."""

    async def matrix(self) -> Matrix: ...

    async def matrices(self, limit: int = 50) -> list[Matrix]:
        """Newest first."""

    async def put_matrix(self, matrix: Matrix) -> None:
        """A version more; `changed_meanwhile` when there is one of that number."""

    async def spent(
        self, case_key: str, customer_key: str, authority_of: str, currency: str, at: datetime
    ) -> Spent: ...

    async def charge(self, grant: Grant, at: datetime) -> None:
        """Reserve what is to be given under `grant.authority_of`."""

    async def release(self, grant_id: str, at: datetime) -> None:
        """It was not given, or was taken back."""

    async def get(self, grant_id: str) -> Grant | None: ...

    async def add(self, grant: Grant) -> None: ...

    async def save(self, before: Grant, after: Grant) -> Grant:
        """Store a step by compare-and-set on `before.version`; raises `changed_meanwhile`."""

    async def of_conversation(self, conversation_id: str) -> list[Grant]:
        """Newest first."""

    async def waiting(self) -> list[Grant]:
        """Those that wait for somebody to approve, oldest first."""

    async def due(self, now: datetime, beyond: datetime, limit: int = 50) -> list[Grant]:
        """Those the shop is to be asked about, or again: due by `now`, or put off `beyond` what any rule puts off."""

    async def since(self, moment: datetime, limit: int = 5_000) -> list[Grant]:
        """Everything asked for since, oldest first."""

    async def write(self, actor: str, step: str, subject: str, detail: dict[str, Any], at: datetime) -> None:
        """A line of the ledger. Raises `changed_meanwhile`."""

    async def lines_of(self, subjects: Sequence[str]) -> list[AuditLine]:
        """The ledger's lines about these grants, oldest first."""

    async def broken_at(self) -> int | None:
        """The first line of the ledger that is not as it was written, or None."""

    async def check(self) -> list[str]:
        """What the tables say otherwise than the ledger."""

    async def count(self) -> int:
        """How many lines the ledger has."""


class ShopSilent(Exception):
    """The shop did not say what came of it: it may or may not have acted."""


class ShopRefused(Exception):
    """The shop will not do it, now or later under this key. The text is for people."""


@dataclass(frozen=True)
class Offer:
    """What the shop could do for one order: the most, or the only amount; for which item."""

    gift: str
    possible: bool
    why: str | None
    most: Money
    fixed: bool
    sku: str | None = None
    label: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "gift": self.gift,
            "possible": self.possible,
            "why": self.why,
            "most": self.most.to_json(),
            "fixed": self.fixed,
            "sku": self.sku,
            "label": self.label,
        }


@dataclass(frozen=True)
class Offers:
    """What can be done for an order, and whose it is: known even where a guest proved it."""

    shop_customer_id: str
    tier: str
    offers: tuple[Offer, ...]


class RemedyShop(Protocol):
    """The shop's side. What changes something is repeatable: the same key, the same answer, once."""

    async def offers(self, order_number: str, claim: str) -> Offers:
        """What this order can have. Raises `shop_unavailable`, `gift_impossible`."""

    async def give(self, grant: Grant) -> dict[str, Any]:
        """Carry it out under the grant's id. Raises `ShopSilent` or `ShopRefused`."""

    async def take_back(self, grant: Grant) -> None:
        """Take it back under the grant's undo key. Raises `ShopSilent` or `ShopRefused`."""

    async def close(self) -> None: ...
