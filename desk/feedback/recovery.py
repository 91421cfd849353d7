"""A low mark and what is done about it: a task for somebody else than the one who was rated. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import errors
from desk.agents.agent import Agent, Role
from desk.feedback.refusals import own_rating, recovery_over
from desk.ratings.rating import Rating, Reason

LOW, MIDDLING = 2, 3
"""Marks of 5 up to LOW are low; MIDDLING is when what was ticked is whether it was solved."""
WITHIN = timedelta(hours=8)
"""Open time in which somebody is to have written to the customer."""
WORDS_LIMIT = 1_000


class RecoveryState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    RECOVERED = "recovered"
    NOT_RECOVERED = "not_recovered"


OVER = frozenset({RecoveryState.RECOVERED, RecoveryState.NOT_RECOVERED})


@dataclass(frozen=True)
class Recovery:
    """The task of the handling that ended with entry `seq`; `version` counts its changes.

    `owner_id` is who is asked to see to it; None: whoever leads. `again_score` is what the customer said afterwards.
    """

    id: str
    conversation_id: str
    seq: int
    customer_id: str
    rated_agent_id: str | None
    owner_id: str | None
    score: int
    opened_at: datetime
    due_at: datetime
    state: RecoveryState = RecoveryState.OPEN
    taken_by: str | None = None
    taken_at: datetime | None = None
    written_at: datetime | None = None
    words: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None
    again_score: int | None = None
    again_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True)
class Lead:
    """Somebody who could own a task: their teams, and how many tasks they own already."""

    agent: Agent
    teams: frozenset[str]
    owns: int = 0


def is_low(rating: Rating) -> bool:
    """A low mark, or a middling one that says it was not solved."""
    return rating.score <= LOW or (rating.score == MIDDLING and Reason.SOLVED in rating.reasons)


def owner_of(rated_agent_id: str | None, teams: frozenset[str], leads: Sequence[Lead]) -> str | None:
    """A supervisor of the rated agent's team, else any supervisor, else an admin; never the rated one.

    Among equals whoever owns the fewest tasks.
    """

    def order(lead: Lead) -> tuple[bool, bool, int, str]:
        return (lead.agent.role is not Role.SUPERVISOR, not (lead.teams & teams), lead.owns, lead.agent.id)

    willing = [
        lead
        for lead in leads
        if lead.agent.id != rated_agent_id and lead.agent.disabled_at is None and may_recover(lead.agent)
    ]
    return min(willing, key=order).agent.id if willing else None


def may_recover(agent: Agent) -> bool:
    """Whether a colleague may see to such tasks."""
    return agent.role in (Role.SUPERVISOR, Role.ADMIN)


def taken(recovery: Recovery, agent: Agent, now: datetime) -> Recovery:
    """The agent sees to it from now on, even if a colleague had it before; raises `own_rating`, `recovery_over`."""
    _check(recovery, agent)
    if recovery.state is RecoveryState.TAKEN and recovery.taken_by == agent.id:
        return recovery
    return replace(recovery, state=RecoveryState.TAKEN, taken_by=agent.id, taken_at=now)


def written(recovery: Recovery, agent: Agent, now: datetime) -> Recovery:
    """The agent wrote to the customer; the first time is what counts."""
    mine = taken(recovery, agent, now)
    return mine if mine.written_at is not None else replace(mine, written_at=now)


def ended(recovery: Recovery, agent: Agent, recovered: bool, words: str, now: datetime) -> Recovery:
    """How it ended, in words. Saying the same again changes nothing."""
    said = " ".join(words.split())
    if not 1 <= len(said) <= WORDS_LIMIT:
        raise errors.invalid_field("words", f"Say in 1 to {WORDS_LIMIT:,} characters how it ended.")
    state = RecoveryState.RECOVERED if recovered else RecoveryState.NOT_RECOVERED
    if recovery.state is state and recovery.words == said and recovery.ended_by == agent.id:
        return recovery
    mine = taken(recovery, agent, now)
    return replace(mine, state=state, words=said, ended_by=agent.id, ended_at=now)


def rated_again(recovery: Recovery, score: int, now: datetime) -> Recovery:
    """What the customer says after somebody wrote to them; the first mark counts."""
    if recovery.written_at is None or recovery.again_score is not None:
        return recovery
    return replace(recovery, again_score=score, again_at=now)


def _check(recovery: Recovery, agent: Agent) -> None:
    if recovery.rated_agent_id == agent.id:
        raise own_rating()
    if recovery.state in OVER:
        raise recovery_over()
