"""What a house may decide about its waiting line. Durations, not points: each counts as time somebody has waited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

NONE = timedelta(0)


@dataclass(frozen=True)
class RoutingRules:
    """How the line is ordered and drained.

    A head start counts as if the customer had come that much earlier, so it can put somebody ahead only of people who
    came at most that much before. `fairness_floor` is the longest anybody waits because of head starts: beyond it, only
    the true waiting time counts.
    """

    fairness_floor: timedelta = timedelta(minutes=10)
    upset_from: float = 0.5
    """Mood (0 calm to 1 furious) from which a customer gets a head start, growing to `upset_head_start` at 1."""
    upset_head_start: timedelta = timedelta(minutes=4)
    promise_head_start: timedelta = timedelta(minutes=3)
    tier_head_start: Mapping[str, timedelta] = field(
        default_factory=lambda: {"gold": timedelta(minutes=2), "platinum": timedelta(minutes=3)}
    )
    channel_head_start: Mapping[str, timedelta] = field(default_factory=dict)

    offer_life: timedelta = timedelta(seconds=30)
    """How long an agent may look at an offer before it goes to the next."""
    again_after: timedelta = timedelta(seconds=60)
    """How long an agent who passed, or did not answer, is not offered the same conversation again."""
    wish_holds: timedelta = timedelta(minutes=3)
    """How long a conversation is kept for the person or team it was transferred to, before anybody may take it."""
    missed_until_away: int = 2
    """Offers in a row an agent may leave unanswered before they count as away."""
    gone_after: timedelta = timedelta(seconds=55)
    """Without a sign of life for so long, an agent's conversations go back to the line: told within a minute."""
    alone_after: timedelta = timedelta(seconds=20)
    """How long nobody may be at the desk before waiting customers are told; a reloaded page is no reason to alarm."""
    reopen_within: timedelta = timedelta(hours=24)
    """A customer who writes again so soon after the end comes back to the same agent, if that agent is free."""
    skill_for_reason: Mapping[str, str] = field(default_factory=dict)
    """The skill a handoff reason asks for, e.g. {"sensitive": "care"}."""


DEFAULT_RULES = RoutingRules()
