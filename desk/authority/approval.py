"""Who is asked to approve something just now: the first approver, after a while the deputy, then all who may. Pure.

It is read off the clock each time, so no timer can be lost. Nobody approves what is their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk import errors
from desk.agents.agent import Agent
from desk.authority import refusals
from desk.authority.grant import Grant
from desk.authority.matrix import STANDING_OF, Approvers, Matrix, Standing
from desk.authority.verdict import Answer, Spent, Verdict, Wish, judge


class Stage(StrEnum):
    FIRST = "first"
    DEPUTY = "deputy"
    ALL = "all"


@dataclass(frozen=True)
class Addressed:
    """Who is asked now, and until when nobody else is; None: until somebody decides."""

    stage: Stage
    agent_ids: frozenset[str]
    until: datetime | None


def addressed(grant: Grant, approvers: Approvers, team: Sequence[Agent], now: datetime) -> Addressed:
    """Who of the team is asked about a waiting grant at this moment."""
    may = frozenset(agent.id for agent in team if may_ever_approve(agent) and agent.id != grant.asked_by)
    named = ((Stage.FIRST, approvers.first), (Stage.DEPUTY, approvers.deputy))
    turns = [(stage, agent_id) for stage, agent_id in named if agent_id is not None and agent_id in may]
    # Each who can be asked has the same time; who is not here any more, or asked it themselves, is passed over.
    for number, (stage, agent_id) in enumerate(turns, 1):
        until = grant.created_at + number * timedelta(minutes=approvers.minutes)
        if now < until:
            return Addressed(stage, frozenset({agent_id}), until)
    return Addressed(Stage.ALL, may, None)


def may_ever_approve(agent: Agent) -> bool:
    """Supervisors and admins who work here."""
    return agent.may_answer and STANDING_OF.get(agent.role) in (Standing.SUPERVISOR, Standing.ADMIN)


def wish_of(grant: Grant) -> Wish:
    """The wish of a grant, to be judged again."""
    return Wish(grant.gift, grant.cause, grant.tier, grant.amount)


def require_decider(grant: Grant, agent: Agent, asked: Addressed) -> None:
    """Raise unless this agent is asked now."""
    if agent.id == grant.asked_by:
        raise errors.forbidden("Nobody approves what is their own.")
    if agent.id not in asked.agent_ids:
        raise errors.forbidden("Somebody else is being asked about this just now.")


def approvable(matrix: Matrix, grant: Grant, approver: Agent, spent: Spent) -> Verdict:
    """Whether the approver's own authority carries it; raises `beyond_authority`.

    `spent.agent` is what was given under the approver's authority.
    """
    verdict = judge(matrix, STANDING_OF[approver.role], wish_of(grant), spent)
    if verdict.answer is not Answer.WITHIN:
        raise refusals.beyond_authority(" ".join(verdict.reasons))
    return verdict
