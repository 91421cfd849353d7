"""Roles, seats, letting go and bringing back: what follows from it, and two admins at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from desk.agents.agent import Agent, Role
from desk.agents.flows import Where, sign_in, signed_in
from desk.agents.hiring import invite, make_link
from desk.agents.joining import join
from desk.agents.team import SeatWish, bring_back, change, let_go
from desk.conversations.conversation import State
from desk.errors import DeskError
from desk.handoff.later import put_aside
from desk.live.line_rounds import LineRounds
from tests.desk.conftest import PASSWORD
from tests.desk.quiet import Quiet

pytestmark = pytest.mark.slow
ON_BOTH_DATABASES = True

SEAT = SeatWish(2, frozenset({"care"}), frozenset({"de"}), frozenset())


async def second_admin(quiet: Quiet) -> Agent:
    noor = await quiet.agent("a_noor", here=False)
    made = await invite("Ada", "ada@desk.example", Role.ADMIN, None, noor, quiet.ports)
    return (await join(made.token, "seven green ladders", Where(), quiet.ports)).agent


async def test_who_is_let_go_is_out_and_their_customers_go_first(quiet: Quiet) -> None:
    """Sessions end, the customer is told and stands before who waited longer; what they said keeps their name."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    _, held = await quiet.held(maya)
    await quiet.replies(maya, held, "I look into it.")
    await quiet.waiting("C1004", tier="gold")
    _, _, cookie = await sign_in(maya.email, PASSWORD, None, Where(), quiet.ports)
    await let_go("a_maya", 1, noor, quiet.ports)
    with pytest.raises(DeskError):
        await signed_in(cookie, quiet.ports)
    with pytest.raises(DeskError):
        await sign_in(maya.email, PASSWORD, None, Where(), quiet.ports)
    now = await quiet.now_of(held)
    assert (now.state, now.agent_id) == (State.WAITING, None)
    place = await quiet.row("line", "get", held.id)
    assert place.front
    await quiet.agent("a_tom")
    assert [offer.conversation_id for offer in await quiet.round()] == [held.id]
    lines = await quiet.lines(held)
    assert "agent: I look into it." in lines
    assert any(line.startswith("system:") and "Maya" in line for line in lines[-2:]), lines
    assert "a_maya" not in [seat.agent_id for seat in await quiet.row("seats", "all")]


async def test_an_offer_before_who_is_let_go_goes_to_the_next(quiet: Quiet) -> None:
    """At once, not when it runs out."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    await quiet.waiting("C1004")
    (offer,) = await quiet.round()
    assert offer.agent_id == maya.id
    await quiet.agent("a_tom")
    await let_go("a_maya", 1, noor, quiet.ports)
    (second,) = await quiet.round()
    assert second.agent_id == "a_tom"


async def test_what_was_put_aside_comes_back_to_others(quiet: Quiet) -> None:
    """Once its time has come, within the minute in which an agent counts as gone; nobody is told before."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    _, held = await quiet.held(maya)
    await put_aside(held.id, maya, quiet.clock.at + timedelta(hours=2), quiet.ports)
    await let_go("a_maya", 1, noor, quiet.ports)
    assert (await quiet.now_of(held)).state is State.WITH_AGENT
    quiet.clock.forward(hours=3)
    rounds = LineRounds(quiet.ports, quiet.desk.shelter)
    for _ in range(8):
        await rounds.once()
        quiet.clock.forward(seconds=10)
    now = await quiet.now_of(held)
    assert (now.state, now.snoozed_until) == (State.WAITING, None)
    assert (await quiet.row("line", "get", held.id)).front


async def test_who_answers_no_customers_any_more_gives_them_back(quiet: Quiet) -> None:
    """Another role can mean that, too."""
    noor, maya = await quiet.agent("a_noor", here=False), await quiet.agent()
    _, held = await quiet.held(maya)
    await change("a_maya", 1, Role.SUPERVISOR, None, noor, quiet.ports)
    assert (await quiet.now_of(held)).agent_id == "a_maya"
    await change("a_maya", 2, Role.DESIGNER, None, noor, quiet.ports)
    assert (await quiet.now_of(held)).state is State.WAITING


async def test_brought_back_with_the_password_they_had(quiet: Quiet) -> None:
    """A link made before does not come back with them."""
    noor = await quiet.agent("a_noor", here=False)
    made = await make_link("a_maya", 1, noor, quiet.ports, removes_factor=False)
    await let_go("a_maya", 2, noor, quiet.ports)
    with pytest.raises(DeskError, match="Bring them back first"):
        await make_link("a_maya", 3, noor, quiet.ports, removes_factor=False)
    await bring_back("a_maya", 3, noor, quiet.ports)
    await sign_in("maya@warmhand.example", PASSWORD, None, Where(), quiet.ports)
    with pytest.raises(DeskError, match="opens nothing"):
        await join(made.token, "seven green ladders", Where(), quiet.ports)


async def test_two_admins_at_once(quiet: Quiet) -> None:
    """The second one is told who did what; nothing of theirs is stored."""
    noor, ada = await quiet.agent("a_noor", here=False), await second_admin(quiet)
    await change("a_maya", 1, Role.SUPERVISOR, None, noor, quiet.ports)
    await change("a_maya", 2, None, SEAT, noor, quiet.ports)
    with pytest.raises(DeskError) as refused:
        await let_go("a_maya", 1, ada, quiet.ports)
    assert (refused.value.code, refused.value.status) == ("person_changed", 409)
    assert "Noor made Maya a supervisor (before: agent)" in refused.value.message
    assert "set up Maya’s seat: 2 conversations at once" in refused.value.message
    with pytest.raises(DeskError) as refused:
        await change("a_maya", 2, Role.AGENT, None, ada, quiet.ports)
    assert "made Maya a supervisor" not in refused.value.message
    maya = await quiet.row("agents", "get", "a_maya")
    assert (maya.role, maya.works_here, maya.version) == (Role.SUPERVISOR, True, 3)


async def test_an_admin_is_left_whoever_is_quicker(quiet: Quiet) -> None:
    """Two who let each other go at the same moment: one of them stays. The last one stays in any case."""
    noor, ada = await quiet.agent("a_noor", here=False), await second_admin(quiet)
    both = (let_go(ada.id, ada.version, noor, quiet.ports), let_go("a_noor", 1, ada, quiet.ports))
    results = await asyncio.gather(*both, return_exceptions=True)
    refused = [each for each in results if isinstance(each, DeskError)]
    assert [each.code for each in refused] == ["forbidden"]
    admins = await quiet.row("agents", "hold_admins")
    (left,) = [each for each in admins if each.works_here]
    with pytest.raises(DeskError, match="own role"):
        await change(left.id, left.version, Role.AGENT, None, left, quiet.ports)
    with pytest.raises(DeskError, match="yourself"):
        await let_go(left.id, left.version, left, quiet.ports)


async def test_nothing_new_is_no_change(quiet: Quiet) -> None:
    """The same role and seat again make no version, end no session and write no line."""
    noor = await quiet.agent("a_noor", here=False)
    await change("a_maya", 1, None, SEAT, noor, quiet.ports)
    _, _, cookie = await sign_in("maya@warmhand.example", PASSWORD, None, Where(), quiet.ports)
    after = await change("a_maya", 2, Role.AGENT, SEAT, noor, quiet.ports)
    assert after.version == 2
    assert (await signed_in(cookie, quiet.ports))[0].id == "a_maya"
    await let_go("a_maya", 2, noor, quiet.ports)
    assert (await let_go("a_maya", 3, noor, quiet.ports)).version == 3
