"""The routing decision keeps its promises whatever line and team it meets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.routing.decision import Asked, Decision, Waits, decide
from desk.routing.line_order import in_order, order_key
from desk.routing.place import LinePlace
from desk.routing.routing_rules import DEFAULT_RULES
from desk.routing.seat import StaffedSeat, Status, can_serve
from tests.desk.routing.lines import NOW, asked, places, seats

# Many invented lines: left to `make test`.
pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
Scene = tuple[list[LinePlace], list[StaffedSeat], Asked]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """A line, a team and what was offered before."""
    line, team = draw(places()), draw(seats())
    return line, team, draw(asked(line, team))


def decided(scene: Scene) -> Decision:
    return decide(*scene, NOW, DEFAULT_RULES)


@given(scenes())
def test_capacity_and_presence_are_respected(scene: Scene) -> None:
    """Nobody who is full, away, gone or already looking at an offer is offered anything."""
    by_id = {seat.agent_id: seat for seat in scene[1]}
    for choice in decided(scene).choices:
        seat = by_id[choice.agent_id]
        assert seat.present
        assert seat.seat.status is Status.AVAILABLE
        assert seat.load < seat.seat.capacity
        assert choice.agent_id not in scene[2].looking.values()


@given(scenes())
def test_skills_languages_and_wishes_are_respected(scene: Scene) -> None:
    """An offer goes only to who can do it, in that language, and in the team or to the person it is kept for."""
    line = {p.conversation_id: p for p in scene[0]}
    by_id = {seat.agent_id: seat for seat in scene[1]}
    for choice in decided(scene).choices:
        wanted, seat = line[choice.conversation_id], by_id[choice.agent_id].seat
        assert wanted.skills <= seat.skills
        assert wanted.language is None or wanted.language in seat.languages
        if wanted.kept_until is not None and wanted.kept_until > NOW:
            assert wanted.for_agent in (None, seat.agent_id)
            assert wanted.for_team is None or wanted.for_team in seat.teams


@given(scenes())
def test_nothing_is_offered_twice_at_once(scene: Scene) -> None:
    """One conversation lies before one agent, one agent looks at one conversation; a decliner is left in peace."""
    choices = decided(scene).choices
    conversations, agents = [c.conversation_id for c in choices], [c.agent_id for c in choices]
    assert len(set(conversations)) == len(conversations)
    assert len(set(agents)) == len(agents)
    assert not set(conversations) & set(scene[2].looking)
    assert not {(c.conversation_id, c.agent_id) for c in choices} & scene[2].declined


@given(scenes())
def test_nobody_is_passed_over_unjustly(scene: Scene) -> None:
    """Whoever is left without an offer could not have been served by any agent given to someone behind them."""
    line, team, before = scene
    order = in_order(line, NOW, DEFAULT_RULES)
    rank = {p.conversation_id: n for n, p in enumerate(order)}
    by_id = {seat.agent_id: seat for seat in team}
    result = decided(scene)
    for left in order:
        if result.waits.get(left.conversation_id) not in (Waits.ALL_BUSY, Waits.NOBODY_HERE):
            continue
        for choice in result.choices:
            if rank[choice.conversation_id] > rank[left.conversation_id]:
                able = can_serve(by_id[choice.agent_id].seat, left, NOW)
                assert not able or (left.conversation_id, choice.agent_id) in before.declined


@given(scenes())
def test_no_free_agent_stays_idle_beside_someone_they_could_serve(scene: Scene) -> None:
    """The line is drained as far as people allow."""
    line, team, before = scene
    result = decided(scene)
    taken = {c.agent_id for c in result.choices} | set(before.looking.values())
    waiting = [p for p in line if result.waits.get(p.conversation_id) in (Waits.ALL_BUSY, Waits.NOBODY_HERE)]
    for seat in team:
        if seat.free and seat.agent_id not in taken:
            for left in waiting:
                declined = (left.conversation_id, seat.agent_id) in before.declined
                assert declined or not can_serve(seat.seat, left, NOW)


@given(scenes(), st.randoms(use_true_random=False))
def test_order_of_the_facts_does_not_matter(scene: Scene, random: object) -> None:
    """Two desks that read the same rows in different order decide the same."""
    line, team, before = scene
    shuffled_line, shuffled_team = list(line), list(team)
    random.shuffle(shuffled_line)  # type: ignore[attr-defined]
    random.shuffle(shuffled_team)  # type: ignore[attr-defined]
    again = decide(shuffled_line, shuffled_team, before, NOW, DEFAULT_RULES)
    assert again == decided(scene)


@given(scenes())
def test_everybody_is_accounted_for(scene: Scene) -> None:
    """Each conversation is either offered now or has a reason to wait; nobody is forgotten."""
    result = decided(scene)
    named = {c.conversation_id for c in result.choices} | set(result.waits)
    assert named == {p.conversation_id for p in scene[0]}
    assert len(result.choices) + len(result.waits) == len(scene[0])


@given(places())
def test_fairness_floor(line: list[LinePlace]) -> None:
    """Whoever has waited beyond the floor stands behind nobody with a shorter wait, but those who lost their agent."""
    order = in_order(line, NOW, DEFAULT_RULES)
    for behind, person in enumerate(order):
        if NOW - person.since >= DEFAULT_RULES.fairness_floor:
            for ahead in order[:behind]:
                assert ahead.front or ahead.since <= person.since


@given(places(), st.integers(0, 3_600))
def test_no_starvation(line: list[LinePlace], later: int) -> None:
    """Nobody who comes later than the largest head start ever gets ahead, however long the wait goes on."""
    rules = DEFAULT_RULES
    largest = rules.upset_head_start + rules.promise_head_start + max(rules.tier_head_start.values())
    now = NOW + timedelta(seconds=later)
    for person in line:
        latest = LinePlace("c_new", person.since + largest + MINUTE, person.since + MINUTE)
        assert order_key(person, now, rules) < order_key(latest, now, rules)


@given(places())
def test_the_same_line_an_hour_later_serves_the_first_first(line: list[LinePlace]) -> None:
    """Once all have waited beyond the floor, the order is the true wait, lost ones first."""
    order = in_order(line, NOW + timedelta(hours=1), DEFAULT_RULES)
    assert order == sorted(line, key=lambda p: (not p.front, p.since, p.conversation_id))
