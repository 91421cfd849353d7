"""What happens when a timer is due: each acts in the transaction that takes it away, so it acts once."""

from __future__ import annotations

from dataclasses import replace

import structlog

from desk.conversations import conversation as rules
from desk.conversations import reopening as reopening_rules
from desk.conversations import snooze
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import SYSTEM, Message
from desk.feedback.ending import handling_ended
from desk.handoff import handoff
from desk.handoff.follow_up import alarm_is_due, is_owed
from desk.handoff.steps import announce_line, freed, hand_back_job, message_answered, step_handoff
from desk.ports import DeskPorts, Unit
from desk.service_levels.flows import read_off
from desk.timers.timer import Timer, TimerKind

log = structlog.get_logger()

STILL_THERE = (
    "Are you still there? If we do not hear from you, we will close this conversation later. "
    "You can write any time to open it again."
)


async def run_timers(desk: DeskPorts) -> int:
    """Do what is due; returns how many timers acted."""
    due = await _due(desk)
    if due:
        # Words of just now may not have been read off: nobody is asked whether they are still there while they write.
        await read_off({timer.conversation_id for timer in due}, desk)
        due = await _due(desk)
    return sum([await _act(timer, desk) for timer in due])


async def _due(desk: DeskPorts) -> list[Timer]:
    async with desk.record.look() as unit:
        return list(await unit.timers.due(desk.clock()))


async def alarm_follow_ups(desk: DeskPorts) -> int:
    """Tell the consoles of messages whose promised answer is due soon or overdue; returns how many were told."""
    now, told = desk.clock(), 0
    async with desk.record.look() as unit:
        due = [left for left in await unit.follow_ups.to_alarm(now) if alarm_is_due(left, now)]
    for left in due:
        async with desk.record.change() as unit:
            conversation = await unit.conversations.get(left.conversation_id)
            first = await unit.follow_ups.alarm(left, now)
        if first and conversation is not None and is_owed(left, conversation):
            told += 1
            log.info("follow_up_due", conversation=left.conversation_id, overdue=now >= left.due_at)
            await desk.announce.conversation_changed(left.conversation_id)
    return told


async def _act(timer: Timer, desk: DeskPorts) -> bool:
    async with desk.record.change() as unit:
        conversation = await unit.conversations.get(timer.conversation_id)
        if not await unit.timers.take(timer):
            return False
        if conversation is None or conversation.state is not State.WITH_AGENT:
            return False
        if timer.kind is TimerKind.WAKE:
            if conversation.snoozed_until is None:
                return False
            await unit.conversations.save(conversation, snooze.wake(conversation, SYSTEM, desk.clock()))
        elif timer.kind is TimerKind.REMIND_SILENT:
            await _ask(unit, conversation, timer, desk)
        else:
            await _close(unit, conversation, desk)
    await announce_line(conversation, desk)
    desk.wake_bot(conversation.id)
    return True


async def _ask(unit: Unit, conversation: Conversation, timer: Timer, desk: DeskPorts) -> None:
    words = Message(f"silent-{timer.seq}", STILL_THERE)
    await unit.conversations.save(conversation, rules.say(conversation, SYSTEM, words, desk.clock()))
    due = desk.clock() + desk.silence.close_after
    await unit.timers.put(replace(timer, kind=TimerKind.CLOSE_SILENT, due_at=due))


async def _close(unit: Unit, conversation: Conversation, desk: DeskPorts) -> None:
    now = desk.clock()
    change: Change = await handling_ended(unit, conversation, reopening_rules.close_silent(conversation, now), desk)
    await step_handoff(unit, conversation, lambda row: handoff.completed(row, "fell_silent", now))
    await freed(unit, conversation.agent_id or "", desk)
    await message_answered(unit, conversation.id, desk)
    await unit.conversations.save(conversation, change)
    await unit.jobs.add(hand_back_job(change))
