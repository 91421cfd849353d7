"""Runs the bot's jobs: one at a time per conversation, in order, and never into silence."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import structlog

from desk.conversations import bot_turn
from desk.conversations import conversation as rules
from desk.conversations.bot_turn import BotAnswer, BotJob, HandoffWish, JobKind, JobState
from desk.conversations.conversation import Change, State
from desk.conversations.entry import SYSTEM, AuthorKind, Entry
from desk.conversations.flows import whole_transcript
from desk.conversations.ports import Bot, BotFailed, BotUnavailable
from desk.customers.customer import Customer
from desk.errors import DeskError
from desk.handoff.queueing import put_in_line
from desk.ports import DeskPorts, Unit
from desk.shelter import Shelter

log = structlog.get_logger()

PATIENCE = timedelta(seconds=6)
"""How long after a message an unreachable bot is tried again before the customer is told."""

PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0


class BotRunner:
    """Wakes when a conversation has a job, and works until it has none.

    Jobs live in the record: what was pending when the desk died is taken up again by `resume`.
    """

    def __init__(self, bot: Bot, shelter: Shelter) -> None:
        self._bot = bot
        self._shelter = shelter
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
        async with self._ports.record.look() as unit:
            waiting = await unit.jobs.pending_conversations()
        for conversation_id in waiting:
            self.wake(conversation_id)
        return len(waiting)

    async def stop(self) -> None:
        """Stop working; unfinished jobs stay pending."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def _ports(self) -> DeskPorts:
        if self._desk is None:
            raise RuntimeError("BotRunner.start was not called")
        return self._desk

    async def _work(self, conversation_id: str) -> None:
        try:
            pause = PAUSE_SECONDS
            while conversation_id in self._woken:
                self._woken.discard(conversation_id)
                while True:
                    try:
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
        job = await self._shelter.run(self._pending(conversation_id))
        if job is None:
            return None
        if job.kind is JobKind.HANDBACK:
            return await self._hand_back(job)
        try:
            return await self._turn(job)
        except DeskError:
            raise
        except Exception as unexpected:
            # The last resort: a message that trips our own code must not leave its customer in silence.
            log.exception("bot_turn_broke", conversation=conversation_id, seq=job.seq)
            await self._shelter.run(self._give_up(job, f"unexpected {type(unexpected).__name__}"))
            return True

    async def _turn(self, job: BotJob) -> bool:
        desk = self._ports
        customer = await self._shelter.run(self._speaker(job))
        if customer is None:
            await self._shelter.run(self._finish(job, JobState.DROPPED))
            return True
        if not job.text:
            # Files without a word: nothing that Rasa could read, and true whether it runs or not.
            await self._shelter.run(self._settle(job, bot_turn.answer_to_files_alone()))
            return True
        typing = {"kind": str(AuthorKind.BOT), "name": desk.assistant_name}
        await desk.announce.typing(job.conversation_id, typing, True)
        try:
            answer = await self._bot.answer(job, customer.for_bot())
        except BotUnavailable as problem:
            if desk.clock() - job.created_at < PATIENCE:
                return False
            await self._shelter.run(self._give_up(job, str(problem)))
        except BotFailed as problem:
            await self._shelter.run(self._give_up(job, str(problem)))
        else:
            await self._shelter.run(self._settle(job, answer))
        return True

    async def _pending(self, conversation_id: str) -> BotJob | None:
        async with self._ports.record.look() as unit:
            return await unit.jobs.next_pending(conversation_id)

    async def _speaker(self, job: BotJob) -> Customer | None:
        """Who is to be answered; None when the bot does not own the conversation any more."""
        async with self._ports.record.look() as unit:
            conversation = await unit.conversations.get(job.conversation_id)
            if conversation is None or conversation.state is not State.WITH_BOT:
                return None
            return await unit.customers.get(conversation.customer_id)

    async def _settle(self, job: BotJob, answer: BotAnswer) -> None:
        """Store the bot's answer, unless a person took over while it was thinking."""
        desk = self._ports
        present = await desk.presence.present() if answer.handoff else frozenset()
        async with desk.record.change() as unit:
            before = await unit.conversations.get(job.conversation_id)
            if before is None or before.state is not State.WITH_BOT:
                await unit.jobs.finish(replace(job, state=JobState.DROPPED, answer=answer), desk.clock())
                log.info("bot_reply_dropped", conversation=job.conversation_id, seq=job.seq)
                return
            now = desk.clock()
            await unit.jobs.finish(replace(job, state=JobState.DONE, answer=answer), now)
            # Files without words say nothing of the mood: it stays as it was.
            change = Change(replace(before, mood=answer.understanding.frustration) if job.text else before)
            author = bot_turn.bot_author(desk.assistant_name)
            messages = bot_turn.reply_messages(job, answer)
            if answer.understanding.missed and not answer.handoff and await _came_with_files(unit, job):
                messages.append(bot_turn.files_message(job))
            for message in messages:
                change = change.then(rules.say(change.conversation, author, message, now))
            if answer.handoff:
                change = await put_in_line(unit, change, answer.handoff, present, desk)
            await unit.conversations.save(before, change)
        await self._announce(job, change, moved=answer.handoff is not None)

    async def _give_up(self, job: BotJob, problem: str) -> None:
        """The bot did not answer: say so and offer a person; the second time in a row, hand over."""
        desk = self._ports
        log.warning("bot_turn_failed", conversation=job.conversation_id, seq=job.seq, problem=problem)
        present = await desk.presence.present()
        async with desk.record.change() as unit:
            before = await unit.conversations.get(job.conversation_id)
            await unit.jobs.finish(replace(job, state=JobState.FAILED, problem=problem[:200]), desk.clock())
            if before is None or before.state is not State.WITH_BOT:
                return
            earlier = await unit.jobs.last_finished(job.conversation_id, job.seq)
            again = earlier is not None and earlier.state is JobState.FAILED
            if again:
                wish = HandoffWish("bot_unavailable", ("The assistant did not answer two messages in a row",))
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
                await self._give_up(job, "the bot could not be told what was said meanwhile")

    async def _finish(self, job: BotJob, state: JobState) -> None:
        async with self._ports.record.change() as unit:
            await unit.jobs.finish(replace(job, state=state), self._ports.clock())

    async def _announce(self, job: BotJob, change: Change, moved: bool) -> None:
        desk = self._ports
        await desk.announce.typing(
            job.conversation_id, {"kind": str(AuthorKind.BOT), "name": desk.assistant_name}, False
        )
        await desk.announce.conversation_changed(job.conversation_id, change)
        if moved:
            await desk.announce.line_changed()


async def _came_with_files(unit: Unit, job: BotJob) -> bool:
    return any(file.seq == job.seq for file in await unit.attachments.sent_in(job.conversation_id))
