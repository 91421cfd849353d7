"""Deciding about what goes beyond somebody's authority: one click, by whoever is asked just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.agents.agent import Agent
from desk.authority import grant as rules
from desk.authority import refusals, words
from desk.authority.approval import Addressed, addressed, approvable, may_ever_approve, require_decider, wish_of
from desk.authority.grant import APPROVAL_LIFE, Grant, State
from desk.authority.matrix import STANDING_OF, Matrix
from desk.authority.recording import announce, into_conversation, into_ledger
from desk.authority.settling import SYSTEM, carry_out
from desk.authority.verdict import Verdict, judge
from desk.conversations.conversation import Change
from desk.conversations.entry import Author, AuthorKind
from desk.conversations.flows import agent_author, settled
from desk.ports import DeskPorts, Unit


@dataclass(frozen=True)
class Pending:
    """A grant that waits, who is asked now, and what the matrix says of it for whoever looks."""

    grant: Grant
    asked: Addressed
    verdict: Verdict


async def pending_for(agent: Agent, desk: DeskPorts) -> list[Pending]:
    """What waits for this agent's decision, oldest first; nothing of their own."""
    if not may_ever_approve(agent):
        return []
    async with desk.record.look() as unit:
        now, matrix, team = desk.clock(), await unit.authority.matrix(), await unit.agents.all()
        found = []
        for grant in await unit.authority.waiting():
            asked = addressed(grant, matrix.approvers, team, now)
            if agent.id in asked.agent_ids:
                verdict = await _verdict_for(agent, grant, matrix, now, unit)
                found.append(Pending(grant, asked, verdict))
        return found


async def waiting_for(agent: Agent, unit: Unit, now: datetime) -> int:
    """How many wait for this agent's decision."""
    if not may_ever_approve(agent):
        return 0
    waiting = await unit.authority.waiting()
    if not waiting:
        return 0
    approvers, team = (await unit.authority.matrix()).approvers, await unit.agents.all()
    return sum(agent.id in addressed(grant, approvers, team, now).agent_ids for grant in waiting)


async def decide(grant_id: str, yes: bool, why: str, agent: Agent, desk: DeskPorts) -> Grant:
    """Approve or decline. Raises `approval_over`, `beyond_authority`, `forbidden`, `grant_not_found`.

    What the approver lends is charged to the approver, in the same transaction.
    """

    async def once() -> tuple[Grant, Change | None]:
        async with desk.record.change() as unit:
            at = await unit.authority.begin(desk.clock())
            found = await unit.authority.get(grant_id)
            if found is None:
                raise refusals.grant_not_found()
            if _said_before(found, yes, agent):
                return found, None
            matrix, now = await unit.authority.matrix(), desk.clock()
            if found.state is State.WAITING:
                require_decider(found, agent, addressed(found, matrix.approvers, await unit.agents.all(), now))
            decided = await (_approved if yes else _declined)(unit, found, matrix, agent, why, at, now)
            line = words.decided(decided, yes)
            by = agent_author(agent)
            return decided, await into_conversation(unit, decided, line, desk, team_only=True, by=by)

    grant, change = await settled(once)
    await announce(change, desk, approvals=True)
    return await carry_out(grant.id, desk) or grant if grant.state in rules.OPEN else grant


async def lapse_old(desk: DeskPorts) -> int:
    """End what nobody decided about for a day; returns how many."""
    async with desk.record.look() as unit:
        old = [g for g in await unit.authority.waiting() if desk.clock() >= g.created_at + APPROVAL_LIFE]
    for grant in old:
        change = await settled(lambda grant=grant: _lapsed(grant.id, desk))  # type: ignore[misc]  # bound at once
        await announce(change, desk, approvals=True)
    return len(old)


async def standing_stages(desk: DeskPorts) -> frozenset[tuple[str, frozenset[str]]]:
    """Who is asked about what, to notice when it goes to somebody else."""
    async with desk.record.look() as unit:
        waiting = await unit.authority.waiting()
        if not waiting:
            return frozenset()
        matrix, team, now = await unit.authority.matrix(), await unit.agents.all(), desk.clock()
        return frozenset((g.id, addressed(g, matrix.approvers, team, now).agent_ids) for g in waiting)


def names_of(ids: frozenset[str], team: Sequence[Agent]) -> list[str]:
    """Who that is, for people."""
    return sorted(agent.name for agent in team if agent.id in ids)


def _said_before(grant: Grant, yes: bool, agent: Agent) -> bool:
    """The same decision by the same person again, as after a lost answer."""
    if yes:
        return grant.authority_of == agent.id and grant.asked_by != agent.id and grant.state is not State.WAITING
    return grant.state is State.DECLINED and grant.decided_by_name == agent.name


async def _approved(
    unit: Unit, found: Grant, matrix: Matrix, agent: Agent, _why: str, at: datetime, now: datetime
) -> Grant:
    approved = rules.approve(found, agent.id, agent.name, matrix.version, now)
    spent = await unit.authority.spent(found.case_key, found.customer_key, agent.id, found.amount.currency, at)
    verdict = approvable(matrix, found, agent, spent)
    stored = await unit.authority.save(found, approved)
    await unit.authority.charge(stored, at)
    await into_ledger(unit, "approved", stored, agent.id, at, reasons=list(verdict.reasons))
    return stored


async def _declined(
    unit: Unit, found: Grant, _matrix: Matrix, agent: Agent, why: str, at: datetime, now: datetime
) -> Grant:
    declined = rules.decline(found, agent.name, " ".join(why.split()) or None, now)
    stored = await unit.authority.save(found, declined)
    await into_ledger(unit, "declined", stored, agent.id, at)
    return stored


async def _lapsed(grant_id: str, desk: DeskPorts) -> Change | None:
    async with desk.record.change() as unit:
        at = await unit.authority.begin(desk.clock())
        found = await unit.authority.get(grant_id)
        if found is None or found.state is not State.WAITING:
            return None
        stored = await unit.authority.save(found, rules.lapse(found, desk.clock()))
        await into_ledger(unit, "lapsed", stored, SYSTEM, at)
        by = Author(AuthorKind.SYSTEM, "Warmhand")
        return await into_conversation(unit, stored, words.lapsed(stored), desk, team_only=True, by=by)


async def _verdict_for(agent: Agent, grant: Grant, matrix: Matrix, now: datetime, unit: Unit) -> Verdict:
    spent = await unit.authority.spent(grant.case_key, grant.customer_key, agent.id, grant.amount.currency, now)
    return judge(matrix, STANDING_OF[agent.role], wish_of(grant), spent)
