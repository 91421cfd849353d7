"""Runs the bot's jobs: one at a time per conversation, in order, and never into silence.

However many desks share a record, one works on a job: it holds a lease. A desk that dies loses it, and another one, or
the same desk come back, begins the job again. What comes too late is dropped. A job that was begun three times without
an end is given up: it stays for a supervisor to look at, and the customer gets a person.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from desk.authority.goodwill import give_goodwill
from desk.conversations import bot_turn
from desk.conversations import conversation as rules
from desk.conversations.bot_turn import BotAnswer, BotJob, HandoffWish, JobKind, JobState, bot_author
from desk.conversations.conversation import Change, State
from desk.conversations.entry import SYSTEM, AuthorKind, Entry
from desk.conversations.flows import whole_transcript
from desk.conversations.ports import Bot, BotFailed, BotUnavailable
from desk.errors import DeskError
from desk.handoff.brief import as_understood
from desk.handoff.queueing import put_in_line
from desk.incidents.answering import with_notices
from desk.models.shadow import Shadow, answered_by_model
from desk.ports import DeskPorts, Unit
from desk.promises.for_bot import speaker_of
from desk.relationship.profile import with_greeting
from desk.shelter import Shelter

log = structlog.get_logger()

PATIENCE = timedelta(seconds=6)
"""How long after a message an unreachable bot is tried again before the customer is told."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 5.0
LEASE = timedelta(seconds=10)
"""Longer than a turn or a pause may take, so that a working desk need not renew it meanwhile."""


class BotRunner:
    """Wakes when a conversation has a job, and works until it has none.

    Jobs live in the record: what was pending when the desk died is taken up again by `resume`.
    """

    def __init__(self, bot: Bot, shelter: Shelter, holder: str, shadow: Shadow) -> None:
        self._bot = bot
        self._shadow = shadow
        self._holder, self._shelter = holder, shelter
        self._desk: DeskPorts | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()

    def start(self, desk: DeskPorts) -> None:
        """Hand over the ports; the ports hold `wake`, so they are made after the runner."""
        self._desk = desk

    def wake(self, conversation_id: str) -> None:
        """See to this conversation's jobs soon; never blocks."""
        self._woken.add(conversation_id)
        if conversation_id not in self._running:
            self._running[conversation_id] = asyncio.get_running_loop().create_task(self._work(conversation_id))

    async def resume(self) -> int:
        """Take up what was pending when the desk stopped; returns the number of conversations."""
        async with self._ports.record.change() as unit:
            await unit.jobs.reclaim(self._holder)
        return await self.look_around()

    async def look_around(self) -> int:
        """See to conversations nobody works on, say because their desk died; returns how many."""
        async with self._ports.record.look() as unit:
            waiting = await unit.jobs.pending_conversations(self._ports.clock())
        for conversation_id in waiting:
            self.wake(conversation_id)
        return len(waiting)

    async def stop(self) -> None:
        """Stop working; unfinished jobs are free for other desks."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # What they had under way in the record goes on without them, say taking a lease: that ends first.
        await self._shelter.settle()
        try:
            await self._shelter.run(self._release())
        except DeskError as refused:
            log.warning("leases_not_given_back", code=refused.code)

    async def _release(self) -> None:
        async with self._ports.record.change() as unit:
            await unit.jobs.release(self._holder)

    @property
    def _ports(self) -> DeskPorts:
        if self._desk is None:
            raise RuntimeError("BotRunner.start was not called")
        return self._desk

    @property
    def _typist(self) -> dict[str, str]:
        return {"kind": str(AuthorKind.BOT), "name": self._ports.assistant_name}

    async def _work(self, conversation_id: str) -> None:
        pause = PAUSE_SECONDS
        try:
            while conversation_id in self._woken:
                self._woken.discard(conversation_id)
                while True:
                    try:
                        with self._ports.spare.answering():
                            progress = await self._next_job(conversation_id)
                    except DeskError as refused:
                        log.warning("bot_job_postponed", conversation=conversation_id, code=refused.code)
                        progress = False
                    if progress is None:
                        break
                    if progress:
                        pause = PAUSE_SECONDS
                        continue
                    await asyncio.sleep(pause)
                    pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        finally:
            self._running.pop(conversation_id, None)

    async def _next_job(self, conversation_id: str) -> bool | None:
        """Do the next job. True: done; False: try again in a while; None: nothing left to do."""
        job = await self._shelter.run(self._take(conversation_id))
        if job is None:
            return None
        if job.attempts > bot_turn.MOST_ATTEMPTS:
            await self._shelter.run(self._bury(job))
            return True
        try:
            return await (self._hand_back(job) if job.kind is JobKind.HANDBACK else self._turn(job))
        except DeskError:
            raise
        except Exception:
            # The last resort: a message that trips our own code is tried again, and in the end goes to a person.
            log.exception("bot_job_broke", conversation=conversation_id, seq=job.seq, attempt=job.attempts)
            await self._shelter.run(self._lose(job))
            return False

    async def _turn(self, job: BotJob) -> bool:
        desk = self._ports
        if (speaker := await self._shelter.run(self._speaker(job))) is None:
            await self._shelter.run(self._finish(job, JobState.DROPPED))
            return True
        if not job.text:
            # Files without a word: nothing that Rasa could read, and true whether it runs or not.
            await self._shelter.run(self._settle(job, bot_turn.answer_to_files_alone()))
            return True
        await desk.announce.typing(job.conversation_id, self._typist, True)
        asked = time.perf_counter()
        try:
            answer = await self._bot.answer(job, speaker)
        except BotUnavailable as problem:
            if desk.clock() - job.created_at < PATIENCE:
                return False
            await self._shelter.run(self._give_up(job, str(problem)))
        except BotFailed as problem:
            await self._shelter.run(self._give_up(job, str(problem)))
        else:
            took_ms = (time.perf_counter() - asked) * 1000
            await self._shelter.run(self._settle(job, answer, took_ms))
        return True

    async def _take(self, conversation_id: str) -> BotJob | None:
        """The next job with our lease on it; None when there is none or another desk has it."""
        async with self._ports.record.look() as unit:
            job = await unit.jobs.next_pending(conversation_id)
        if job is None:
            return None
        async with self._ports.record.change() as unit:
            now = self._ports.clock()
            return await unit.jobs.lease(job, self._holder, now, now + LEASE)

    async def _lose(self, job: BotJob) -> None:
        async with self._ports.record.change() as unit:
            await unit.jobs.lose(job)

    async def _speaker(self, job: BotJob) -> dict[str, Any] | None:
        """Who is to be answered; None when the bot does not own the conversation any more."""
        async with self._ports.record.look() as unit:
            conversation = await unit.conversations.get(job.conversation_id)
            if conversation is None or conversation.state is not State.WITH_BOT:
                return None
            return await with_notices(await speaker_of(conversation, unit, self._ports), conversation.customer_id, unit)

    async def _settle(self, job: BotJob, answer: BotAnswer, took_ms: float | None = None) -> None:
        """Store the bot's answer, unless a person took over while it was thinking.

        `took_ms` comes with answers of a model: the conversation keeps the model that answered it.
        """
        desk = self._ports
        present = await desk.presence.present() if answer.handoff else frozenset()
        async with desk.record.change() as unit:
            before = await unit.conversations.get(job.conversation_id)
            now, ours = desk.clock(), before is not None and before.state is State.WITH_BOT
            state = JobState.DONE if ours else JobState.DROPPED
            kept = await unit.jobs.finish(replace(job, state=state, answer=answer), now)
            if before is None or not ours or not kept:
                log.info("bot_reply_dropped", conversation=job.conversation_id, seq=job.seq, lease_kept=kept)
                return
            # Files without words say nothing of the mood: it stays as it was.
            change = Change(as_understood(before, answer.understanding) if job.text else before)
            messages = await with_greeting(answer, before, job, unit, desk)
            if answer.understanding.missed and not answer.handoff and await _came_with_files(unit, job):
                messages.append(bot_turn.files_message(job))
            for message in messages:
                change = change.then(rules.say(change.conversation, bot_author(desk.assistant_name), message, now))
            if answer.handoff:
                change = await put_in_line(unit, change, answer.handoff, present, desk)
            await unit.conversations.save(before, change)
            by_model = took_ms is not None and not before.shopper
            if answered := answered_by_model(job, answer, took_ms or 0.0, now) if by_model else None:
                await unit.model_turns.add(answered.turn)
        await self._announce(job, change, moved=answer.handoff is not None)
        if answered is not None:
            self._shadow.feed(answered)
        await give_goodwill(job.conversation_id, None if before.shopper else answer.goodwill, desk)

    async def _bury(self, job: BotJob) -> None:
        """Give a job up for good: its customer gets a person; a hand-back simply ends."""
        if job.kind is JobKind.TURN:
            await self._give_up(job, f"begun {bot_turn.MOST_ATTEMPTS} times without an end", JobState.DEAD)
            return
        log.error("hand_back_given_up", conversation=job.conversation_id, seq=job.seq)
        await self._finish(replace(job, problem="the bot could not be told what was said meanwhile"), JobState.DEAD)

    async def _give_up(self, job: BotJob, problem: str, state: JobState = JobState.FAILED) -> None:
        """The bot did not answer: say so and offer a person; the second time in a row, hand over."""
        desk = self._ports
        log.warning("bot_turn_failed", conversation=job.conversation_id, seq=job.seq, problem=problem)
        present = await desk.presence.present()
        async with desk.record.change() as unit:
            before = await unit.conversations.get(job.conversation_id)
            kept = await unit.jobs.finish(replace(job, state=state, problem=problem[:200]), desk.clock())
            if before is None or before.state is not State.WITH_BOT or not kept:
                return
            earlier = await unit.jobs.last_finished(job.conversation_id, job.seq)
            again = state is JobState.DEAD or (earlier is not None and earlier.state is JobState.FAILED)
            if again:
                wish = HandoffWish("bot_unavailable", (bot_turn.why_given_up(state),))
                change = await put_in_line(unit, Change(before), wish, present, desk)
            else:
                change = rules.say(before, SYSTEM, bot_turn.failure_message(job), desk.clock())
            await unit.conversations.save(before, change)
        await self._announce(job, change, moved=again)

    async def _hand_back(self, job: BotJob) -> bool:
        """Tell the bot what was said while a person had the conversation; nothing else is answered before that."""
        entries = await self._shelter.run(self._transcript(job.conversation_id))
        try:
            await self._bot.hand_back(job.conversation_id, bot_turn.human_stretch(entries, job.seq))
        except (BotUnavailable, BotFailed) as problem:
            log.warning("hand_back_postponed", conversation=job.conversation_id, problem=str(problem))
            if isinstance(problem, BotFailed):
                await self._shelter.run(self._lose(job))
            await self._shelter.run(self._fail_overdue_turn(job))
            return False
        await self._shelter.run(self._finish(job, JobState.DONE))
        return True

    async def _transcript(self, conversation_id: str) -> list[Entry]:
        async with self._ports.record.look() as unit:
            return await whole_transcript(unit, conversation_id)

    async def _fail_overdue_turn(self, hand_back: BotJob) -> None:
        async with self._ports.record.look() as unit:
            jobs = await unit.jobs.of(hand_back.conversation_id)
        overdue = self._ports.clock() - PATIENCE
        for job in jobs:
            if job.state is JobState.PENDING and job.kind is JobKind.TURN and job.created_at < overdue:
                async with self._ports.record.change() as unit:
                    now = self._ports.clock()
                    taken = await unit.jobs.lease(job, self._holder, now, now + LEASE)
                if taken is not None:
                    await self._give_up(taken, "the bot could not be told what was said meanwhile")

    async def _finish(self, job: BotJob, state: JobState) -> None:
        async with self._ports.record.change() as unit:
            await unit.jobs.finish(replace(job, state=state), self._ports.clock())

    async def _announce(self, job: BotJob, change: Change, moved: bool) -> None:
        desk = self._ports
        await desk.announce.typing(job.conversation_id, self._typist, False)
        await desk.announce.conversation_changed(job.conversation_id, change)
        if moved:
            await desk.announce.line_changed()


async def _came_with_files(unit: Unit, job: BotJob) -> bool:
    return any(file.seq == job.seq for file in await unit.attachments.sent_in(job.conversation_id))
