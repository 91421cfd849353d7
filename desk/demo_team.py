"""The demo's team: five people with the password that set-up made."""

from __future__ import annotations

import asyncio

from desk.agents.agent import Agent, Role
from desk.agents.flows import password_hash
from desk.settings import Settings
from desk.storage.record import SqlRecord

TEAM = (
    ("a_maya", "Maya", "maya@warmhand.example", Role.AGENT),
    ("a_tom", "Tom", "tom@warmhand.example", Role.AGENT),
    ("a_olu", "Olu", "olu@warmhand.example", Role.SUPERVISOR),
    ("a_ida", "Ida", "ida@warmhand.example", Role.DESIGNER),
    ("a_noor", "Noor", "noor@warmhand.example", Role.ADMIN),
)


def seed(settings: Settings) -> int:
    """Make the demo agents or give them the current password; returns how many there are."""
    if not settings.agent_password:
        return 0
    asyncio.run(_seed(settings))
    return len(TEAM)


async def _seed(settings: Settings) -> None:
    record = SqlRecord(settings.database_url, settings.bot_secret)
    hashed = password_hash(settings.agent_password)
    async with record.change() as unit:
        for agent_id, name, email, role in TEAM:
            await unit.agents.put(Agent(agent_id, name, email, role, hashed))
    await record.close()
