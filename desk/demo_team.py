"""The demo's team: five people with the password that set-up made."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from desk.agents.agent import Agent, Role
from desk.agents.flows import password_hash
from desk.collaboration.canned_reply import CannedReply, Then
from desk.settings import Settings
from desk.storage.record import SqlRecord

TEAM = (
    ("a_maya", "Maya", "maya@warmhand.example", Role.AGENT),
    ("a_tom", "Tom", "tom@warmhand.example", Role.AGENT),
    ("a_olu", "Olu", "olu@warmhand.example", Role.SUPERVISOR),
    ("a_ida", "Ida", "ida@warmhand.example", Role.DESIGNER),
    ("a_noor", "Noor", "noor@warmhand.example", Role.ADMIN),
)

FIRST_SEED = datetime(2026, 11, 1, tzinfo=UTC)
REPLIES = tuple(
    CannedReply(f"r_demo_{shortcut}", shortcut, title, text, None, labels, then, FIRST_SEED)
    for shortcut, title, text, labels, then in (
        (
            "hello",
            "Greeting",
            "Hello {{customer.first_name}}, I am {{agent.name}} and have read everything.",
            (),
            Then.NOTHING,
        ),
        ("carrier", "I ask the carrier", "I am asking the carrier about order {{order.number}} now.", (), Then.NOTHING),
        ("photo", "Please send a picture", "Could you send us a picture of the damage?", ("damaged",), Then.NOTHING),
        ("wait", "I come back tomorrow", "I will write again tomorrow, with news.", (), Then.SNOOZE_A_DAY),
        ("bye", "All settled", "Glad that is settled. {{shop.name}} is here whenever you need us.", (), Then.RESOLVE),
    )
)
"""What a team writes every day, as a start."""


def seed(settings: Settings) -> int:
    """Make the demo agents, and give those the current password who chose none; returns how many there are."""
    if not settings.agent_password:
        return 0
    asyncio.run(_seed(settings))
    return len(TEAM)


async def _seed(settings: Settings) -> None:
    record = SqlRecord(settings.database_url, settings.bot_secret)
    hashed = password_hash(settings.agent_password)
    async with record.change() as unit:
        known = {reply.shortcut for reply in await unit.canned_replies.for_agent("")}
        for reply in REPLIES:
            # What the team has made of them since stays.
            if reply.shortcut not in known:
                await unit.canned_replies.put(reply)
        for agent_id, name, email, role in TEAM:
            here = await unit.agents.get(agent_id)
            if here is None:
                await unit.agents.put(Agent(agent_id, name, email, role, hashed))
            elif here.password_set_at is None:
                # Their role, and whether they were shut out, is for admins to say; a password of their own is theirs.
                await unit.agents.put(replace(here, password_hash=hashed))
    await record.close()
