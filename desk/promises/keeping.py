"""Promising, and what becomes of it: each step stored with the line that tells of it, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from desk import errors
from desk.agents.agent import Agent
from desk.conversations.conversation import Change, append
from desk.conversations.conversation import State as Stands
from desk.conversations.entry import Author, AuthorKind, EntryKind
from desk.conversations.flows import agent_author, settled
from desk.handoff.steps import existing
from desk.letters.flows import write_of_promise
from desk.ports import DeskPorts, Unit
from desk.promises import promise as rules
from desk.promises import refusals, words
from desk.promises.due import Due
from desk.promises.promise import Giver, Promise, Wish

HELD = (Stands.WITH_AGENT, Stands.WRAP_UP)
LINE_LIMIT = 200
Step = tuple[Promise, Change | None]


@dataclass(frozen=True)
class Moved:
    """Another day: the id of the new promise, its time, and the words the customer reads."""

    id: str
    due: Due
    why: str = ""


async def promise(conversation_id: str, agent: Agent, wish: Wish, desk: DeskPorts) -> Promise:
    """Promise it, by whoever holds the conversation; the same id and wish again change nothing.

    A message is promised of once a kind: a second confirmation gets the first promise. Raises `not_yours`, `not_said`,
    `promise_id_reused`, and what `desk.promises.promise.made` raises.
    """

    async def once() -> Step:
        async with desk.record.change() as unit:
            conversation = await existing(unit, conversation_id)
            new = rules.made(wish, conversation_id, await giver(unit, agent), desk.clock(), desk.promises)
            earlier = await _earlier(unit, new)
            if earlier is not None:
                return earlier, None
            if conversation.state not in HELD or conversation.agent_id != agent.id:
                raise errors.not_yours()
            await _require_said(unit, new)
            await unit.promises.add(new)
            line = words.made(new, desk.clock(), desk.promises.hours)
            return new, await into_conversation(unit, new, line, desk, by=agent_author(agent))

    return await _done(once, desk)


async def keep(promise_id: str, agent: Agent, why: str, desk: DeskPorts) -> Promise:
    """It was done, by this agent or another. Raises `promise_over`, `promise_not_found`."""
    return await _end(promise_id, agent, lambda found, now: rules.keep(found, agent.name, why, now), words.kept, desk)


async def withdraw(promise_id: str, agent: Agent, why: str, desk: DeskPorts) -> Promise:
    """It will not be done. Raises `promise_over`, `words_needed`, `promise_not_found`."""
    return await _end(
        promise_id, agent, lambda found, now: rules.withdraw(found, agent.name, why, now), words.withdrawn, desk
    )


async def move(promise_id: str, agent: Agent, wanted: Moved, desk: DeskPorts) -> Promise:
    """Promise another day instead; the customer is told in the same moment, by letter too where they are away.

    Returns the new promise. Raises `promise_over`, `due_passed`, `due_too_far`, `not_moved`, `promise_not_found`.
    """

    async def once() -> Step:
        async with desk.record.change() as unit:
            now, hours = desk.clock(), desk.promises.hours
            found = await _found(unit, promise_id)
            if found.moved_to == wanted.id:
                return await _found(unit, wanted.id), None
            if await unit.promises.get(wanted.id) is not None:
                raise refusals.promise_id_reused()
            wish = Wish(wanted.id, found.what, wanted.due, found.note)
            fresh = rules.made(wish, found.conversation_id, await giver(unit, agent), now, desk.promises)
            ended, successor = rules.move(found, fresh, agent.name, wanted.why, now)
            await unit.promises.save(found, ended)
            await unit.promises.add(successor)
            line = words.moved(ended, successor, now, hours)
            change = await into_conversation(unit, successor, line, desk, by=agent_author(agent))
            if change is not None:
                await write_of_promise(unit, successor.id, change.entries[-1], desk)
            return successor, change

    return await _done(once, desk)


async def giver(unit: Unit, agent: Agent) -> Giver:
    """An agent as somebody who promises: counted for the first of their teams."""
    seat = await unit.seats.get(agent.id)
    return Giver(agent.id, agent.name, min(seat.teams, default=None))


async def into_conversation(
    unit: Unit, told: Promise, line: str, desk: DeskPorts, *, by: Author, team_only: bool = False
) -> Change | None:
    """An entry of the conversation; None where it is gone."""
    before = await unit.conversations.get(told.conversation_id)
    if before is None:
        return None
    data = {"promise": told.id} | ({"team_only": True} if team_only else {})
    change = append(before, EntryKind.PROMISE, by, desk.clock(), line=_short(line), data=data)
    await unit.conversations.save(before, change)
    return change


async def announce(change: Change | None, desk: DeskPorts) -> None:
    """Tell those who look at the conversation, and those whom it called or calls."""
    if change is not None:
        await desk.announce.conversation_changed(change.conversation.id, change)
        await desk.announce.line_changed()


def _short(line: str) -> str:
    return line if len(line) <= LINE_LIMIT else f"{line[: LINE_LIMIT - 1]}…"


async def _end(
    promise_id: str,
    agent: Agent,
    step: Callable[[Promise, datetime], Promise],
    line: Callable[[Promise], str],
    desk: DeskPorts,
) -> Promise:
    async def once() -> Step:
        async with desk.record.change() as unit:
            found = await _found(unit, promise_id)
            ended = await unit.promises.save(found, step(found, desk.clock()))
            change = await into_conversation(unit, ended, line(ended), desk, by=agent_author(agent))
            return ended, change

    return await _done(once, desk)


async def _done(once: Callable[[], Awaitable[Step]], desk: DeskPorts) -> Promise:
    told, change = await settled(once)
    await announce(change, desk)
    return told


async def _found(unit: Unit, promise_id: str) -> Promise:
    found = await unit.promises.get(promise_id)
    if found is None:
        raise refusals.promise_not_found()
    return found


async def _earlier(unit: Unit, new: Promise) -> Promise | None:
    earlier = await unit.promises.get(new.id)
    if earlier is not None:
        if not earlier.same_wish(new):
            raise refusals.promise_id_reused()
        return earlier
    if new.said_seq is None:
        return None
    made = await unit.promises.made_of(new.conversation_id)
    return next((each for each in made if (each.said_seq, each.what) == (new.said_seq, new.what)), None)


async def _require_said(unit: Unit, new: Promise) -> None:
    """The message that is confirmed is this agent's own."""
    if new.said_seq is None:
        return
    found = await unit.conversations.entries(new.conversation_id, new.said_seq - 1, 1)
    said = found[0] if found and found[0].seq == new.said_seq else None
    own = said is not None and said.author.kind is AuthorKind.AGENT and said.author.id == new.agent_id
    if said is None or not own or said.message is None or said.message.deleted:
        raise refusals.not_said()
