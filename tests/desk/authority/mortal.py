"""A desk that dies at a chosen moment: around every transaction, every commit, and every word with the shop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from desk.authority.grant import Grant
from desk.authority.ports import Offers, RemedyShop
from desk.ports import DeskPorts, Record, Unit


class Killed(BaseException):
    """As with kill -9: nothing of this desk runs after it."""


@dataclass
class Life:
    """Ends at the moment with that number; None never ends. `lived` counts the moments."""

    ends_at: int | None
    lived: int = 0

    def moment(self) -> None:
        self.lived += 1
        if self.over:
            raise Killed

    @property
    def over(self) -> bool:
        return self.ends_at is not None and self.lived >= self.ends_at


@dataclass
class MortalRecord:
    """The real record; a transaction that was open when the desk died is undone by the database, as it would be."""

    real: Record
    life: Life

    def change(self) -> AbstractAsyncContextManager[Unit]:
        return self._change()

    def look(self) -> AbstractAsyncContextManager[Unit]:
        self.life.moment()
        return self.real.look()

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[Unit]:
        self.life.moment()
        async with self.real.change() as unit:
            yield unit
            self.life.moment()
        self.life.moment()


@dataclass
class MortalLine:
    """The real line to the real shop."""

    real: RemedyShop
    life: Life

    async def offers(self, order_number: str, claim: str) -> Offers:
        return await self.real.offers(order_number, claim)

    async def give(self, grant: Grant) -> dict[str, Any]:
        self.life.moment()
        told = await self.real.give(grant)
        self.life.moment()
        return told

    async def take_back(self, grant: Grant) -> None:
        self.life.moment()
        await self.real.take_back(grant)
        self.life.moment()

    async def close(self) -> None:
        await self.real.close()


def mortal(ports: DeskPorts, life: Life) -> DeskPorts:
    """The same desk with that life."""
    return replace(ports, record=MortalRecord(ports.record, life), remedies=MortalLine(ports.remedies, life))
