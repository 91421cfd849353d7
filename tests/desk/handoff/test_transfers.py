"""Passing a customer on: with a note, to a colleague or a team, and never into nothing."""

from __future__ import annotations

import pytest

from desk.errors import DeskError
from desk.handoff.flows import claim, hand_back
from desk.handoff.transfers import transfer
from tests.desk.quiet import Quiet, seated

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow

TEAMS = {"teams": {"returns": "Returns"}}


async def test_transfer_to_a_colleague_is_offered_to_them_with_the_note(quiet: Quiet) -> None:
    """The colleague is asked first, sees the note in the brief, and the customer is told to whom they go."""
    maya = await quiet.agent("a_maya")
    await quiet.agent("a_tom")
    await quiet.agent("a_olu")
    _, held = await quiet.held(maya)
    first = held.handoff_id
    quiet.clock.forward(seconds=1)
    passed = await transfer(held.id, maya, "a_tom", None, "knows about parcels", quiet.ports)
    assert (passed.state, passed.agent_id, passed.waiting_since) == ("waiting", None, held.waiting_since)
    (offer,) = await quiet.round()
    assert offer.agent_id == "a_tom"
    assert (await quiet.lines(held))[-1] == "agent: Maya passes you on to Tom"
    fresh = await quiet.row("handoffs", "latest_of", held.id)
    assert (fresh.reason, fresh.evidence) == ("transfer", ("Maya: knows about parcels",))
    assert fresh.brief["evidence"] == ["Maya: knows about parcels"]
    assert (await quiet.row("handoffs", "get", first)).outcome == "transferred"
    assert not any("knows about parcels" in line for line in await quiet.lines(held))


async def test_transfer_to_somebody_who_is_not_there_is_not_the_end(quiet: Quiet) -> None:
    """Kept for the colleague for a while, then offered to anybody: nobody waits for one person for ever."""
    maya = await quiet.agent("a_maya")
    _, held = await quiet.held(maya)
    await transfer(held.id, maya, "a_tom", None, "", quiet.ports)
    assert await quiet.round() == []
    quiet.clock.forward(minutes=3)
    await quiet.stay("a_maya")
    (offer,) = await quiet.round()
    assert offer.agent_id == "a_maya"


async def test_transfer_to_a_team(quiet: Quiet) -> None:
    """Only the team's members are asked while the wish holds."""
    quiet.changes = TEAMS
    maya = await quiet.agent("a_maya")
    await quiet.agent("a_tom")
    await quiet.agent("a_olu")
    await seated("a_olu", 2, frozenset(), frozenset({"en"}), frozenset({"returns"}), quiet.ports)
    _, held = await quiet.held(maya)
    await transfer(held.id, maya, None, "returns", "", quiet.ports)
    assert (await quiet.lines(held))[-1] == "agent: Maya passes you on to Returns"
    (offer,) = await quiet.round()
    assert offer.agent_id == "a_olu"


@pytest.mark.parametrize(
    ("to_agent", "to_team", "field"),
    [
        (None, None, "to"),
        ("a_tom", "returns", "to"),
        ("a_maya", None, "agent_id"),
        ("a_nobody", None, "agent_id"),
        (None, "sales", "team"),
    ],
)
async def test_transfer_into_nothing_is_refused(
    quiet: Quiet, to_agent: str | None, to_team: str | None, field: str
) -> None:
    """To nobody, to both, to oneself, or to who does not exist: refused, and the agent still has the customer."""
    quiet.changes = TEAMS
    maya = await quiet.agent()
    _, held = await quiet.held(maya)
    with pytest.raises(DeskError) as refused:
        await transfer(held.id, maya, to_agent, to_team, "", quiet.ports)
    assert (refused.value.code, refused.value.field) == ("invalid_field", field)
    assert (await quiet.now_of(held)).agent_id == "a_maya"


async def test_only_the_holder_passes_on(quiet: Quiet) -> None:
    """A colleague cannot give away what is not theirs."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    _, held = await quiet.held(maya)
    with pytest.raises(DeskError) as refused:
        await transfer(held.id, tom, "a_olu", None, "", quiet.ports)
    assert refused.value.code == "not_yours"


async def test_hand_back_after_a_transfer_tells_the_bot_the_whole_human_stretch(quiet: Quiet) -> None:
    """What both agents said belongs to one stretch, since the bot fell silent."""
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    person, held = await quiet.held(maya)
    await quiet.replies(maya, held, "from Maya")
    await transfer(held.id, maya, "a_tom", None, "", quiet.ports)
    await claim(held.id, tom, quiet.ports)
    await quiet.says(person, held, "thank you")
    await quiet.replies(tom, held, "from Tom")
    await hand_back(held.id, tom, quiet.ports)
    told = [line for line in await quiet.lines(held) if line.startswith(("agent: from", "customer:"))]
    assert told == ["agent: from Maya", "customer: thank you", "agent: from Tom"]
    assert (await quiet.row("jobs", "next_pending", held.id)).kind == "handback"
