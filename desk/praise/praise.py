"""Praise as it hangs on the wall: the words, everybody who had a hand in the case, and who may take it down. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.agents.agent import Agent, Role
from desk.praise import refusals
from desk.ratings.rating import Rating

LEADS = frozenset({Role.SUPERVISOR, Role.ADMIN})
KIND_ENOUGH = 4
"""Words beside a lower mark are no praise, whatever they are."""


class Source(StrEnum):
    """Where it was said."""

    CHAT = "chat"
    COMMENT = "comment"
    """With a rating."""


class Part(StrEnum):
    """What somebody had to do with a case; the first that holds is told."""

    ANSWERED = "answered"
    GAVE = "gave"
    PROMISED = "promised"
    ARTICLE = "article"
    """Keeps an article that was shown."""
    NOTED = "noted"
    TOOK_PART = "took_part"


@dataclass(frozen=True)
class Credit:
    """Somebody had a hand in it; `agent_id` None is the assistant. `answers`: messages to the customer."""

    agent_id: str | None
    part: Part
    answers: int = 0


@dataclass(frozen=True)
class Praise:
    """`words` are masked. Entry `seq` holds them, or for a comment ended the handling that was rated."""

    id: str
    conversation_id: str
    seq: int
    source: Source
    words: str
    at: datetime
    about: str | None
    credits: tuple[Credit, ...]
    hidden_at: datetime | None = None
    hidden_by: str | None = None

    @property
    def place(self) -> tuple[int, Source]:
        return self.seq, self.source

    def praises(self, agent_id: str) -> bool:
        return any(credit.agent_id == agent_id for credit in self.credits)


def may_hide(praise: Praise, agent: Agent) -> bool:
    """Whoever is praised, and supervisors."""
    return agent.role in LEADS or praise.praises(agent.id)


def hide(praise: Praise, agent: Agent, now: datetime) -> Praise:
    """Take it down; hidden already stays as it was. Raises `forbidden`."""
    if not may_hide(praise, agent):
        raise refusals.not_yours()
    return praise if praise.hidden_at else replace(praise, hidden_at=now, hidden_by=agent.id)


def show(praise: Praise, agent: Agent) -> Praise:
    """Hang it up again: only who took it down, unless they are gone. Raises `forbidden`."""
    if praise.hidden_at is None:
        return praise
    if praise.hidden_by != agent.id:
        raise refusals.taken_down_by_somebody_else()
    return replace(praise, hidden_at=None, hidden_by=None)


def sees(praise: Praise, agent: Agent) -> bool:
    """What was taken down only its taker sees, to put it back."""
    return praise.hidden_at is None or praise.hidden_by == agent.id


def kind_ratings(ratings: Sequence[Rating]) -> list[Rating]:
    """Those whose words may be praise."""
    return [rating for rating in ratings if rating.score >= KIND_ENOUGH and rating.text]
