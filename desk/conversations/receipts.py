"""Read receipts: up to which number each side has seen a conversation. They only ever grow."""

from __future__ import annotations

from enum import StrEnum

from desk.agents.agent import Agent
from desk.conversations.flows import conversation_of, settled
from desk.customers.customer import Customer
from desk.ports import DeskPorts


class Side(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"


async def customer_saw(conversation_id: str, customer: Customer, seq: int, desk: DeskPorts) -> None:
    """The customer has seen everything up to that number."""

    async def once() -> int:
        async with desk.record.change() as unit:
            found = await conversation_of(unit, conversation_id, customer)
            reached = min(seq, found.last_seq)
            return reached if await unit.receipts.advance(conversation_id, Side.CUSTOMER, reached) else 0

    await _tell(conversation_id, Side.CUSTOMER, await settled(once), desk)


async def agent_saw(conversation_id: str, agent: Agent, seq: int, desk: DeskPorts) -> None:
    """The agent who holds the conversation has seen it up to that number; anybody else's look does not count."""

    async def once() -> int:
        async with desk.record.change() as unit:
            found = await unit.conversations.get(conversation_id)
            if found is None or found.agent_id != agent.id:
                return 0
            reached = min(seq, found.last_seq)
            return reached if await unit.receipts.advance(conversation_id, Side.AGENT, reached) else 0

    await _tell(conversation_id, Side.AGENT, await settled(once), desk)


async def _tell(conversation_id: str, side: Side, reached: int, desk: DeskPorts) -> None:
    if reached:
        await desk.announce.seen(conversation_id, str(side), reached)
