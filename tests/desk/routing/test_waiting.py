"""Waiting: everybody knows for what, can choose how, and is never stranded."""

from __future__ import annotations

import uuid

import pytest

from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import queueing
from desk.handoff.left_messages import leave_message, take_up
from desk.letters.return_link import ReturnLinks
from desk.live.line_rounds import LineRounds
from desk.routing.flows import set_status
from desk.routing.place import WaitContract
from desk.routing.seat import Status
from tests.desk.quiet import Quiet

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def rounds_for(quiet: Quiet, seconds: int, *here: str) -> None:
    """The rounds of so many seconds, with these agents at the desk."""
    rounds = LineRounds(quiet.ports, quiet.desk.shelter)
    for _ in range(0, seconds, 5):
        await quiet.stay(*here)
        await rounds.once()
        quiet.clock.forward(seconds=5)


async def test_failure_29_the_last_agent_leaving_strands_nobody(quiet: Quiet) -> None:
    """Everybody in line is told once that nobody is there and what they can choose, and once that somebody is back."""
    maya = await quiet.agent()
    line = [(await quiet.waiting())[1] for _ in range(3)]
    assert not [text for conversation in line for text in await quiet.lines(conversation) if "Nobody" in text]
    await set_status(maya, Status.OFFLINE, quiet.ports)
    await rounds_for(quiet, 60)
    for conversation in line:
        lines = await quiet.lines(conversation)
        told = [text for text in lines if "Nobody from our team is at the desk" in text]
        assert len(told) == 1
        assert "leave a message" in told[0]
    await set_status(maya, Status.AVAILABLE, quiet.ports)
    await rounds_for(quiet, 10, "a_maya")
    for conversation in line:
        assert sum("here again" in text for text in await quiet.lines(conversation)) == 1


async def test_a_short_absence_of_the_last_agent_alarms_nobody(quiet: Quiet) -> None:
    """A page that is reloaded is no reason to tell customers anything."""
    await quiet.agent()
    _, waiting = await quiet.waiting()
    await quiet.desk.presence.left("a_maya")
    await rounds_for(quiet, 15)
    await rounds_for(quiet, 30, "a_maya")
    assert not any("Nobody" in text for text in await quiet.lines(waiting))


async def test_failure_23_asking_while_nobody_is_there_is_answered_honestly(quiet: Quiet) -> None:
    """No message goes to nobody: the customer is told at once, with the choices, and the place is kept."""
    _, waiting = await quiet.waiting()
    assert (await quiet.lines(waiting))[-1].startswith("system: Nobody from our team is at the desk right now.")
    assert waiting.state == "waiting"


async def test_bot_tries_meanwhile_and_the_place_is_kept(quiet: Quiet) -> None:
    """The bot owns the conversation, the place is as before, and an agent can still take it from there."""
    person, first = await quiet.waiting()
    quiet.clock.forward(minutes=1)
    await quiet.waiting()
    trying = await queueing.customer_agrees_to_wait(first.id, person, WaitContract.BOT_MEANWHILE, None, quiet.ports)
    assert (trying.state, trying.in_line, trying.waiting_since) == ("with_bot", True, first.waiting_since)
    await quiet.says(person, first, "maybe you know")
    assert len(await quiet.row("jobs", "of", first.id)) == 2
    maya = await quiet.agent()
    (offer,) = await quiet.round()
    assert offer.conversation_id == first.id
    taken = await handoffs.claim(first.id, maya, quiet.ports)
    assert taken.state == "with_agent"
    jobs = await quiet.row("jobs", "of", first.id)
    assert not [job for job in jobs if job.state == "pending"]


async def test_asking_again_while_the_bot_tries_gives_the_old_place_back(quiet: Quiet) -> None:
    """Not a second handoff and not the end of the line."""
    person, first = await quiet.waiting()
    await queueing.customer_agrees_to_wait(first.id, person, WaitContract.BOT_MEANWHILE, None, quiet.ports)
    quiet.clock.forward(minutes=1)
    await quiet.waiting()
    again = await queueing.customer_asks_for_agent(first.id, person, quiet.ports)
    assert (again.state, again.handoff_id, again.waiting_since) == ("waiting", first.handoff_id, first.waiting_since)
    place = await quiet.row("line", "get", first.id)
    assert await quiet.row("line", "ahead_of", place, quiet.clock(), quiet.ports.routing.fairness_floor) == 0


async def test_mail_me_keeps_address_and_place(quiet: Quiet) -> None:
    """The choice is stored, said back, and may be changed."""
    person, waiting = await quiet.waiting()
    for _ in range(2):
        await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.MAIL_ME, "ana@example.com", quiet.ports)
    place = await quiet.row("line", "get", waiting.id)
    assert (place.contract, place.email) == ("mail_me", "ana@example.com")
    lines = await quiet.lines(waiting)
    assert sum("write to ana@example.com" in line for line in lines) == 1
    await queueing.customer_agrees_to_wait(waiting.id, person, WaitContract.KEEP_WAITING, None, quiet.ports)
    assert (await quiet.row("line", "get", waiting.id)).email is None


async def test_left_message_becomes_a_follow_up_with_a_time(quiet: Quiet) -> None:
    """What is left is stored once, promised by a time, shown to agents, and answered by the one who takes it up."""
    quiet.changes = {"return_links": ReturnLinks("0123456789abcdef", "http://desk.test", "http://shop.test")}
    person, waiting = await quiet.waiting()
    message_id = str(uuid.uuid4())
    for _ in range(2):
        left = await leave_message(waiting.id, person, message_id, "broken mug", "ana@example.com", quiet.ports)
    assert left.state == "message_left"
    assert await quiet.row("line", "count") == 0
    (follow_up,) = await quiet.row("follow_ups", "open")
    assert (follow_up.text, follow_up.email) == ("broken mug", "ana@example.com")
    assert follow_up.due_at > quiet.clock()
    assert "by e-mail to ana@example.com by today, 17:00 (UTC)" in (await quiet.lines(waiting))[-1]
    await quiet.says(person, waiting, "and a plate")
    assert (await quiet.now_of(waiting)).state == "message_left"

    maya, tom = await quiet.agent("a_maya"), await quiet.agent("a_tom")
    held = await take_up(follow_up.id, maya, quiet.ports)
    assert (held.state, held.agent_id) == ("with_agent", "a_maya")
    with pytest.raises(DeskError) as refused:
        await take_up(follow_up.id, tom, quiet.ports)
    assert refused.value.code == "already_claimed"
    await quiet.replies(maya, held, "a new one is on its way")
    await handoffs.resolve(held.id, maya, handoffs.Outcome(True), quiet.ports)
    assert (await quiet.row("follow_ups", "get", follow_up.id)).state == "done"
    assert (await quiet.row("handoffs", "latest_of", held.id)).outcome == "solved"


async def test_failure_24_a_message_left_survives_whatever_comes_after(quiet: Quiet) -> None:
    """Back with the bot, the message is still to be answered, and an agent takes it up from there."""
    person, waiting = await quiet.waiting()
    await leave_message(waiting.id, person, str(uuid.uuid4()), "call me", None, quiet.ports)
    back = await queueing.customer_leaves_line(waiting.id, person, quiet.ports)
    assert back.state == "with_bot"
    (follow_up,) = await quiet.row("follow_ups", "open")
    maya = await quiet.agent()
    held = await take_up(follow_up.id, maya, quiet.ports)
    assert held.state == "with_agent"
    handoff = await quiet.row("handoffs", "get", held.handoff_id)
    assert (handoff.state, handoff.agent_id) == ("accepted", "a_maya")


async def test_choices_need_a_place_in_line(quiet: Quiet) -> None:
    """Neither choice is possible for somebody who does not wait; nothing is stored."""
    person, conversation = await quiet.customer()
    for choice in (
        queueing.customer_agrees_to_wait(conversation.id, person, WaitContract.KEEP_WAITING, None, quiet.ports),
        leave_message(conversation.id, person, str(uuid.uuid4()), "hello", None, quiet.ports),
    ):
        with pytest.raises(DeskError) as refused:
            await choice
        assert refused.value.code == "wrong_state"
    assert await quiet.lines(conversation) == []
