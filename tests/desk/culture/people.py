"""Cases as they happen at a quiet desk."""

from __future__ import annotations

from desk.agents.agent import Agent
from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.flows import Outcome
from desk.praise.reading import read_praise
from tests.desk.quiet import Quiet


async def solved(
    quiet: Quiet,
    agent: Agent,
    asks: str = "My lamp arrived broken",
    answers: str = "Hello, I am sorry. I will send you a new lamp today.",
    name: str | None = None,
) -> tuple[Customer, Conversation]:
    """Somebody writes, is answered by a person, and it is solved."""
    person, conversation = await quiet.customer(name)
    await quiet.says(person, conversation, asks)
    waiting = await queueing.customer_asks_for_agent(conversation.id, person, quiet.ports)
    quiet.clock.forward(minutes=2)
    held = await handoffs.claim(waiting.id, agent, quiet.ports)
    await quiet.replies(agent, held, answers)
    await handoffs.resolve(held.id, agent, Outcome(True, contact_reason="damaged_item"), quiet.ports)
    quiet.clock.forward(minutes=5)
    return person, await quiet.now_of(held)


async def everything_read(quiet: Quiet) -> None:
    while await read_praise(quiet.ports):
        pass
