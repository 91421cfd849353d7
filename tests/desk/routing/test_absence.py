"""Somebody goes: their customers are taken back, told, and served first; a blip of ours takes nothing from anybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from desk.errors import DeskError
from desk.handoff.flows import claim
from desk.live.line_rounds import LineRounds
from desk.routing.absence import Absences
from desk.routing.flows import set_status
from desk.routing.seat import Status
from tests.desk.quiet import Quiet

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PATIENCE = timedelta(seconds=55)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def look(absences: Absences, at: float, present: set[str], signs: dict[str, datetime] | None) -> list[str]:
    return absences.look(["a_maya"], present, signs, NOW + seconds(at), PATIENCE)


def test_absence_counts_from_the_last_sign_of_life() -> None:
    """Gone is who gave no sign for the whole patience, not who was missed at one look."""
    absences, signs = Absences(), {"a_maya": NOW}
    assert [look(absences, t, {"a_maya"}, signs) for t in (0, 10)] == [[], []]
    assert [look(absences, t, set(), signs) for t in (20, 30, 40, 54)] == [[], [], [], []]
    assert look(absences, 55, set(), signs) == ["a_maya"]


def test_who_comes_back_in_time_keeps_everything() -> None:
    """A reload of the page or a tunnel of half a minute is no absence."""
    absences = Absences()
    for at in (0, 10, 20, 30):
        assert look(absences, at, set(), {"a_maya": NOW}) == []
    assert look(absences, 40, {"a_maya"}, {"a_maya": NOW + seconds(40)}) == []
    assert look(absences, 54, set(), {"a_maya": NOW + seconds(40)}) == []
    assert look(absences, 66, set(), {"a_maya": NOW + seconds(40)}) == []


def test_failure_28_while_nobody_can_say_who_is_there_nobody_is_gone() -> None:
    """Redis away, or emptied, or our own process asleep: the count begins anew."""
    absences = Absences()
    assert look(absences, 0, {"a_maya"}, {"a_maya": NOW}) == []
    assert look(absences, 10, set(), None) == []
    assert look(absences, 100, set(), {"a_maya": NOW}) == []
    assert look(absences, 110, {"a_maya"}, {"a_maya": NOW + seconds(110)}) == []
    assert look(absences, 400, set(), {"a_maya": NOW + seconds(110)}) == []
    assert [look(absences, t, set(), {}) for t in (410, 420, 430, 440, 450)] == [[]] * 5


@pytest.mark.slow
async def test_failure_26_conversations_of_an_agent_who_went_home_are_taken_back(quiet: Quiet) -> None:
    """Gone for a minute: the customer is first in line again, is told calmly, and the next agent gets the brief."""
    maya = await quiet.agent("a_maya")
    _, mine = await quiet.held(maya)
    await quiet.replies(maya, mine, "one moment")
    await quiet.agent("a_tom")
    rounds = LineRounds(quiet.ports, quiet.desk.shelter)
    await rounds.once()
    for _ in range(7):
        quiet.clock.forward(seconds=8)
        await quiet.stay("a_tom")
        await rounds.once()
        if quiet.clock() - timedelta(seconds=50) <= mine.updated_at:
            assert (await quiet.now_of(mine)).state == "with_agent"
    after = await quiet.now_of(mine)
    assert (after.state, after.agent_id) == ("waiting", None)
    told = await quiet.lines(mine)
    assert told[-2] == "system: Maya lost the connection"
    assert told[-1].startswith("system: Maya's connection was lost. You are first in line now")
    assert (await quiet.row("line", "get", mine.id)).front
    (offer,) = await quiet.row("offers", "open")
    assert offer.agent_id == "a_tom"
    assert (await quiet.row("handoffs", "latest_of", mine.id)).state == "requested"


@pytest.mark.slow
async def test_case_r24_network_dies_during_handoff(quiet: Quiet) -> None:
    """From the last sign of life to the front of the line, with the customer told, takes at most a minute."""
    maya = await quiet.agent()
    _, mine = await quiet.held(maya)
    died = quiet.clock()
    rounds = LineRounds(quiet.ports, quiet.desk.shelter)
    while (await quiet.now_of(mine)).state == "with_agent":
        quiet.clock.forward(seconds=1)
        await rounds.once()
        assert quiet.clock() - died <= timedelta(seconds=60)
    assert quiet.clock() - died >= timedelta(seconds=45)


@pytest.mark.slow
async def test_failure_30_who_loses_the_agent_waits_with_a_word_and_a_deadline(quiet: Quiet) -> None:
    """Back in line means a deadline again, so nobody waits without hearing from us."""
    maya = await quiet.agent()
    _, mine = await quiet.held(maya)
    await set_status(maya, Status.OFFLINE, quiet.ports)
    after = await quiet.now_of(mine)
    assert after.state == "waiting"
    assert after.wait_deadline is not None
    assert after.wait_deadline > quiet.clock()


@pytest.mark.slow
async def test_lost_agent_cannot_write_over_the_next_one(quiet: Quiet) -> None:
    """Who comes back after a minute finds the conversation with a colleague, and is told so."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    _, mine = await quiet.held(maya)
    await set_status(maya, Status.OFFLINE, quiet.ports)
    await claim(mine.id, tom, quiet.ports)
    with pytest.raises(DeskError) as refused:
        await quiet.replies(maya, mine)
    assert refused.value.code == "not_yours"


@pytest.mark.slow
async def test_failure_28_redis_restart_takes_nobodys_conversations(quiet: Quiet) -> None:
    """Presence is lost with Redis; what agents hold is not."""
    maya = await quiet.agent()
    _, mine = await quiet.held(maya)
    rounds = LineRounds(quiet.ports, quiet.desk.shelter)
    await rounds.once()
    await quiet.desk.redis.flushall()
    for _ in range(4):
        quiet.clock.forward(seconds=10)
        await rounds.once()
    await quiet.stay("a_maya")
    quiet.clock.forward(seconds=10)
    await rounds.once()
    assert (await quiet.now_of(mine)).state == "with_agent"
