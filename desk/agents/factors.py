"""Adding and removing a colleague's authenticator."""

from __future__ import annotations

from collections.abc import Callable

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.agents.colleague_letter import factor_letter
from desk.agents.factor import Factor, accepted, confirmed, fresh
from desk.agents.flows import WRONG_CODE, WRONG_PASSWORD, password_is_right
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


async def remove_own(agent: Agent, password: str, code: str, desk: DeskPorts) -> None:
    """Take one's own away, with the password and a code. Raises `invalid_field`."""
    if not await password_is_right(agent, password):
        raise errors.invalid_field("password", WRONG_PASSWORD)

    def checked(known: Factor) -> None:
        if known.confirmed_at is not None and not accepted(known, code, desk.clock()):
            raise errors.invalid_field("code", WRONG_CODE)

    await _remove(agent.id, checked, agent, desk)


async def remove_lost(agent_id: str, by: Agent, desk: DeskPorts) -> None:
    """Take away a colleague's, who lost it and is told so by letter; one's own is taken away with a code of it."""
    if agent_id == by.id:
        raise errors.wrong_state("Take your own away on the page of your account, with a code of it.")
    if await _remove(agent_id, lambda _known: None, by, desk):
        async with desk.record.look() as unit:
            whom = await unit.agents.get(agent_id)
        if whom is not None:
            letter = factor_letter(whom, by.name, desk.shop_name, desk.new_id("authenticator"))
            await desk.front_door.carry(letter)


async def _remove(agent_id: str, check: Callable[[Factor], None], by: Agent, desk: DeskPorts) -> bool:
    """Whether there was one to remove."""

    async def once() -> bool:
        async with desk.record.change() as unit:
            known = await unit.factors.get(agent_id)
            if known is None:
                return False
            check(known)
            await unit.factors.remove(agent_id)
            await unit.audit.append(by.id, Action.FACTOR_REMOVED, agent_id, {}, desk.clock())
            return True

    return await settled(once)
