"""Readiness: cheap, bounded, and told part by part."""

from __future__ import annotations

import asyncio

import pytest

from desk.operations.readiness import ASK_SECONDS, KEPT_SECONDS, Part, Readiness, Verdict, verdict


def part(name: str, up: bool, needed: bool = False) -> Part:
    return Part(name, up, needed, 1.0)


@pytest.mark.parametrize(
    "parts, expected",
    [
        ((), Verdict.READY),
        ((part("record", True, True), part("bot", True)), Verdict.READY),
        ((part("record", True, True), part("bot", False)), Verdict.DEGRADED),
        ((part("record", False, True), part("bot", True)), Verdict.NOT_READY),
        ((part("record", False, True), part("bot", False)), Verdict.NOT_READY),
    ],
)
def test_the_worst_part_decides(parts: tuple[Part, ...], expected: Verdict) -> None:
    """Only a part the desk cannot do without makes it not ready."""
    assert verdict(parts) is expected


class Asked:
    """A dependency that counts how often it was asked and answers when it is let go."""

    def __init__(self, up: bool = True, hangs: bool = False) -> None:
        self.times, self.up = 0, up
        self.let_go = asyncio.Event()
        if not hangs:
            self.let_go.set()

    async def __call__(self) -> bool:
        self.times += 1
        await self.let_go.wait()
        return self.up


def readiness(clock: list[float], **parts: Asked) -> Readiness:
    return Readiness(parts, frozenset({"record"}), lambda: clock[0])


async def test_many_askers_cost_one_question() -> None:
    """A hundred at once are answered from one question, and so are those who come within half a second."""
    clock, record = [0.0], Asked()
    watched = readiness(clock, record=record)
    answers = await asyncio.gather(*(watched.now() for _ in range(100)))
    assert {answer[0] for answer in answers} == {Verdict.READY}
    await watched.now()
    assert record.times == 1
    clock[0] += KEPT_SECONDS + 0.01
    await watched.now()
    assert record.times == 2


async def test_a_part_that_hangs_is_down_in_time_and_asked_once() -> None:
    """Whoever asks waits for a bounded time, the question stays open, and it is up again once it answers."""
    clock, record, redis = [0.0], Asked(), Asked(hangs=True)
    watched = readiness(clock, record=record, redis=redis)
    for _ in range(3):
        clock[0] += 10
        async with asyncio.timeout(ASK_SECONDS + 1):
            told, parts = await watched.now()
        assert told is Verdict.DEGRADED
        assert [part.name for part in parts if not part.up] == ["redis"]
    assert redis.times == 1
    redis.let_go.set()
    await asyncio.sleep(0)
    clock[0] += 10
    assert (await watched.now())[0] is Verdict.READY
    await watched.close()


async def test_an_asker_who_leaves_takes_no_answer_with_them() -> None:
    """One request cut off does not fail the others that wait for the same answer."""
    clock, record = [0.0], Asked(hangs=True)
    watched = readiness(clock, record=record)
    leaver, stayer = asyncio.create_task(watched.now()), asyncio.create_task(watched.now())
    await asyncio.sleep(0)
    leaver.cancel()
    record.let_go.set()
    assert (await stayer)[0] is Verdict.READY


async def test_a_closing_desk_says_so() -> None:
    """However well its parts are, nobody new should be sent to it."""
    watched = readiness([0.0], record=Asked())
    watched.drain()
    assert (await watched.now())[0] is Verdict.DRAINING
