"""Ruling the team: who works here, in which role, set up how, and who not any more. What changes takes hold at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from desk import errors
from desk.access.acts import in_words, name_of
from desk.access.audit import Action, AuditFilter
from desk.agents import refusals
from desk.agents.agent import Agent, Role
from desk.agents.person import check_admin_stays, check_may_give_role, check_may_let_go, check_may_set_up
from desk.conversations.flows import settled
from desk.ports import DeskPorts, Unit
from desk.routing.flows import give_back_all
from desk.routing.offer import OfferState
from desk.routing.seat import Seat

COUNTED = (Action.PERSON_INVITED, Action.LINK_MADE, Action.PERSON_JOINED, Action.TEAM_CHANGED, Action.SEAT_CHANGED)
"""What makes another version of somebody."""
LOOK_BACK_LINES = 20
"""Of each in the audit log, to say what was changed meanwhile."""


@dataclass(frozen=True)
class SeatWish:
    """How somebody is to be set up."""

    capacity: int
    skills: frozenset[str]
    languages: frozenset[str]
    teams: frozenset[str]


async def change(
    agent_id: str, seen: int, role: Role | None, seat: SeatWish | None, by: Agent, desk: DeskPorts
) -> Agent:
    """Give a colleague another role, or set them up anew, or both; with another role their sessions end.

    `seen` is the version that whoever asks was looking at. Raises `not_found`, `forbidden`, `wrong_state`,
    `person_changed`, and `invalid_field` for a team that is none.
    """

    async def step(unit: Unit, before: Agent, admins: list[Agent]) -> Agent:
        after = replace(before, role=role or before.role)
        check_may_give_role(by, before, after.role)
        if seat is not None:
            check_may_set_up(by, before)
        if after.role is not before.role:
            after = replace(after, version=before.version + 1)
            _check_office(before, after, admins, by)
            await unit.agents.end_sessions_of(agent_id)
            await _note_standing(unit, by, before, after, desk)
        if seat is not None and await put_seat(unit, agent_id, seat, desk):
            after = replace(after, version=before.version + 1)
            await unit.audit.append(by.id, Action.SEAT_CHANGED, agent_id, _seat_told(seat, after), desk.clock())
        return after

    return await _changed(agent_id, seen, step, desk)


async def let_go(agent_id: str, seen: int, by: Agent, desk: DeskPorts) -> Agent:
    """Somebody does not work here any more: signed out within seconds, and whom they spoke with is told and goes first.

    What they did keeps their name. Raises as `change` does, and `wrong_state` for oneself and the last admin.
    """

    async def step(unit: Unit, before: Agent, admins: list[Agent]) -> Agent:
        check_may_let_go(by, before)
        if before.disabled_at is not None:
            return before
        after = replace(before, disabled_at=desk.clock(), version=before.version + 1)
        _check_office(before, after, admins, by)
        await unit.agents.end_sessions_of(agent_id)
        await unit.invitations.remove(agent_id)
        await _note_standing(unit, by, before, after, desk)
        return after

    return await _changed(agent_id, seen, step, desk)


async def bring_back(agent_id: str, seen: int, by: Agent, desk: DeskPorts) -> Agent:
    """Somebody works here again, with the password they had. Raises `not_found`, `person_changed`."""

    async def step(unit: Unit, before: Agent, _admins: list[Agent]) -> Agent:
        if before.disabled_at is None:
            return before
        after = replace(before, disabled_at=None, version=before.version + 1)
        await _note_standing(unit, by, before, after, desk)
        return after

    return await _changed(agent_id, seen, step, desk)


async def sign_out_everywhere(agent_id: str, by: Agent, desk: DeskPorts) -> None:
    """End every session of a colleague, or one's own."""

    async def once() -> None:
        async with desk.record.change() as unit:
            if await unit.agents.get(agent_id) is None:
                raise refusals.person_not_found()
            await unit.agents.end_sessions_of(agent_id)
            await unit.audit.append(by.id, Action.SIGNED_OUT_EVERYWHERE, agent_id, {}, desk.clock())

    await settled(once)
    await desk.announce.access_changed()


async def checked_version(unit: Unit, agent_id: str, seen: int) -> Agent:
    """The colleague, held, if they are still as whoever asks saw them. Raises `not_found`, `person_changed`."""
    held = await unit.agents.hold(agent_id)
    if held is None:
        raise refusals.person_not_found()
    if held.version != seen:
        raise refusals.person_changed(await _meanwhile(unit, held, seen))
    return held


async def put_seat(unit: Unit, agent_id: str, wish: SeatWish, desk: DeskPorts) -> Seat | None:
    """Set somebody up; None when they are set up so already. Raises `invalid_field` for a team that is none."""
    if unknown := wish.teams - set(desk.teams):
        raise errors.invalid_field("teams", f"There is no team {min(unknown)[:40]}.")
    before = await unit.seats.get(agent_id)
    after = replace(
        before,
        capacity=wish.capacity,
        skills=wish.skills,
        languages=wish.languages or frozenset({"en"}),
        teams=wish.teams,
    )
    if after == before:
        return None
    await unit.seats.put(after)
    return after


Step = Callable[[Unit, Agent, list[Agent]], Awaitable[Agent]]
"""Makes the colleague as they are to be; the list is all admins, held."""


async def _changed(agent_id: str, seen: int, step: Step, desk: DeskPorts) -> Agent:
    """Hold the colleague, change them, and then do what follows from it outside."""

    async def once() -> tuple[Agent, Agent]:
        async with desk.record.change() as unit:
            # Admins are held first, always in one order: two who change each other at once wait, and one is refused.
            admins = await unit.agents.hold_admins()
            before = await checked_version(unit, agent_id, seen)
            after = await step(unit, before, admins)
            if after != before:
                await unit.agents.put(after)
            if before.may_answer and not after.may_answer:
                offer = await unit.offers.open_for(agent_id)
                if offer is not None:
                    await unit.offers.end(offer, OfferState.PASSED, desk.clock())
            return before, after

    before, after = await settled(once)
    if before.may_answer and not after.may_answer:
        await give_back_all(agent_id, desk)
    if after != before:
        await desk.announce.access_changed()
        await desk.announce.line_changed()
    return after


def _check_office(before: Agent, after: Agent, admins: list[Agent], by: Agent) -> None:
    """Whoever changes a role or lets somebody go is an admin at this very moment, and one is left afterwards."""
    if not any(each.id == by.id and each.works_here for each in admins):
        raise errors.forbidden("You are not an admin any more.")
    check_admin_stays(before, after, admins)


async def _note_standing(unit: Unit, by: Agent, before: Agent, after: Agent, desk: DeskPorts) -> None:
    gone = after.disabled_at is not None
    told = {"role": str(after.role), "disabled": gone, "was": str(before.role), "version": after.version}
    await unit.audit.append(by.id, Action.TEAM_CHANGED, after.id, told, desk.clock())


def _seat_told(seat: SeatWish, after: Agent) -> dict[str, object]:
    names = {"skills": sorted(seat.skills), "languages": sorted(seat.languages), "teams": sorted(seat.teams)}
    return {"capacity": seat.capacity, **names, "version": after.version}


async def _meanwhile(unit: Unit, held: Agent, seen: int) -> str:
    """What was done to somebody since a version, in the audit log's words."""
    pages = [await unit.audit.page(AuditFilter(held.id, act), None, LOOK_BACK_LINES) for act in COUNTED]
    lines = sorted((each for page in pages for each in page), key=lambda line: line.seq)
    newer = [each for each in lines if each.subject == held.id and int(each.detail.get("version", 0)) > seen]
    names = {agent.id: agent.name for agent in await unit.agents.all()}
    said = [f"{name_of(each.actor, names)} {in_words(each, names)}" for each in newer]
    return "; ".join(said) if said else "somebody changed this person"
