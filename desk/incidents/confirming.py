"""What a person decides: to dismiss an alarm, to confirm it as an incident, and that an incident is over."""

from __future__ import annotations

from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations.flows import settled
from desk.incidents import incident as rules
from desk.incidents.affecting import covered, wake
from desk.incidents.incident import Draft, Incident
from desk.ports import DeskPorts
from desk.warning import alarm as alarms
from desk.warning import refusals
from desk.warning.alarm import Alarm, State


async def dismiss(alarm_id: str, why: str, agent: Agent, desk: DeskPorts) -> Alarm:
    """It is nothing, or nothing to tell customers of. Raises `alarm_not_found`, `alarm_over`."""

    async def once() -> Alarm:
        async with desk.record.change() as unit:
            now = desk.clock()
            found = await unit.warning.get(alarm_id)
            if found is None:
                raise refusals.alarm_not_found()
            if found.state is State.DISMISSED and (found.decided_by_name, found.why) == (agent.name, why):
                return found
            after = alarms.decided(found, State.DISMISSED, agent.name, why, now)
            stored = await unit.warning.save(found, after)
            detail = {"reason": found.reason, "people": found.people, "why": why}
            await unit.audit.append(agent.id, Action.ALARM_DISMISSED, alarm_id, detail, now)
            return stored

    stored = await settled(once)
    await desk.announce.line_changed()
    return stored


async def confirm(draft: Draft, agent: Agent, desk: DeskPorts) -> Incident:
    """It is a trouble, and these are the words. The same wish again changes nothing.

    From here on the banner shows and the bot answers; those who did not write are told by a round.
    Raises `alarm_not_found`, `alarm_over`, `reason_taken`, `incident_id_reused`, `shop_unavailable`.
    """
    orders = covered(draft.scope, await desk.orders.recent_orders(rules.DAYS_BACK))

    async def once() -> tuple[Incident, bool]:
        async with desk.record.change() as unit:
            now = desk.clock()
            earlier = await unit.incidents.get(draft.id)
            if earlier is not None:
                if not earlier.same_wish(draft):
                    raise refusals.incident_id_reused()
                return earlier, False
            alarm = await unit.warning.get(draft.alarm_id)
            if alarm is None:
                raise refusals.alarm_not_found()
            rules.require_free(draft.reasons, await unit.incidents.open())
            await unit.warning.save(alarm, alarms.decided(alarm, State.CONFIRMED, agent.name, draft.name, now))
            incident = rules.begun(draft, alarm.counted_from, agent.id, agent.name, now)
            await unit.incidents.add(incident)
            await unit.incidents.affect(incident.id, orders, now)
            detail = {"reasons": list(draft.reasons), "orders": len(orders), "tell": draft.tell}
            await unit.audit.append(agent.id, Action.INCIDENT_CONFIRMED, incident.id, detail, now)
            return incident, True

    incident, new = await settled(once)
    if new:
        await wake(incident.id, desk)
    return incident


async def close(incident_id: str, closing: str, agent: Agent, desk: DeskPorts) -> Incident:
    """It is over: banner and answers end at once, and a round writes the line. Raises `incident_over`."""

    async def once() -> Incident:
        async with desk.record.change() as unit:
            now = desk.clock()
            found = await unit.incidents.get(incident_id)
            if found is None:
                raise refusals.incident_not_found()
            if found.closing == closing and found.closed_by_name == agent.name:
                return found
            after = rules.closed(found, closing, agent.name, now)
            stored = await unit.incidents.save(found, after)
            await unit.audit.append(agent.id, Action.INCIDENT_CLOSED, incident_id, {"name": found.name}, now)
            return stored

    stored = await settled(once)
    await wake(incident_id, desk)
    return stored
