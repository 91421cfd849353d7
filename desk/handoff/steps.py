"""Steps that several flows of the handoff share, each inside the caller's transaction or right after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desk import errors
from desk.conversations.bot_turn import BotJob, JobKind, JobState
from desk.conversations.conversation import Change, Conversation
from desk.handoff.follow_up import FollowUpState
from desk.handoff.handoff import Handoff
from desk.ports import DeskPorts, Unit


async def existing(unit: Unit, conversation_id: str) -> Conversation:
    """The conversation; `conversation_not_found` when there is none."""
    found = await unit.conversations.get(conversation_id)
    if found is None:
        raise errors.conversation_not_found()
    return found


async def step_handoff(unit: Unit, conversation: Conversation, step: Callable[[Handoff], Handoff]) -> None:
    """Take the conversation's handoff one step on."""
    row = await unit.handoffs.get(conversation.handoff_id or "")
    if row is not None:
        await unit.handoffs.save(step(row))


async def out_of_line(unit: Unit, conversation_id: str, desk: DeskPorts, taken_by: str | None = None) -> None:
    """The conversation does not wait any more: its place and any open offer end with the same commit."""
    await unit.line.remove(conversation_id)
    await unit.offers.end_for(conversation_id, taken_by, desk.clock())


async def freed(unit: Unit, agent_id: str, desk: DeskPorts) -> None:
    """The agent let a conversation go; who has been idle longest is asked first among equals."""
    await unit.seats.put(replace(await unit.seats.get(agent_id), idle_since=desk.clock()))


async def message_answered(unit: Unit, conversation_id: str, desk: DeskPorts) -> None:
    """The agent who took up a message that was left is done with the customer."""
    answered = await unit.follow_ups.taken_of(conversation_id)
    if answered is not None:
        done = replace(answered, state=FollowUpState.DONE, ended_at=desk.clock())
        await unit.follow_ups.save(done)


async def announce_line(conversation: Conversation, desk: DeskPorts) -> None:
    """Tell those who look at it, and those in line, that something moved."""
    await desk.announce.conversation_changed(conversation.id)
    await desk.announce.line_changed()


def hand_back_job(change: Change) -> BotJob:
    """The bot's job to hear what was said while it was silent."""
    entry = change.entries[-1]
    return BotJob(entry.conversation_id, entry.seq, JobKind.HANDBACK, JobState.PENDING, entry.at)
