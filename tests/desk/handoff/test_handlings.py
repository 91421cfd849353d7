"""Putting aside, stepping in, merging, wrapping up, and verdicts on briefs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desk.conversations.conversation import State
from desk.conversations.entry import EntryKind
from desk.conversations.flows import whole_transcript
from desk.errors import DeskError
from desk.handoff import flows as handoffs
from desk.handoff import later, merges, verdicts
from desk.handoff.flows import Outcome
from desk.handoff.stepping_in import step_in
from desk.handoff.views import counts, view
from desk.handoff.wrap_up import BriefPart
from desk.routing.flows import give_back_all
from desk.service_levels.flows import read_off
from desk.timers.flows import run_timers
from tests.desk.quiet import START, Quiet

ON_BOTH_DATABASES = True

HOUR = timedelta(hours=1)


async def test_what_is_put_aside_takes_no_room_and_comes_back(quiet: Quiet) -> None:
    """It stays with its agent, counts apart, survives their absence, and is back when its time has come."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    await quiet.replies(maya, conversation, "I ask the carrier")
    aside = await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    assert aside.snoozed_until == START + HOUR
    await read_off([conversation.id], quiet.ports)
    async with quiet.ports.record.look() as unit:
        assert (await counts(maya, unit))["mine"] == 0
        assert (await counts(maya, unit))["snoozed"] == 1
        assert [line["id"] for line in await view("snoozed", maya, unit, quiet.ports)] == [conversation.id]
        assert await unit.seats.loads() == {}
    assert await give_back_all(maya.id, quiet.ports) == 0
    quiet.clock.forward(minutes=59)
    assert await run_timers(quiet.ports) == 0
    quiet.clock.forward(minutes=2)
    assert await run_timers(quiet.ports) == 1
    back = await quiet.now_of(conversation)
    assert (back.state, back.agent_id, back.snoozed_until) == (State.WITH_AGENT, maya.id, None)
    assert (await quiet.lines(conversation))[-1] == "system: Back from being put aside"


async def test_the_customers_word_brings_it_back_at_once(quiet: Quiet) -> None:
    """And the timer that was set does nothing any more."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    await quiet.says(person, conversation, "any news?")
    assert (await quiet.now_of(conversation)).snoozed_until is None
    await read_off([conversation.id], quiet.ports)
    quiet.clock.forward(hours=2)
    seq = (await quiet.now_of(conversation)).last_seq
    await run_timers(quiet.ports)
    assert (await quiet.now_of(conversation)).last_seq == seq


async def test_it_can_be_had_back_and_moved(quiet: Quiet) -> None:
    """Another time moves it; taking it out is harmless twice."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    moved = await later.put_aside(conversation.id, maya, START + 5 * HOUR, quiet.ports)
    assert moved.snoozed_until == START + 5 * HOUR
    quiet.clock.forward(hours=2)
    assert await run_timers(quiet.ports) == 0
    out = await later.take_out(conversation.id, maya, quiet.ports)
    again = await later.take_out(conversation.id, maya, quiet.ports)
    assert (out.snoozed_until, again.last_seq) == (None, out.last_seq)


@pytest.mark.parametrize("span", [timedelta(0), timedelta(seconds=59), -HOUR, timedelta(days=400)])
async def test_only_times_ahead_are_taken(quiet: Quiet, span: timedelta) -> None:
    """Between a minute and a year."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    with pytest.raises(DeskError) as refused:
        await later.put_aside(conversation.id, maya, START + span, quiet.ports)
    assert refused.value.field == "until"


async def test_only_the_holder_puts_aside(quiet: Quiet) -> None:
    """A colleague is refused, and so is taking it out."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    _, conversation = await quiet.held(maya)
    for refused in (
        later.put_aside(conversation.id, tom, START + HOUR, quiet.ports),
        later.take_out(conversation.id, tom, quiet.ports),
    ):
        with pytest.raises(DeskError, match="Someone else"):
            await refused


async def test_a_transfer_ends_being_put_aside(quiet: Quiet) -> None:
    """Whoever gets it gets it now."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    after = await handoffs.hand_back(conversation.id, maya, quiet.ports)
    assert after.snoozed_until is None


async def test_an_end_is_undone_by_stepping_in(quiet: Quiet) -> None:
    """After resolving and after a hand-back the agent has it again, with a brief, and can go on writing."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    await quiet.says(person, conversation, "my order is late")
    for end in (
        lambda: handoffs.resolve(conversation.id, maya, Outcome(True), quiet.ports),
        lambda: handoffs.hand_back(conversation.id, maya, quiet.ports),
    ):
        await end()
        held = await step_in(conversation.id, maya, quiet.ports)
        assert (held.state, held.agent_id) == (State.WITH_AGENT, maya.id)
        quiet.clock.forward(seconds=1)
    await quiet.replies(maya, conversation, "one thing more")
    latest = await quiet.row("handoffs", "latest_of", conversation.id)
    assert (latest.reason, latest.agent_id) == ("stepped_in", maya.id)
    assert latest.brief is not None


async def test_nobody_steps_into_what_others_hold_or_wait_in(quiet: Quiet) -> None:
    """The line goes through claiming; a colleague's conversation through asking them."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    _, waiting = await quiet.waiting()
    _, held = await quiet.held(maya)
    for conversation, code in ((waiting, "wrong_state"), (held, "already_claimed")):
        with pytest.raises(DeskError) as refused:
            await step_in(conversation.id, tom, quiet.ports)
        assert refused.value.code == code


async def test_supervisors_take_over(quiet: Quiet) -> None:
    """From a colleague who holds it, with the brief, written down; colleagues cannot, and nobody from themselves."""
    maya, tom, olu = await quiet.agent(), await quiet.agent("a_tom"), await quiet.agent("a_olu")
    _, conversation = await quiet.held(maya)
    await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    with pytest.raises(DeskError):
        await step_in(conversation.id, tom, quiet.ports)
    quiet.clock.forward(seconds=1)
    held = await step_in(conversation.id, olu, quiet.ports)
    assert (held.agent_id, held.snoozed_until) == (olu.id, None)
    latest = await quiet.row("handoffs", "latest_of", conversation.id)
    assert (latest.agent_id, latest.brief is not None) == (olu.id, True)
    with pytest.raises(DeskError):
        await quiet.replies(maya, conversation, "still me")
    with pytest.raises(DeskError):
        await step_in(conversation.id, olu, quiet.ports)
    async with quiet.ports.record.look() as unit:
        assert [line.action async for line in unit.audit.lines() if line.actor == olu.id] == ["taken_over"]


async def test_merging_ends_one_and_links_the_other(quiet: Quiet) -> None:
    """The one that ends tells its customer so and nothing of the other; writing reopens it."""
    maya = await quiet.agent()
    visitor, first = await quiet.held(maya)
    _, second = await quiet.held(maya, "C1")
    await quiet.says(visitor, first, "words of the visitor")
    target = await merges.merge(first.id, second.id, maya, quiet.ports)
    assert target.id == second.id
    source = await quiet.now_of(first)
    assert (source.state, source.merged_into) == (State.CLOSED, second.id)
    async with quiet.ports.record.look() as unit:
        theirs = [entry.to_customer_json() for entry in await whole_transcript(unit, second.id)]
        ours = [entry.to_json() for entry in await whole_transcript(unit, second.id)]
        assert [found.id for found in await unit.conversations.merged_into(second.id)] == [first.id]
    assert "merged" not in str(theirs)
    assert "words of the visitor" not in str(theirs)
    assert ours[-1]["merged"] == first.id
    assert (await quiet.row("handoffs", "latest_of", first.id)).outcome == "merged"
    with pytest.raises(DeskError):
        await merges.merge(first.id, second.id, maya, quiet.ports)
    with pytest.raises(DeskError):
        await merges.merge(second.id, first.id, maya, quiet.ports)
    await quiet.says(visitor, first, "still here")
    assert (await quiet.now_of(first)).merged_into is None


async def test_only_what_one_holds_or_what_is_over_is_merged(quiet: Quiet) -> None:
    """A colleague's conversation, one that waits, the same one and an unknown one are refused."""
    maya, tom = await quiet.agent(), await quiet.agent("a_tom")
    _, mine = await quiet.held(maya)
    _, theirs = await quiet.held(tom)
    _, waits = await quiet.waiting()
    for source, target in ((theirs.id, mine.id), (waits.id, mine.id), (mine.id, mine.id), (mine.id, "c_none")):
        with pytest.raises(DeskError):
            await merges.merge(source, target, maya, quiet.ports)
    assert (await quiet.now_of(mine)).merged_into is None


async def test_the_wrap_up_is_kept(quiet: Quiet) -> None:
    """Contact reason, note, and what the bot should have understood, once a message, for the designers."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    said = await quiet.says(person, conversation, "teh thing is kaputt")
    meant = [(said.seq, "warranty"), (said.seq, "damaged_item")]
    await handoffs.resolve(conversation.id, maya, Outcome(True, "sent anew", "damaged_item", meant), quiet.ports)
    (kept,) = await quiet.row("wrap_ups", "of", conversation.id)
    assert (kept.solved, kept.contact_reason, kept.note) == (True, "damaged_item", "sent anew")
    (suggested,) = await quiet.row("wrap_ups", "suggested", conversation.id)
    assert (suggested.seq, suggested.intent, suggested.agent_id) == (said.seq, "damaged_item", maya.id)


async def test_a_wrap_up_names_known_intents_and_the_customers_words(quiet: Quiet) -> None:
    """Anything else is refused, and the conversation is as it was."""
    maya = await quiet.agent()
    person, conversation = await quiet.held(maya)
    said = await quiet.says(person, conversation, "hello")
    mine = await quiet.replies(maya, conversation, "hi")
    for outcome in (
        Outcome(True, contact_reason="no_such"),
        Outcome(True, understood=[(said.seq, "no_such")]),
        Outcome(True, understood=[(mine.seq, "greet")]),
        Outcome(True, understood=[(999, "greet")]),
    ):
        with pytest.raises(DeskError):
            await handoffs.resolve(conversation.id, maya, outcome, quiet.ports)
    assert (await quiet.now_of(conversation)).state is State.WITH_AGENT
    assert await quiet.row("wrap_ups", "of", conversation.id) == []


async def test_briefs_are_judged_and_counted(quiet: Quiet) -> None:
    """The last word of whoever judges counts; old verdicts drop out of the figure; no brief, no verdict."""
    maya = await quiet.agent()
    _, first = await quiet.held(maya)
    _, second = await quiet.held(maya)
    assert (await verdicts.judged(quiet.ports)).share is None
    await verdicts.judge(first.id, maya, False, BriefPart.WISH, quiet.ports)
    await verdicts.judge(second.id, maya, True, BriefPart.WISH, quiet.ports)
    assert (await verdicts.judged(quiet.ports)).share == 0.5
    await verdicts.judge(first.id, maya, True, None, quiet.ports)
    figure = await verdicts.judged(quiet.ports)
    assert (figure.judged, figure.right, figure.share) == (2, 2, 1.0)
    kept = await quiet.row("wrap_ups", "verdict_on", second.handoff_id)
    assert (kept.right, kept.wrong_part) == (True, None)
    quiet.clock.forward(days=31)
    assert (await verdicts.judged(quiet.ports)).judged == 0
    _, bare = await quiet.customer()
    with pytest.raises(DeskError):
        await verdicts.judge(bare.id, maya, True, None, quiet.ports)


async def test_notes_leave_the_kinds_of_entries_apart(quiet: Quiet) -> None:
    """Being put aside and merged are the team's own entries, too."""
    maya = await quiet.agent()
    _, conversation = await quiet.held(maya)
    await later.put_aside(conversation.id, maya, START + HOUR, quiet.ports)
    async with quiet.ports.record.look() as unit:
        entries = await whole_transcript(unit, conversation.id)
    aside = next(entry for entry in entries if entry.kind is EntryKind.SNOOZED)
    assert aside.to_customer_json()["kind"] == "hidden"
    assert "aside" not in str(aside.to_customer_json())
