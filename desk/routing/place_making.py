"""Giving somebody their place: what they need, and how their head start comes about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desk.routing.line_order import head_start
from desk.routing.place import LinePlace
from desk.routing.routing_rules import RoutingRules
from desk.routing.seat import Seat, StaffedSeat


@dataclass(frozen=True)
class Need:
    """What is known of somebody who asks for a person."""

    conversation_id: str
    since: datetime
    mood: float
    tier: str | None
    promised: bool
    reason: str
    language: str | None = None
    channel: str = "widget"


def place_for(need: Need, team: Sequence[StaffedSeat], rules: RoutingRules) -> LinePlace:
    """A place in line. A skill or language that nobody in the house has is not asked for: it would never be met."""
    known_skills = frozenset[str]().union(*(seat.seat.skills for seat in team))
    known_languages = frozenset[str]().union(*(seat.seat.languages for seat in team))
    wanted = {rules.skill_for_reason.get(need.reason, "")} & known_skills
    early = head_start(need.mood, need.tier, need.promised, need.channel, rules)
    return LinePlace(
        need.conversation_id,
        need.since,
        need.since - early,
        mood=need.mood,
        tier=need.tier,
        promised=need.promised,
        channel=need.channel,
        skills=frozenset(wanted),
        language=need.language if need.language in known_languages else None,
    )


def kept_for(place: LinePlace, agent: Seat | None, team: str | None, now: datetime, rules: RoutingRules) -> LinePlace:
    """The place of somebody who was passed on: kept for that person or team until the wish runs out."""
    return replace(
        place,
        for_agent=agent.agent_id if agent else None,
        for_team=team,
        kept_until=now + rules.wish_holds,
    )
