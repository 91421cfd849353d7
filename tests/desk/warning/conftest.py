"""A quiet desk beside a real shop, eight calm weeks behind it, and customers who write about late parcels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from desk.agents.agent import Agent
from desk.conversations.bot_turn import BotAnswer, BotJob, JobKind, JobState, Understanding
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.incidents import telling
from desk.incidents.incident import Draft, Scope
from desk.ports import DeskPorts
from desk.warning import watching
from desk.warning.alarm import Alarm
from desk.warning.contact import Contact
from desk.warning.shared import Kind
from tests.desk.authority.conftest import desk_settings, second_desk, shop
from tests.desk.conftest import Bot
from tests.desk.quiet import Clock, Quiet, quiet

__all__ = ["desk_settings", "quiet", "second_desk", "shop"]

ANSWER = "DHL is late these days because of a strike. Your parcel is safe and comes by Friday."
CLOSING = "DHL delivers again as usual. Your parcel is on its way to you."
LATE_WITH_DHL = ("C1009", "C1003")
"""Customers with a DHL parcel that is still to come; more of them are in the demo's book."""


@dataclass
class House:
    """A shop's desk over some weeks."""

    quiet: Quiet
    bot: Bot
    olu: Agent
    asked: int = 0

    @property
    def ports(self) -> DeskPorts:
        return self.quiet.ports

    @property
    def clock(self) -> Clock:
        return self.quiet.clock

    async def calm_weeks(self, weeks: int = 4) -> None:
        """The same hours of so many weeks before, with twelve people who asked for this and that."""
        now = self.clock.at
        for week in range(weeks, 0, -1):
            self.clock.at = now - timedelta(days=7 * week, hours=1)
            for person in range(12):
                _, conversation = await self.quiet.customer()
                reason = ("track_order", "refund_status", "size_advice")[person % 3]
                contact = Contact(conversation.id, 1, conversation.customer_id, reason, self.clock.at)
                await self.keep(conversation, contact)
        self.clock.at = now - timedelta(days=7 * weeks + 2)
        _, conversation = await self.quiet.customer()
        await self.keep(conversation, Contact(conversation.id, 1, conversation.customer_id, "greet", self.clock.at))
        self.clock.at = now

    async def keep(self, conversation: Conversation, contact: Contact) -> None:
        async with self.ports.record.change() as unit:
            await unit.warning.keep(conversation.id, conversation.version, [contact])

    async def asks(self, shop_id: str | None = None, reason: str = "delivery_late") -> tuple[Customer, Conversation]:
        """Somebody asks, and the bot understands."""
        customer, conversation = await self.quiet.customer(shop_id)
        seq = (await self.quiet.now_of(conversation)).last_seq + 1
        read = BotAnswer("m1", (), Understanding(reason, 0.9))
        job = BotJob(conversation.id, seq + self.asked, JobKind.TURN, JobState.PENDING, self.clock.at)
        self.asked += 1
        async with self.ports.record.change() as unit:
            await unit.jobs.add(job)
            leased = await unit.jobs.lease(job, "test", self.clock.at, self.clock.at + timedelta(seconds=1))
            assert leased is not None
            await unit.jobs.finish(replace(leased, state=JobState.DONE, answer=read), self.clock.at)
            await unit.warning.keep(conversation.id, -1, [])
        self.clock.forward(seconds=1)
        return customer, conversation

    async def look(self, ports: DeskPorts | None = None) -> list[Alarm]:
        """A round of the watching."""
        while await watching.read_contacts(ports or self.ports):
            pass
        return await watching.look(ports or self.ports)

    async def trouble(self) -> Alarm:
        """Six people ask about late parcels, two of them customers of the shop with a DHL parcel."""
        await self.calm_weeks()
        for shop_id in (*LATE_WITH_DHL, None, None, None, None):
            await self.asks(shop_id)
        [alarm] = await self.look()
        return alarm

    async def tell(self) -> int:
        """A round of telling, after what was written has been read."""
        await self.look()
        return await telling.follow_incidents(self.ports)

    def draft(self, alarm: Alarm, **changes: Any) -> Draft:
        """What Olu would confirm."""
        told = {
            "id": "0192aaaa-0000-7000-8000-000000000001", "name": "DHL is on strike", "reasons": ("delivery_late",),
            "scope": Scope(Kind.CARRIER, "DHL", "DHL", open_only=True), "answer": ANSWER,
            "banner": "Parcels with DHL are late.", "tell": True,
        } | changes  # fmt: skip
        return Draft(alarm_id=alarm.id, **told)


@pytest.fixture
async def house(quiet: Quiet, bot: Bot, shop: object) -> House:
    """Olu is a supervisor."""
    assert shop
    return House(quiet, bot, await quiet.agent("a_olu", here=False))
