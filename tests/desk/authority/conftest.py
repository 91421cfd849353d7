"""A quiet desk beside a real shop: what is given really goes through the shop's API, and the shop's books are read."""

from __future__ import annotations

import json
import sqlite3
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desk.agents.agent import Agent
from desk.assembly import parts_of
from desk.authority import approvals, giving, settling
from desk.authority.giving import Ask, giver_of
from desk.authority.grant import Grant
from desk.authority.matrix import Cause, Gift
from desk.authority.money import Money
from desk.authority.ports import Offers, RemedyShop
from desk.conversations.conversation import Conversation
from desk.errors import DeskError
from desk.ports import DeskPorts
from desk.settings import Settings
from tests.desk.quiet import Clock, Quiet, quiet
from tests.shop.conftest import API_KEY, OpenShop
from tests.shop.conftest import running as running_shop

__all__ = ["quiet"]

PAID, SHIPPED, DELIVERED = "20435", "20417", "20406"
"""Orders of the shop's customer C1003."""


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[OpenShop]:
    """A shop that can be told to fail."""
    async with running_shop(tmp_path / "shop.db", faults=True) as found:
        yield found


@pytest.fixture
def desk_settings(desk_settings: Settings, shop: OpenShop) -> Settings:
    """A desk that knows where the shop is."""
    return desk_settings.model_copy(update={"shop_url": shop.settings.url, "shop_api_key": API_KEY})


Hook = Callable[[], Awaitable[None]]


@dataclass
class Hooked:
    """The line to the real shop, with something happening around each request that changes anything."""

    real: RemedyShop
    before: Hook | None = None
    after: Hook | None = None

    async def offers(self, order_number: str, claim: str) -> Offers:
        return await self.real.offers(order_number, claim)

    async def give(self, grant: Grant) -> dict[str, Any]:
        if self.before:
            await self.before()
        told = await self.real.give(grant)
        if self.after:
            await self.after()
        return told

    async def take_back(self, grant: Grant) -> None:
        if self.before:
            await self.before()
        await self.real.take_back(grant)
        if self.after:
            await self.after()

    async def close(self) -> None:
        await self.real.close()


@dataclass
class Counter:
    """A conversation that Maya holds, at a desk beside a shop, and short words for what people do there."""

    quiet: Quiet
    shop: OpenShop
    agent: Agent
    conversation: Conversation
    wish: Ask | None = None

    @property
    def ports(self) -> DeskPorts:
        return self.quiet.ports

    @property
    def clock(self) -> Clock:
        return self.quiet.clock

    def ask(self, amount: int = 1_000, order: str = SHIPPED, gift: Gift = Gift.VOUCHER, **more: Any) -> Ask:
        """A wish for that many cents."""
        return Ask(str(uuid.uuid4()), order, gift, more.pop("cause", Cause.LATE), Money(amount), **more)

    async def give(self, ask: Ask, agent: Agent | None = None, ports: DeskPorts | None = None) -> Grant:
        return await giving.give(self.conversation.id, giver_of(agent or self.agent), ask, ports or self.ports)

    async def undo(self, grant: Grant, agent: Agent | None = None, ports: DeskPorts | None = None) -> Grant:
        return await giving.take_back(grant.id, self.conversation.id, agent or self.agent, ports or self.ports)

    async def decide(self, grant: Grant, agent_id: str, yes: bool = True, ports: DeskPorts | None = None) -> Grant:
        """A colleague decides."""
        colleague = await self.quiet.agent(agent_id, here=False)
        return await approvals.decide(grant.id, yes, "", colleague, ports or self.ports)

    async def settle(self, ports: DeskPorts | None = None) -> int:
        """A desk opens: it asks about everything open."""
        return await settling.settle_open(ports or self.ports, all_of_them=True)

    async def now_of(self, grant_id: str) -> Grant:
        found = await self.quiet.row("authority", "get", grant_id)
        assert isinstance(found, Grant)
        return found

    def books(self) -> list[dict[str, Any]]:
        """What the shop has really given, read from its file."""
        with sqlite3.connect(self.shop.settings.database) as file:
            file.row_factory = sqlite3.Row
            return [dict(row) for row in file.execute("SELECT * FROM remedies ORDER BY rowid")]

    def paid(self, grant_id: str) -> list[dict[str, Any]]:
        """What the shop's books hold under this key: never more than one."""
        with sqlite3.connect(self.shop.settings.database) as file:
            bodies = file.execute("SELECT body FROM remedy_answers WHERE key = ? AND status = 200", (grant_id,))
            ids = {json.loads(body)["remedy"]["id"] for (body,) in bodies}
        return [row for row in self.books() if row["id"] in ids]

    async def ledger(self, grant_id: str) -> list[str]:
        """The steps the ledger knows of a grant."""
        return [line.action for line in await self.quiet.row("authority", "lines_of", [grant_id])]

    async def whole(self) -> None:
        """The chain is as it was written, and the tables say what the ledger says."""
        assert await self.quiet.row("authority", "broken_at") is None
        assert await self.quiet.row("authority", "check") == []

    def hook(self, before: Hook | None = None, after: Hook | None = None) -> None:
        """Have something happen right before the shop is asked to give or take back, or right after it answered."""
        self.quiet.changes["remedies"] = Hooked(self.quiet.desk.ports.remedies, before, after)

    async def fault(self, **fault: Any) -> None:
        """The shop's API for giving goes wrong from now on."""
        answer = await self.shop.api.post("/api/faults", json=fault)
        assert answer.status_code == 200, answer.text

    async def well(self) -> None:
        """The shop is well again."""
        await self.shop.api.delete("/api/faults")


@pytest.fixture
async def counter(quiet: Quiet, shop: OpenShop) -> Counter:
    """Maya talks to the shop's customer C1003."""
    agent = await quiet.agent("a_maya")
    _, conversation = await quiet.held(agent, "C1003")
    return Counter(quiet, shop, agent, conversation)


@pytest.fixture
async def second_desk(desk_settings: Settings, quiet: Quiet) -> AsyncIterator[DeskPorts]:
    """Another desk on the same record."""
    desk = parts_of(desk_settings, quiet.clock)
    yield desk.ports
    await desk.runner.stop()
    await desk.bot.close()
    await desk.shop.close()
    await desk.ports.remedies.close()
    await desk.ports.known.meaning.close()
    await desk.redis.aclose()
    await desk.record.close()


async def refused(work: Awaitable[Any]) -> str:
    """The code with which this is refused."""
    with pytest.raises(DeskError) as refusal:
        await work
    return refusal.value.code
