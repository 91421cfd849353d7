"""Promises as the console shows them (docs/wire.md §9): in a conversation, on an agent's own list, on the house's."""

from __future__ import annotations

from typing import Any

from desk.agents.agent import Agent, Role
from desk.conversations.entry import AuthorKind, Entry, stamp
from desk.handoff.steps import existing
from desk.ports import DeskPorts, Unit
from desk.promises import words
from desk.promises.due import day_of
from desk.promises.kept_rate import WINDOW, rates, together
from desk.promises.ports import Wanted
from desk.promises.promise import Alarm, Promise, State
from desk.promises.reading import notice

LATELY = 30
"""So many of the last entries are read for what an agent has just promised."""


def promise_json(promise: Promise, desk: DeskPorts) -> dict[str, Any]:
    """One promise on the wire. `standing` is what its place on a list depends on."""
    now, hours = desk.clock(), desk.promises.hours
    return {
        "id": promise.id,
        "conversation_id": promise.conversation_id,
        "what": str(promise.what),
        "note": promise.note,
        "says": words.says(promise, now, hours),
        "due_at": stamp(promise.due_at),
        "due_on": day_of(promise.due_at, hours).isoformat(),
        "at": None if promise.whole_day else f"{promise.due_at.astimezone(hours.zone):%H:%M}",
        "by": {"id": promise.agent_id, "name": promise.agent_name},
        "team": promise.team,
        "made_at": stamp(promise.made_at),
        "state": str(promise.state),
        "standing": _standing(promise),
        "owed": promise.owed,
        "settled_by": promise.settled_by,
        "settled_at": stamp(promise.settled_at) if promise.settled_at else None,
        "why": promise.why,
        "moved_from": promise.moved_from,
        "moved_to": promise.moved_to,
    }


async def of_conversation(conversation_id: str, agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """All promises to this customer, in whichever conversation, and what this agent seems to have promised just now."""
    async with desk.record.look() as unit:
        conversation = await existing(unit, conversation_id)
        found = await unit.promises.of_customer(conversation.customer_id)
        here = await unit.promises.made_of(conversation.id)
        lately = await unit.conversations.entries(conversation.id, max(0, conversation.last_seq - LATELY), LATELY)
    taken = {(each.said_seq, each.what) for each in here}
    suggested = _suggested(lately, agent, desk) if conversation.agent_id == agent.id else []
    now, hours = desk.clock(), desk.promises.hours
    return {
        "promises": [promise_json(each, desk) for each in found],
        "suggested": [each for each in suggested if (each["said_seq"], each["what"]) not in taken],
        "today": day_of(now, hours).isoformat(),
        "zone": str(hours.zone),
    }


def _suggested(lately: list[Entry], agent: Agent, desk: DeskPorts) -> list[dict[str, Any]]:
    """What was promised in the agent's own messages, as it was meant when it was written; none that is over."""
    now, hours = desk.clock(), desk.promises.hours
    own = [e for e in lately if (e.author.kind, e.author.id) == (AuthorKind.AGENT, agent.id) and e.message is not None]
    return [
        {
            "said_seq": entry.seq,
            "what": str(each.what),
            "words": each.words,
            "says": f"{words.IN_WORDS[each.what] or 'what you said'} {words.spoken(each.due, now, hours)}",
            "due_on": day_of(each.due.at, hours).isoformat(),
            "at": None if each.due.whole_day else f"{each.due.at.astimezone(hours.zone):%H:%M}",
        }
        for entry in own
        if entry.message is not None and not entry.message.deleted
        for each in notice(entry.message.text, entry.at, hours)
        if each.due.at > now
    ]


async def calling(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """The promises that call this agent now, the soonest first."""
    async with desk.record.look() as unit:
        found = await _calling(agent, unit)
        names = {each.conversation_id: await _customer_name(each, unit) for each in found}
    return {"promises": [promise_json(each, desk) | {"customer": names[each.conversation_id]} for each in found]}


async def calling_count(agent: Agent, unit: Unit) -> int:
    """How many call this agent now."""
    return len(await _calling(agent, unit))


async def owed(wanted: Wanted, at_risk: bool, desk: DeskPorts) -> dict[str, Any]:
    """What the house owes, by what is looked for, the soonest first."""
    async with desk.record.look() as unit:
        found = [each for each in await unit.promises.owed(wanted) if not at_risk or _standing(each) != "open"]
        names = {each.conversation_id: await _customer_name(each, unit) for each in found}
        people = {each.id: each.name for each in await unit.agents.all()}
    return {
        "promises": [promise_json(each, desk) | {"customer": names[each.conversation_id]} for each in found],
        "agents": [{"id": id_, "name": people[id_]} for id_ in sorted({each.agent_id for each in found} & set(people))],
        "teams": [{"id": team_id, "name": name} for team_id, name in sorted(desk.teams.items())],
    }


async def kept(desk: DeskPorts) -> dict[str, Any]:
    """How many were kept in the last 30 days, by team and in all."""
    since = desk.clock() - WINDOW
    async with desk.record.look() as unit:
        found = rates(await unit.promises.over_since(since))
    whole = together(found).to_json(desk.teams) | {"name": "All"}
    return {"since": stamp(since), "all": whole, "teams": [rate.to_json(desk.teams) for rate in found]}


async def _calling(agent: Agent, unit: Unit) -> list[Promise]:
    if not agent.may_answer:
        return []
    waiting = await unit.promises.calling()
    if not waiting:
        return []
    teams, supervises = (await unit.seats.get(agent.id)).teams, agent.role in (Role.SUPERVISOR, Role.ADMIN)
    return [each for each in waiting if each.calls(agent.id, teams, supervises)]


async def _customer_name(promise: Promise, unit: Unit) -> str:
    conversation = await unit.conversations.get(promise.conversation_id)
    customer = await unit.customers.get(conversation.customer_id) if conversation else None
    return customer.shown_name if customer else "Visitor"


def _standing(promise: Promise) -> str:
    """`open`, `at_risk`, `late` while it is owed; afterwards its state."""
    if not promise.owed:
        return str(promise.state)
    if promise.state is State.BROKEN:
        return "late"
    return "open" if promise.alarm is Alarm.NOBODY else "at_risk"
