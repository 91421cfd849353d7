"""How the invented people behave: seeded draws, each by a name of its own. Pure.

A draw depends on the seed and on what it is about, never on what was drawn before. So two runs differ only where the
desk did something else, and then only in what that changes.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).parent
SUNDAY = 6


@dataclass(frozen=True)
class People:
    """The data file (`people.yml`) and the seed; what somebody does in a case."""

    seed: int
    house: Mapping[str, Any]

    def draw(self, *about: object) -> random.Random:
        """The chance of one matter."""
        return random.Random("/".join(map(str, (self.seed, *about))))

    def does(self, share: float, *about: object) -> bool:
        """Whether somebody does what that share of people do."""
        return self.draw(*about).random() < share

    def chosen(self, shares: Mapping[str, float], *about: object) -> str:
        """One of several, by their shares."""
        return self.draw(*about).choices(list(shares), list(shares.values()))[0]

    def wants_person(self, visit: str, reason: str, understood: bool, trouble_said: bool) -> bool:
        """Whether the assistant's answer is not enough."""
        shares = self.house["wants_person"]
        share = shares["by_reason"].get(reason, shares["usually"])
        if trouble_said:
            share = shares["answered_trouble"]
        elif not understood:
            share = shares["not_understood"]
        return self.does(share, "person", visit)

    def score(self, visit: str, kind: str) -> int | None:
        """The mark somebody gives who is asked; None: they do not answer. `kind` is one of `ratings.good`."""
        ratings, chance = self.house["ratings"], self.draw("rates", visit)
        if chance.random() >= ratings["gives"]:
            return None
        good = chance.random() < ratings["good"][kind]
        return chance.choice((4, 5, 5)) if good else chance.choice((1, 2, 3))

    def content(self, about: str, letter_at: datetime | None, now: datetime) -> bool:
        """Whether somebody who would write now had read a letter about it, and is content."""
        told, chance = self.house["told"], self.draw("told", about)
        reads, content = chance.random() < told["reads_letter"], chance.random() < told["content"]
        delay = timedelta(hours=chance.expovariate(1 / told["reads_within_hours"]))
        return letter_at is not None and reads and content and letter_at + delay <= now

    def content_with_banner(self, about: str) -> bool:
        """Whether somebody who opened the chat and saw the banner leaves it at that."""
        return self.does(self.house["told"]["content_with_banner"], "banner", about)

    def read_as(self, message: str, reason: str, others: tuple[str, ...]) -> str | None:
        """How a bot with the measured mistakes reads a message; None: not at all."""
        bot, chance = self.house["bot"], self.draw("reads", message)
        drawn = chance.random()
        if drawn < bot["not_read"]:
            return None
        if drawn < bot["not_read"] + bot["read_otherwise"]:
            return chance.choice([each for each in others if each != reason])
        return reason

    def comes_back_after(self, visit: str, person: bool) -> timedelta | None:
        """When somebody whose matter was solved writes about it again; None: it held."""
        contacts, chance = self.house["contacts"], self.draw("back", visit)
        if chance.random() >= contacts["comes_back_person" if person else "comes_back_bot"]:
            return None
        return timedelta(days=chance.uniform(0.3, contacts["comes_back_days"]))

    def remembers_at(self, promise: str, made: datetime, due: datetime) -> datetime | None:
        """When whoever promised thinks of it by themselves and does it; None: they forget."""
        chance = self.draw("remembers", promise)
        if chance.random() >= self.house["promises"]["remembers"]:
            return None
        return min(self.at_work(made + (due - made) * chance.uniform(0.3, 0.9)), due - timedelta(minutes=5))

    def at_work(self, at: datetime) -> datetime:
        """That moment, or when the house opens next."""
        first, last = self.house["staff"]["open"]
        while not (at.weekday() != SUNDAY and first <= at.hour < last):
            opens = at.replace(hour=first, minute=1, second=0, microsecond=0)
            at = opens if at < opens and at.weekday() != SUNDAY else opens + timedelta(days=1)
            if at.weekday() == SUNDAY:
                at += timedelta(days=1)
        return at


def awake(at: datetime, chance: random.Random) -> datetime:
    """That moment, or some time in the next morning: few write at night."""
    if 7 <= at.hour < 22:
        return at
    morning = at.replace(hour=7, minute=0, second=0, microsecond=0)
    if at.hour >= 22:
        morning += timedelta(days=1)
    return morning + timedelta(hours=chance.uniform(0, 3))


def read_people(seed: int, path: Path = HERE / "people.yml", **changes: Any) -> People:
    """The data file; `changes` replace whole parts, for tests."""
    house = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    return People(seed, {**house, **changes})


def begins(people: People) -> datetime:
    """The first midnight, UTC."""
    day = people.house["begins"]
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
