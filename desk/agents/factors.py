"""Adding and removing a colleague's authenticator."""

from __future__ import annotations

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.agents.factor import Factor, accepted, confirmed, fresh
from desk.agents.flows import WRONG_CODE
from desk.conversations.flows import settled
from desk.ports import DeskPorts


async def begin(agent: Agent, desk: DeskPorts) -> Factor:
    """A new secret to put into an authenticator; not in force before a code of it was told."""

    async def once() -> Factor:
        async with desk.record.change() as unit:
            known = await unit.factors.get(agent.id)
            if known is not None and known.confirmed_at is not None:
                raise errors.wrong_state("You have an authenticator already. Remove it first.")
            factor = fresh(agent.id)
            await unit.factors.put(factor)
            return factor

    return await settled(once)


async def confirm(agent: Agent, code: str, desk: DeskPorts) -> tuple[str, ...]:
    """Put it in force with a code of it; returns the recovery codes, which are shown this once."""

    async def once() -> tuple[str, ...]:
        async with desk.record.change() as unit:
            known = await unit.factors.get(agent.id)
            if known is None or known.confirmed_at is not None:
                raise errors.wrong_state("There is no authenticator to confirm.")
            used = accepted(known, code, desk.clock())
            if used is None:
                raise errors.invalid_field("code", WRONG_CODE)
            factor, codes = confirmed(used, desk.clock())
            if not await unit.factors.use(known, factor):
                raise errors.changed_meanwhile()
            await unit.audit.append(agent.id, Action.FACTOR_ADDED, agent.id, {}, desk.clock())
            return codes

    return await settled(once)


async def remove(agent_id: str, code: str | None, by: Agent, desk: DeskPorts) -> None:
    """Take it away: one's own with a code, a colleague's (who lost it) as an admin. Raises `invalid_field`."""

    async def once() -> None:
        async with desk.record.change() as unit:
            known = await unit.factors.get(agent_id)
            if known is None:
                return
            if agent_id == by.id and known.confirmed_at is not None and not accepted(known, code or "", desk.clock()):
                raise errors.invalid_field("code", WRONG_CODE)
            await unit.factors.remove(agent_id)
            await unit.audit.append(by.id, Action.FACTOR_REMOVED, agent_id, {}, desk.clock())

    await settled(once)
