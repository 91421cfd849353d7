"""The order of the waiting line, and the words for why somebody stands where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from desk.routing.place import LinePlace
from desk.routing.routing_rules import NONE, RoutingRules

OrderKey = tuple[int, datetime, datetime, str]


def in_order(places: Sequence[LinePlace], now: datetime, rules: RoutingRules) -> list[LinePlace]:
    """The line, first to last: those who lost their agent, then who waited beyond the floor, then by head start."""
    return sorted(places, key=lambda place: order_key(place, now, rules))


def order_key(place: LinePlace, now: datetime, rules: RoutingRules) -> OrderKey:
    """Smaller comes first. Ties are broken by the true wait, then by id, so that every desk sees the same line."""
    if place.front:
        return (0, place.since, place.since, place.conversation_id)
    if now - place.since >= rules.fairness_floor:
        return (1, place.since, place.since, place.conversation_id)
    return (2, place.ranks_as, place.since, place.conversation_id)


def head_start(mood: float, tier: str | None, promised: bool, channel: str, rules: RoutingRules) -> timedelta:
    """How much earlier somebody counts as having come."""
    return sum((part for _, part in _head_starts(mood, tier, promised, channel, rules)), NONE)


def why(place: LinePlace, now: datetime, rules: RoutingRules) -> list[str]:
    """Why this conversation stands where it stands, most decisive first, for an agent to read."""
    waited = f"waiting {_spoken(now - place.since)}"
    if place.front:
        return ["was with a colleague who is gone", waited]
    if now - place.since >= rules.fairness_floor:
        return [f"{waited}, longer than {_spoken(rules.fairness_floor)}: comes before every priority"]
    parts = _head_starts(place.mood, place.tier, place.promised, place.channel, rules)
    return [waited] + [f"{name} (+{_spoken(part)})" for name, part in sorted(parts, key=lambda p: (-p[1], p[0]))]


def _head_starts(
    mood: float, tier: str | None, promised: bool, channel: str, rules: RoutingRules
) -> list[tuple[str, timedelta]]:
    upset = min(max(mood, 0.0), 1.0)
    found = [
        ("upset", rules.upset_head_start * upset if upset >= rules.upset_from else NONE),
        (f"{tier} customer", rules.tier_head_start.get(tier or "", NONE)),
        ("something was promised", rules.promise_head_start if promised else NONE),
        (f"came by {channel}", rules.channel_head_start.get(channel, NONE)),
    ]
    return [(name, part) for name, part in found if part > NONE]


def _spoken(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60} min"
