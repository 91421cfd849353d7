"""The weekly sample for peer review: seeded, never one's own, half of it the bot's, spread over everybody. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Candidate:
    """A checked handling. `agent_id` None: the bot's. `took_part`: everybody of the team who is in the conversation."""

    check_id: int
    agent_id: str | None
    took_part: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Drawn:
    """A handling of the sample, and who is to review it."""

    check_id: int
    reviewers: tuple[str, ...]


def week_of(moment: datetime, zone: ZoneInfo) -> str:
    """The Monday of its week, by the house's own clock: ISO 8601."""
    day = moment.astimezone(zone).date()
    return (day - timedelta(days=day.weekday())).isoformat()


def week_before(week: str) -> str:
    """The Monday one week earlier."""
    return (date.fromisoformat(week) - timedelta(days=7)).isoformat()


def draw(candidates: Sequence[Candidate], reviewers: Collection[str], seed: str, size: int, each: int) -> list[Drawn]:
    """Up to `size` handlings, each with up to `each` reviewers; the same seed draws the same.

    Half are the bot's; the other half goes round among the people who handled something. Where one side has too few
    the other fills up. Whoever took part in a conversation does not review it; what nobody may review is left out.
    Reviews are dealt to whoever has fewest.
    """
    chance = Random(seed)
    able = sorted(reviewers)
    open_to = {one.check_id: [who for who in able if who not in one.took_part] for one in candidates}
    possible = sorted((one for one in candidates if open_to[one.check_id]), key=lambda one: one.check_id)
    chance.shuffle(possible)
    bots = [one for one in possible if one.agent_id is None]
    people = _in_turns([one for one in possible if one.agent_id is not None], chance)
    from_people = min(len(people), max(size // 2, size - len(bots)))
    chosen = [*bots[: size - from_people], *people[:from_people]]
    load = dict.fromkeys(able, 0)
    found = []
    for one in chosen:
        free = open_to[one.check_id]
        chance.shuffle(free)
        taken = sorted(free, key=lambda who: load[who])[:each]
        for who in taken:
            load[who] += 1
        found.append(Drawn(one.check_id, tuple(sorted(taken))))
    return found


def _in_turns(candidates: Sequence[Candidate], chance: Random) -> list[Candidate]:
    """One of each person, then another of each, for as long as there are any."""
    by_person: dict[str, list[Candidate]] = {}
    for one in candidates:
        by_person.setdefault(one.agent_id or "", []).append(one)
    order = sorted(by_person)
    chance.shuffle(order)
    found = []
    while any(by_person.values()):
        found += [by_person[person].pop() for person in order if by_person[person]]
    return found
