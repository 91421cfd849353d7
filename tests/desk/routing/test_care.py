"""Agent care: an easy one after two furious ones, as long as nobody waits longer for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.handoff import flows as handoffs
from desk.routing.care import LOOK_BACK, Taken, in_need_of_an_easy_one
from desk.routing.decision import Asked, decide
from desk.routing.place import LinePlace
from desk.routing.routing_rules import DEFAULT_RULES
from desk.routing.seat import Seat, StaffedSeat
from tests.desk.quiet import START, Quiet

MINUTE = timedelta(minutes=1)


def taken(*moods: float, agent: str = "a_maya") -> list[Taken]:
    """Conversations of one agent, oldest first, a minute apart, the last just now."""
    return [Taken(agent, START - (len(moods) - 1 - n) * MINUTE, mood) for n, mood in enumerate(moods)]


@pytest.mark.parametrize(
    ("moods", "needs"),
    [
        ((), False),
        ((0.9,), False),
        ((0.9, 0.9), True),
        ((0.9, 0.1), False),
        ((0.1, 0.9, 0.7), True),
        ((0.9, 0.9, 0.2), False),
    ],
)
def test_two_furious_ones_in_a_row(moods: tuple[float, ...], needs: bool) -> None:
    """The last two count, whatever came before; a calm one ends it."""
    assert ("a_maya" in in_need_of_an_easy_one(taken(*moods), START)) is needs


def test_what_lies_long_ago_is_over() -> None:
    """And each agent is looked at alone."""
    assert not in_need_of_an_easy_one(taken(0.9, 0.9), START + LOOK_BACK + MINUTE)
    assert in_need_of_an_easy_one(taken(0.9) + taken(0.9, agent="a_tom"), START) == frozenset()


def place(mood: float) -> LinePlace:
    """Somebody in line, that upset."""
    return LinePlace("c_1", START, START, mood=mood)


def seat(agent_id: str, easy: bool, load: int = 0) -> StaffedSeat:
    """An agent at the desk."""
    return StaffedSeat(Seat(agent_id), present=True, load=load, needs_an_easy_one=easy)


@pytest.mark.parametrize(
    ("mood", "seats", "asked"),
    [
        (0.9, [seat("a_maya", True), seat("a_tom", False, load=3)], "a_tom"),
        (0.1, [seat("a_maya", True), seat("a_tom", False, load=3)], "a_maya"),
        (0.9, [seat("a_maya", True)], "a_maya"),
        (0.9, [seat("a_maya", True), seat("a_tom", True, load=3)], "a_maya"),
    ],
)
def test_others_are_asked_first(mood: float, seats: list[StaffedSeat], asked: str) -> None:
    """A colleague with room takes the upset one, however busy; without one nobody waits; calm ones go as ever."""
    decision = decide([place(mood)], seats, Asked(), START, DEFAULT_RULES)
    assert [choice.agent_id for choice in decision.choices] == [asked]


async def test_it_is_read_off_what_agents_took(quiet: Quiet) -> None:
    """From the record: who took what, and how upset the customer was then."""
    maya = await quiet.agent()
    for _ in range(2):
        _, conversation = await quiet.waiting()
        await handoffs.claim(conversation.id, maya, quiet.ports)
    found = await quiet.row("handoffs", "taken_since", START - MINUTE)
    assert [(each.agent_id, each.mood) for each in found] == [("a_maya", 0.0)] * 2
    assert await quiet.row("handoffs", "taken_since", START + MINUTE) == []
