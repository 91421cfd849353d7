"""Work that must be finished once begun."""

from __future__ import annotations

import asyncio

import pytest

from desk.shelter import Shelter
from tests.desk.conftest import Running


async def test_work_outlives_its_caller() -> None:
    """Cancelling the caller does not cancel the work, and closing waits for it."""
    shelter, done = Shelter(), asyncio.Event()

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.set()

    caller = asyncio.create_task(shelter.run(work()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await shelter.settle()
    assert done.is_set()


async def test_errors_reach_the_caller() -> None:
    """What the work raises is raised to who waits for it."""

    async def work() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await Shelter().run(work())


async def test_browsers_that_leave_in_the_middle_harm_nobody(desk: Running) -> None:
    """Requests cut off at once: their messages are stored or not, never half, and the desk goes on."""
    ana = await desk.visitor()
    senders = [asyncio.create_task(ana.say(f"cut {n}")) for n in range(25)]
    for round_ in range(8):
        await asyncio.sleep(0.005 * round_)
        for sender in senders[round_ * 3 : round_ * 3 + 3]:
            sender.cancel()
    await asyncio.gather(*senders, return_exceptions=True)
    assert (await ana.say("still here")).status_code == 201
    entries = await ana.entries()
    assert [entry["seq"] for entry in entries] == list(range(1, len(entries) + 1))
