"""Taking a conversation, giving it back, and being done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import Change, Conversation
from desk.conversations.flows import agent_author, settled, whole_transcript
from desk.feedback.ending import handling_ended
from desk.handoff import handoff
from desk.handoff.steps import (
    announce_line,
    existing,
    freed,
    hand_back_job,
    message_answered,
    out_of_line,
    step_handoff,
)
from desk.handoff.wrap_up import IntentSuggestion, WrapUp, checked_intent, checked_suggestions
from desk.ports import DeskPorts, Unit


async def claim(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """The agent takes a waiting conversation; `already_claimed` when a colleague was quicker."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            change = rules.claim(before, agent_author(agent), now)
            if change.entries:
                await unit.jobs.drop_pending(before.id)
                await step_handoff(unit, before, lambda row: handoff.accepted(row, agent.id, now))
                await taken(unit, before.id, agent, desk)
                await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def taken(unit: Unit, conversation_id: str, agent: Agent, desk: DeskPorts) -> None:
    """Somebody answers: out of the line, and the agent is plainly awake."""
    await out_of_line(unit, conversation_id, desk, taken_by=agent.id)
    seat = await unit.seats.get(agent.id)
    if seat.missed:
        await unit.seats.put(replace(seat, missed=0))


async def hand_back(conversation_id: str, agent: Agent, desk: DeskPorts) -> Conversation:
    """Back to the bot, which is told what was said meanwhile before it answers anything."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            change = await handling_ended(unit, before, rules.hand_back(before, agent_author(agent), now), desk)
            await step_handoff(unit, before, lambda row: handoff.completed(row, "handed_back", now))
            await freed(unit, agent.id, desk)
            await message_answered(unit, before.id, desk)
            await unit.conversations.save(before, change)
            await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


@dataclass(frozen=True)
class Outcome:
    """What the agent says at the end. `understood` are numbers of the customer's messages with what each meant."""

    solved: bool
    note: str = ""
    contact_reason: str | None = None
    understood: Sequence[tuple[int, str]] = ()

    @property
    def word(self) -> str:
        return "solved" if self.solved else "not_solved"


async def resolve(conversation_id: str, agent: Agent, said: Outcome, desk: DeskPorts) -> Conversation:
    """The agent is done: the wrap-up is kept, the conversation is closed, the bot hears how it went."""
    if said.contact_reason is not None:
        checked_intent(said.contact_reason, desk.intents, "contact_reason")

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            now = desk.clock()
            outcome = said.word
            change = rules.resolve(before, agent_author(agent), now, {"outcome": outcome, "note": said.note})
            change = change.then(rules.close(change.conversation, said.contact_reason, now))
            await _wrapped_up(unit, change, agent, said, desk)
            change = await handling_ended(unit, before, change, desk)
            await step_handoff(unit, before, lambda row: handoff.completed(row, outcome, now))
            await freed(unit, agent.id, desk)
            await message_answered(unit, before.id, desk)
            await unit.conversations.save(before, change)
            await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


async def _wrapped_up(unit: Unit, change: Change, agent: Agent, said: Outcome, desk: DeskPorts) -> None:
    end = change.entries[-1]
    kept = WrapUp(end.conversation_id, end.seq, agent.id, said.solved, said.contact_reason, said.note, end.at)
    await unit.wrap_ups.add(kept)
    if not said.understood:
        return
    entries = await whole_transcript(unit, end.conversation_id)
    for seq, intent in checked_suggestions(said.understood, entries, desk.intents):
        await unit.wrap_ups.suggest(IntentSuggestion(end.conversation_id, seq, intent, agent.id, end.at))
