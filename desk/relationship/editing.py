"""Writing a version of the house's rules of the relationship, and contact reasons by segment."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.conversations.flows import settled
from desk.insights.period import Period
from desk.ports import DeskPorts
from desk.relationship import house_rules
from desk.relationship.house_rules import NOBODYS, HouseRules, to_document
from desk.relationship.refusals import rules_moved


async def standing_rules(desk: DeskPorts) -> dict[str, Any]:
    """The version in force, and those before it, newest first."""
    async with desk.record.look() as unit:
        now, versions = await unit.relationship.rules(), await unit.relationship.versions()
    return {"rules": rules_json(now), "history": [rules_json(each) for each in versions]}


async def write(draft: HouseRules, based_on: int, agent: Agent, desk: DeskPorts) -> HouseRules:
    """Put a new version in force. Raises `rules_moved`, `invalid_field`."""

    async def once() -> HouseRules:
        async with desk.record.change() as unit:
            before, now = await unit.relationship.rules(), desk.clock()
            if before.version != based_on:
                raise rules_moved()
            after = replace(house_rules.checked(draft), version=before.version + 1, by=agent.name, at=now)
            await unit.relationship.put_rules(after)
            detail = {"version": after.version}
            subject = f"relationship_{after.version}"
            await unit.audit.append(agent.id, Action.RELATIONSHIP_CHANGED, subject, detail, now)
            return after

    return await settled(once)


def rules_json(rules: HouseRules) -> dict[str, Any]:
    """A version on the wire."""
    return to_document(rules) | {"version": rules.version, "by": rules.by, "why": rules.why, "at": stamp(rules.at)}


async def reasons_by_segment(period: Period, desk: DeskPorts) -> dict[str, Any]:
    """For each segment how many contacts and what about, the commonest first."""
    async with desk.record.look() as unit:
        rows = await unit.relationship.reasons_by_segment(period.first, period.last)
    whole: Counter[str | None] = Counter()
    for segment, _, contacts, _ in rows:
        whole[segment] += contacts
    told = [
        {
            "segment": segment,
            "name": segment or NOBODYS,
            "contacts": number,
            "reasons": [
                {"reason": reason, "contacts": n, "people": people, "share": n / number}
                for of, reason, n, people in sorted(rows, key=lambda row: (-row[2], row[1] or ""))
                if of == segment
            ],
        }
        for segment, number in sorted(whole.items(), key=lambda one: (-one[1], one[0] or ""))
    ]
    return {"period": period.to_json(), "segments": told}
