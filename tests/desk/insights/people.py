"""People who come to a quiet desk, and how its figures are read."""

from __future__ import annotations

import asyncio
from typing import Any

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.flows import Outcome
from desk.insights import looking
from desk.insights.period import chosen
from desk.insights.reading import read_contacts
from desk.service_levels.flows import read_off
from tests.desk.quiet import Quiet


async def learnt(quiet: Quiet) -> None:
    """Everything that happened is read; two minutes later nobody waits for the service clocks any more."""
    quiet.clock.forward(minutes=2)
    while await read_contacts(quiet.ports):
        pass


async def served(
    quiet: Quiet, agent: Agent, name: str | None = None, reason: str | None = "damaged_item", solved: bool = True
) -> tuple[Customer, Conversation]:
    """Somebody writes, waits two minutes, is answered after three, and done after ten."""
    person, conversation = await quiet.customer(name)
    await quiet.says(person, conversation, "it is broken")
    waiting = await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    quiet.clock.forward(minutes=2)
    held = await handoffs.claim(waiting.id, agent, quiet.ports)
    quiet.clock.forward(minutes=1)
    await quiet.replies(agent, held)
    quiet.clock.forward(minutes=7)
    await read_off([held.id], quiet.ports)
    await handoffs.resolve(held.id, agent, Outcome(solved, contact_reason=reason), quiet.ports)
    await read_off([held.id], quiet.ports)
    return person, await quiet.now_of(held)


async def alone(quiet: Quiet, name: str | None = None) -> tuple[Customer, Conversation]:
    """Somebody whom the assistant answers; it says what the stand-in understands, `track_order`."""
    person, conversation = await quiet.customer(name)
    await quiet.says(person, conversation, "where is my parcel")
    async with asyncio.timeout(10):
        while not any(line.startswith("bot:") for line in await quiet.lines(conversation)):
            await asyncio.sleep(0.02)
    return person, conversation


async def told(quiet: Quiet, days: int = 30) -> dict[str, Any]:
    await learnt(quiet)
    now = quiet.clock()
    return await looking.dashboard(chosen(days, None, now, quiet.ports.service.hours), quiet.ports)


def figure(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in told["figures"] if each["id"] == name)


def now_of(told: dict[str, Any], name: str) -> Any:
    return figure(told, name)["now"]["value"]
