"""A quiet desk with opening hours, where Maya talks to Ana."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk.agents.agent import Agent
from desk.assembly import parts_of
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.hours.opening_hours import OpeningHours, Span
from desk.ports import DeskPorts
from desk.promises import keeping
from desk.promises.alarms import look_after
from desk.promises.due import end_of
from desk.promises.keeping import Moved
from desk.promises.promise import Promise, PromiseRules, What, Wish
from desk.settings import Settings
from tests.desk.quiet import Clock, Quiet, quiet

__all__ = ["quiet"]

DAY = (Span(9 * 60, 17 * 60),)
HOURS = OpeningHours(ZoneInfo("UTC"), (DAY, DAY, DAY, DAY, DAY, (), ()))
RULES = PromiseRules(timedelta(hours=4), timedelta(hours=1), HOURS)
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)
"""Of the week in which a quiet desk's clock begins, and after it."""


@dataclass
class Talk:
    """What Maya and her colleagues do about promises to one customer."""

    quiet: Quiet
    maya: Agent
    ana: Customer
    conversation: Conversation

    @property
    def ports(self) -> DeskPorts:
        return self.quiet.ports

    @property
    def clock(self) -> Clock:
        return self.quiet.clock

    async def promise(
        self,
        what: What = What.REFUND,
        day: date = FRIDAY,
        note: str = "",
        said_seq: int | None = None,
        **more: Any,
    ) -> Promise:
        wish = Wish(more.get("id", str(uuid.uuid4())), what, end_of(day, HOURS), note, said_seq)
        agent = more.get("agent", self.maya)
        return await keeping.promise(self.conversation.id, agent, wish, more.get("ports", self.ports))

    async def move(self, promise: Promise, day: date = MONDAY, why: str = "", **more: Any) -> Promise:
        wanted = Moved(more.get("id", str(uuid.uuid4())), end_of(day, HOURS), why)
        return await keeping.move(promise.id, self.maya, wanted, self.ports)

    async def look(self, ports: DeskPorts | None = None) -> int:
        return await look_after(ports or self.ports)

    async def now_of(self, promise: Promise) -> Promise:
        found = await self.quiet.row("promises", "get", promise.id)
        assert isinstance(found, Promise)
        return found

    async def lines(self) -> list[str]:
        return await self.quiet.lines(self.conversation)


@pytest.fixture
async def talk(quiet: Quiet) -> Talk:
    """Maya talks to Ana."""
    quiet.changes["promises"] = RULES
    maya = await quiet.agent("a_maya")
    ana, conversation = await quiet.held(maya, "C1003")
    return Talk(quiet, maya, ana, conversation)


@pytest.fixture
async def second_desk(desk_settings: Settings, quiet: Quiet) -> AsyncIterator[DeskPorts]:
    """Another desk on the same record."""
    desk = parts_of(desk_settings, quiet.clock)
    yield replace(desk.ports, promises=RULES)
    await desk.runner.stop()
    await desk.bot.close()
    await desk.shop.close()
    await desk.ports.remedies.close()
    await desk.ports.known.meaning.close()
    await desk.redis.aclose()
    await desk.record.close()
