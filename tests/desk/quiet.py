"""A desk that does nothing by itself: real SQLite and Redis, and a clock that the test moves."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis import Redis

from desk.agents.agent import Agent
from desk.agents.team import SeatWish, put_seat
from desk.app import assemble
from desk.assembly import Desk
from desk.conversations import flows as conversations
from desk.conversations.conversation import Conversation
from desk.conversations.entry import Entry
from desk.customers import flows as customers
from desk.customers.customer import Customer
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.ports import DeskPorts
from desk.routing.flows import offer_round
from desk.routing.offer import Offer
from desk.settings import Settings
from tests.desk.conftest import proof

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


@dataclass
class Clock:
    """The time of this desk."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Quiet:
    """A desk without its rounds and without a server, and short words for what people do at it."""

    desk: Desk
    clock: Clock
    settings: Settings
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def ports(self) -> DeskPorts:
        """The desk's ports, with the house's rules as this test wants them."""
        return replace(self.desk.ports, **self.changes)

    async def customer(
        self, name: str | None = None, tier: str | None = None, language: str | None = None
    ) -> tuple[Customer, Conversation]:
        """Somebody with an open conversation; a name means the shop vouches for them."""
        token = proof(self.settings, name or "", name or "", tier=tier, at=self.clock()) if name else None
        person, _, _ = await customers.begin_session(token, "", self.ports)
        conversation, _ = await conversations.open_conversation(person, self.ports, language)
        return person, conversation

    async def waiting(self, name: str | None = None, tier: str | None = None) -> tuple[Customer, Conversation]:
        """Somebody who asks for a person."""
        person, conversation = await self.customer(name, tier)
        return person, await queueing.customer_asks_for_agent(conversation.id, person, self.ports)

    async def agent(self, agent_id: str = "a_maya", here: bool = True) -> Agent:
        """An agent of the demo team, at the desk unless said otherwise."""
        async with self.ports.record.look() as unit:
            found = await unit.agents.get(agent_id)
        assert found is not None
        if here:
            await self.desk.presence.seen(agent_id)
        return found

    async def stay(self, *agent_ids: str) -> None:
        """These give a sign of life now."""
        for agent_id in agent_ids:
            await self.desk.presence.seen(agent_id)

    async def round(self) -> list[Offer]:
        """One look at the line; returns all open offers."""
        await offer_round(await self.desk.presence.present(), self.ports)
        async with self.ports.record.look() as unit:
            return await unit.offers.open()

    async def held(self, agent: Agent, name: str | None = None) -> tuple[Customer, Conversation]:
        """A conversation the agent holds."""
        person, conversation = await self.waiting(name)
        return person, await handoffs.claim(conversation.id, agent, self.ports)

    async def says(self, person: Customer, conversation: Conversation, text: str = "hello") -> Entry:
        written = await conversations.customer_writes(conversation.id, person, str(uuid.uuid4()), text, self.ports)
        return written.entry

    async def replies(self, agent: Agent, conversation: Conversation, text: str = "hi") -> Entry:
        written = await conversations.agent_writes(conversation.id, agent, str(uuid.uuid4()), text, self.ports)
        return written.entry

    async def now_of(self, conversation: Conversation) -> Conversation:
        """The conversation as it stands."""
        async with self.ports.record.look() as unit:
            found = await unit.conversations.get(conversation.id)
        assert found is not None
        return found

    async def lines(self, conversation: Conversation) -> list[str]:
        """The transcript as `who: words`."""
        async with self.ports.record.look() as unit:
            entries = await conversations.whole_transcript(unit, conversation.id)
        return [f"{e.author.kind}: {e.message.text if e.message else e.line}" for e in entries]

    async def row(self, noun: str, method: str, *arguments: Any) -> Any:
        """What a store of the record answers."""
        async with self.ports.record.look() as unit:
            return await getattr(getattr(unit, noun), method)(*arguments)


async def seated(
    agent_id: str,
    capacity: int,
    skills: frozenset[str],
    languages: frozenset[str],
    teams: frozenset[str],
    ports: DeskPorts,
) -> None:
    """Somebody is set up like this, whoever said so."""
    async with ports.record.change() as unit:
        await put_seat(unit, agent_id, SeatWish(capacity, skills, languages, teams), ports)


@pytest.fixture
async def quiet(desk_settings: Settings, redis_port: int) -> AsyncIterator[Quiet]:
    """A quiet desk with nobody at it."""
    with Redis(port=redis_port) as redis:
        redis.delete("desk:presence", "desk:presence:signs")
    clock = Clock()
    desk = assemble(desk_settings, clock, name=f"desk-{uuid.uuid4().hex}").ctx.desk
    yield Quiet(desk, clock, desk_settings)
    await desk.runner.stop()
    await desk.shelter.settle()
    await desk.bot.close()
    await desk.shop.close()
    await desk.ports.known.meaning.close()
    await desk.redis.aclose()
    await desk.record.close()
