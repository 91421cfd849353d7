"""Ruling the team: who works here, in which role, and who not any more. What changes takes hold at once."""

from __future__ import annotations

from dataclasses import replace

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent, Role
from desk.conversations.flows import settled
from desk.ports import DeskPorts


async def change_agent(agent_id: str, role: Role | None, disabled: bool | None, by: Agent, desk: DeskPorts) -> Agent:
    """Give a colleague another role, or shut them out or in again; their sessions end. Nobody does so to themselves."""
    if agent_id == by.id:
        raise errors.wrong_state("You cannot change your own role or shut yourself out.")

    async def once() -> Agent:
        async with desk.record.change() as unit:
            before = await unit.agents.get(agent_id)
            if before is None:
                raise errors.not_found("There is no such colleague.")
            now = desk.clock()
            shut = before.disabled_at if disabled is None else (before.disabled_at or now) if disabled else None
            after = replace(before, role=role or before.role, disabled_at=shut)
            if after != before:
                await unit.agents.put(after)
                await unit.agents.end_sessions_of(agent_id)
                told = {"role": str(after.role), "disabled": shut is not None, "was": str(before.role)}
                await unit.audit.append(by.id, Action.TEAM_CHANGED, agent_id, told, now)
            return after

    after = await settled(once)
    await desk.announce.access_changed()
    return after


async def sign_out_everywhere(agent_id: str, by: Agent, desk: DeskPorts) -> None:
    """End every session of a colleague, or one's own."""

    async def once() -> None:
        async with desk.record.change() as unit:
            if await unit.agents.get(agent_id) is None:
                raise errors.not_found("There is no such colleague.")
            await unit.agents.end_sessions_of(agent_id)
            await unit.audit.append(by.id, Action.SIGNED_OUT_EVERYWHERE, agent_id, {}, desk.clock())

    await settled(once)
    await desk.announce.access_changed()
