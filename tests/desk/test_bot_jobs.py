"""The bot's jobs over several desks, crashes and messages that break things."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from desk.bot.runner import LEASE
from desk.conversations.bot_turn import BotJob, JobState
from desk.settings import Settings
from tests.desk.conftest import Bot, Running, Visitor, free_port, running

pytestmark = pytest.mark.slow

ON_BOTH_DATABASES = True


def beside(first: Settings) -> Settings:
    """Another desk on the same record and the same Redis."""
    port = free_port()
    return first.model_copy(update={"desk_port": port, "desk_url": f"http://127.0.0.1:{port}"})


def at(desk: Running, visitor: Visitor) -> Visitor:
    """The same browser, talking to another desk."""
    return Visitor(desk.http(authorization=f"Bearer {visitor.token}"), visitor.token, visitor.conversation_id)


async def jobs_of(desk: Running, conversation_id: str) -> list[BotJob]:
    async with desk.desk.record.look() as unit:
        return await unit.jobs.of(conversation_id)


async def leased(desk: Running, conversation_id: str, holder: str, until: timedelta) -> BotJob:
    """Take the conversation's next job for a desk of that name."""
    now = desk.desk.ports.clock()
    async with desk.desk.record.change() as unit:
        job = await unit.jobs.next_pending(conversation_id)
        assert job is not None
        taken = await unit.jobs.lease(job, holder, now, now + until)
    assert taken is not None
    return taken


async def test_r14_two_desks_answer_in_order_and_once(desk: Running, bot: Bot) -> None:
    """Ten messages in a second through two desks, with a slow bot: one turn at a time, in order, each once."""
    bot.delay = 0.15
    most_at_once = 0

    async def watch() -> None:
        nonlocal most_at_once
        while True:
            most_at_once = max(most_at_once, bot.busy)
            await asyncio.sleep(0.005)

    async with running(beside(desk.settings)) as other:
        ana = await desk.visitor()
        there = at(other, ana)
        watching = asyncio.create_task(watch())
        for n in range(10):
            await (ana if n % 2 else there).say(f"message {n}")
        await ana.until("You said: message 9", seconds=30)
        watching.cancel()
    entries = await ana.entries()
    assert [e["seq"] for e in entries] == list(range(1, 21))
    answered = [e["message"]["text"] for e in entries if e["author"]["kind"] == "bot"]
    assert answered == [f"You said: message {n}" for n in range(10)]
    assert len(bot.turns) == 10
    assert most_at_once == 1


async def test_a_dead_desks_job_is_taken_over_after_its_lease(desk: Running, bot: Bot) -> None:
    """A job held by a desk that is gone waits for the end of its lease, then another desk answers it, once."""
    await bot.stop()
    ana = await desk.visitor()
    await desk.desk.runner.stop()
    await ana.say("anybody there")
    await desk.desk.runner.stop()
    await leased(desk, ana.conversation_id, "a desk that died", timedelta(seconds=1.5))
    await bot.start()
    assert await desk.desk.runner.look_around() == 0
    await asyncio.sleep(1.6)
    assert await desk.desk.runner.look_around() == 1
    assert await ana.until("You said: anybody there") == ["customer: anybody there", "bot: You said: anybody there"]
    (job,) = await jobs_of(desk, ana.conversation_id)
    assert (job.state, job.attempts) == (JobState.DONE, 2)


async def test_r17_an_answer_that_lost_its_lease_is_dropped(desk: Running, bot: Bot) -> None:
    """A desk that was slow finds its job with another desk: its answer is dropped, the other's is the only one."""
    bot.delay = 1.0
    ana = await desk.visitor()
    await ana.say("who answers")
    async with asyncio.timeout(5):
        while not bot.turns:
            await asyncio.sleep(0.01)
    later = desk.desk.ports.clock() + LEASE * 2
    async with desk.desk.record.change() as unit:
        job = await unit.jobs.next_pending(ana.conversation_id)
        assert job is not None
        assert await unit.jobs.lease(job, "another desk", later, later + LEASE) is not None
    await asyncio.sleep(1.5)
    assert await ana.texts() == ["customer: who answers"]
    async with desk.desk.record.change() as unit:
        await unit.jobs.reclaim("another desk")
    await desk.desk.runner.look_around()
    assert await ana.until("You said: who answers") == ["customer: who answers", "bot: You said: who answers"]


async def test_r17_a_job_done_twice_says_everything_once(desk: Running, bot: Bot) -> None:
    """The same job settled again after its answer was stored changes nothing."""
    ana = await desk.visitor()
    await ana.say("once")
    await ana.until("You said: once")
    (job,) = await jobs_of(desk, ana.conversation_id)
    assert job.answer is not None
    await desk.desk.runner._settle(job, job.answer)
    assert await ana.texts() == ["customer: once", "bot: You said: once"]


async def test_r18_a_message_that_breaks_the_desk_goes_to_a_person(
    desk: Running, bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that trips our code three times becomes a dead letter and its customer gets a person; others go on."""
    runner, settle = desk.desk.runner, desk.desk.runner._settle

    async def broken(job: BotJob, answer: Any, took_ms: float | None = None) -> None:
        if job.text == "poison":
            raise ZeroDivisionError
        await settle(job, answer, took_ms)

    monkeypatch.setattr(runner, "_settle", broken)
    eve, ana = await desk.visitor(), await desk.visitor()
    await eve.say("poison")
    await ana.say("fine")
    await ana.until("You said: fine", seconds=5)
    await eve.until("Waiting for a person", seconds=20)
    (job,) = await jobs_of(desk, eve.conversation_id)
    assert job.state is JobState.DEAD
    assert len([turn for turn in bot.turns if turn["text"] == "poison"]) == 3
    maya, olu = await desk.agent(), await desk.agent("olu@warmhand.example")
    assert (await maya.get("/api/agent/dead-letters")).status_code == 403
    (letter,) = (await olu.get("/api/agent/dead-letters")).json()["jobs"]
    assert (letter["conversation_id"], letter["seq"], letter["kind"]) == (eve.conversation_id, 1, "turn")
    assert "3 times" in letter["problem"]


async def test_r18_a_job_that_killed_its_desk_three_times_is_not_begun_again(desk: Running, bot: Bot) -> None:
    """Attempts are counted in the record: after three desks died over it, the fourth gives it up without the bot."""
    await bot.stop()
    ana = await desk.visitor()
    await desk.desk.runner.stop()
    await ana.say("killer")
    await desk.desk.runner.stop()
    for n in range(3):
        await leased(desk, ana.conversation_id, f"desk {n}", timedelta(seconds=-1))
    await bot.start()
    await desk.desk.runner.look_around()
    await ana.until("Waiting for a person")
    assert bot.turns == []
    (job,) = await jobs_of(desk, ana.conversation_id)
    assert (job.state, job.attempts) == (JobState.DEAD, 4)


async def test_stopping_a_desk_frees_its_jobs_at_once(desk: Running, bot: Bot) -> None:
    """A desk that is told to stop gives its jobs back: the next desk begins them at once, and it was no attempt."""
    bot.delay = 5
    ana = await desk.visitor()
    await ana.say("handed on")
    async with asyncio.timeout(5):
        while not bot.turns:
            await asyncio.sleep(0.01)
    bot.delay = 0
    await desk.desk.runner.stop()
    async with running(beside(desk.settings)) as other:
        await at(other, ana).until("You said: handed on", seconds=5)
        (job,) = await jobs_of(other, ana.conversation_id)
    assert job.attempts == 1


async def test_r27_a_clock_that_jumps_does_not_disturb_the_order(desk: Running, bot: Bot) -> None:
    """With the clock an hour ahead, then an hour back, numbers stay in order and every message is answered."""
    ana = await desk.visitor()
    ports, real = desk.desk.ports, desk.desk.ports.clock
    for n, hours in enumerate((0, 1, -1, 0)):
        # The ports are frozen for everyone else; a clock that jumps is the point of this test.
        object.__setattr__(ports, "clock", lambda hours=hours: real() + timedelta(hours=hours))
        await ana.say(f"message {n}")
        await ana.until(f"You said: message {n}", seconds=10)
    entries = await ana.entries()
    assert [e["seq"] for e in entries] == list(range(1, 9))
    assert [e["message"]["text"] for e in entries if e["author"]["kind"] == "customer"] == [
        f"message {n}" for n in range(4)
    ]
