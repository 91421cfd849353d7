"""Writing a version of the service standard: by whom, why, and never over somebody else's."""

from __future__ import annotations

from dataclasses import replace

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.ports import DeskPorts
from desk.quality import refusals
from desk.quality.reading import current_standard
from desk.quality.standard import Standard, checked


async def write_standard(draft: Standard, based_on: int, agent: Agent, desk: DeskPorts) -> Standard:
    """Put a new version in force, for what is handled from now on. Raises `standard_moved`, `invalid_field`."""
    tidy = checked(draft)
    try:
        async with desk.record.change() as unit:
            before = await current_standard(unit)
            if before.version != based_on:
                raise refusals.standard_moved()
            now = desk.clock()
            after = replace(tidy, version=before.version + 1, at=now, by=agent.name)
            await unit.quality.put_standard(after)
            detail = {"version": after.version}
            await unit.audit.append(agent.id, Action.STANDARD_CHANGED, f"standard_{after.version}", detail, now)
            return after
    except errors.DeskError as refused:
        if refused.code == "changed_meanwhile":
            raise refusals.standard_moved() from refused
        raise
