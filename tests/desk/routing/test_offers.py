"""Offers on the real record: one at a time, taken once, passed on, and never into nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.routing.flows import pass_offer, set_status, take_offer
from desk.routing.line_order import in_order
from desk.routing.seat import Status
from tests.desk.quiet import Quiet, seated

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def test_longest_waiting_is_offered_and_taken(quiet: Quiet) -> None:
    """The first in line is offered to the agent who is there, and taking it is a claim."""
    _, first = await quiet.waiting()
    quiet.clock.forward(seconds=30)
    await quiet.waiting()
    maya = await quiet.agent()
    offers = await quiet.round()
    assert [(o.conversation_id, o.agent_id) for o in offers] == [(first.id, "a_maya")]
    assert offers[0].why == ("waiting 30 s",)
    taken = await take_offer(offers[0].id, maya, quiet.ports)
    assert (taken.state, taken.agent_id) == ("with_agent", "a_maya")
    assert await quiet.row("line", "count") == 1


async def test_failure_27_the_line_is_drained_as_agents_free_up(quiet: Quiet) -> None:
    """With one seat of one, three people are served one after the other in the order they came."""
    order = []
    for _ in range(3):
        order.append((await quiet.waiting())[1].id)
        quiet.clock.forward(seconds=10)
    maya = await quiet.agent()
    await seated("a_maya", 1, frozenset(), frozenset({"en"}), frozenset(), quiet.ports)
    served = []
    for _ in range(3):
        (offer,) = await quiet.round()
        await take_offer(offer.id, maya, quiet.ports)
        assert await quiet.round() == []
        served.append(offer.conversation_id)
        await handoffs.resolve(offer.conversation_id, maya, handoffs.Outcome(True), quiet.ports)
    assert served == order


async def test_failure_25_who_came_while_nobody_was_there_is_offered_when_somebody_comes(quiet: Quiet) -> None:
    """Arrival order and presence do not matter to each other: no reload, no toggling of status."""
    await quiet.waiting()
    assert await quiet.round() == []
    await quiet.agent()
    assert len(await quiet.round()) == 1


async def test_offer_not_taken_goes_to_the_next(quiet: Quiet) -> None:
    """Unanswered for its time, an offer ends and the next agent is asked; the first one may not take it any more."""
    _, waiting = await quiet.waiting()
    maya, _ = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    (first,) = await quiet.round()
    assert first.agent_id == "a_maya"
    quiet.clock.forward(seconds=31)
    await quiet.stay("a_maya", "a_tom")
    (second,) = await quiet.round()
    assert (second.conversation_id, second.agent_id) == (waiting.id, "a_tom")
    with pytest.raises(DeskError) as refused:
        await take_offer(first.id, maya, quiet.ports)
    assert refused.value.code == "offer_gone"


async def test_who_leaves_two_offers_unanswered_counts_as_away(quiet: Quiet) -> None:
    """Whoever does not answer is not there, whatever the status says; the line goes on to others."""
    for _ in range(2):
        await quiet.waiting()
    await quiet.agent("a_maya")
    for _ in range(2):
        assert len(await quiet.round()) == 1
        quiet.clock.forward(seconds=31)
        await quiet.stay("a_maya")
    assert await quiet.round() == []
    assert (await quiet.row("seats", "get", "a_maya")).status is Status.AWAY


async def test_passing_asks_the_next_at_once(quiet: Quiet) -> None:
    """An agent may say no without being asked the same again right away."""
    await quiet.waiting()
    maya, _ = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    (offer,) = await quiet.round()
    await pass_offer(offer.id, maya, quiet.ports)
    (again,) = await quiet.round()
    assert again.agent_id == "a_tom"
    assert (await quiet.row("seats", "get", "a_maya")).missed == 0


async def test_a_lone_agent_who_passed_is_asked_again_later(quiet: Quiet) -> None:
    """Nobody is lost because the only agent once said no."""
    await quiet.waiting()
    maya = await quiet.agent()
    (offer,) = await quiet.round()
    await pass_offer(offer.id, maya, quiet.ports)
    assert await quiet.round() == []
    quiet.clock.forward(seconds=61)
    await quiet.stay("a_maya")
    assert len(await quiet.round()) == 1


async def test_case_r23_two_agents_take_at_the_same_moment(quiet: Quiet) -> None:
    """One from the line, one by an offer, at once, while the customer writes: one owner, nothing lost or doubled."""
    person, waiting = await quiet.waiting()
    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    (offer,) = await quiet.round()
    outcomes = await asyncio.gather(
        take_offer(offer.id, maya, quiet.ports),
        handoffs.claim(waiting.id, tom, quiet.ports),
        quiet.says(person, waiting, "are you there"),
        return_exceptions=True,
    )
    refused = [o for o in outcomes if isinstance(o, DeskError)]
    assert [r.code for r in refused] == ["already_claimed"]
    lines = await quiet.lines(waiting)
    assert sum("joined the conversation" in line for line in lines) == 1
    assert sum("are you there" in line for line in lines) == 1
    assert not [line for line in lines if line.startswith("bot:")]
    assert await quiet.row("offers", "open") == []


async def test_case_r23_two_desks_decide_at_the_same_moment(quiet: Quiet) -> None:
    """Two rounds at once make one offer, not two."""
    for _ in range(3):
        await quiet.waiting()
    await quiet.agent("a_maya")
    await quiet.agent("a_tom")
    await asyncio.gather(*(quiet.round() for _ in range(4)))
    offers = await quiet.row("offers", "open")
    assert len(offers) == 2
    assert len({o.conversation_id for o in offers}) == len({o.agent_id for o in offers}) == 2


async def test_customer_who_leaves_the_line_withdraws_the_offer(quiet: Quiet) -> None:
    """An agent is not left looking at somebody who does not wait any more."""
    person, waiting = await quiet.waiting()
    await quiet.agent()
    await quiet.round()
    await queueing.customer_leaves_line(waiting.id, person, quiet.ports)
    assert await quiet.row("offers", "open") == []
    assert (await quiet.row("handoffs", "latest_of", waiting.id)).state == "failed"


async def test_away_gets_nothing_new(quiet: Quiet) -> None:
    """Away ends an open offer and brings no other; back again, the line moves on."""
    await quiet.waiting()
    maya = await quiet.agent()
    await quiet.round()
    await set_status(maya, Status.AWAY, quiet.ports)
    assert await quiet.round() == []
    await set_status(maya, Status.AVAILABLE, quiet.ports)
    quiet.clock.forward(seconds=61)
    await quiet.stay("a_maya")
    assert len(await quiet.round()) == 1


async def test_place_in_the_table_is_the_place_in_the_rules(quiet: Quiet) -> None:
    """The number a customer reads, counted by the database, is their place in the order the routing uses."""
    for n, tier in enumerate(["gold", None, "platinum", None, "gold", None]):
        await quiet.waiting(f"C{n}", tier)
        quiet.clock.forward(minutes=2)
    for minutes in (0, 3, 20):
        now = quiet.clock() + timedelta(minutes=minutes)
        rules = quiet.ports.routing
        places = in_order(await quiet.row("line", "places"), now, rules)
        for ahead, place in enumerate(places):
            assert await quiet.row("line", "ahead_of", place, now, rules.fairness_floor) == ahead
