"""A crowd of browsers that comes back goes before what is read for figures."""

from __future__ import annotations

import asyncio

import pytest

from desk.live.rush import LOOK_AGAIN_SECONDS, MANY, WITHIN_SECONDS, Rush


class Watch:
    """A clock that is moved by hand, or that runs while somebody waits."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.mark.parametrize(
    ("browsers", "apart", "later", "on"),
    [
        (0, 0.0, 0.0, False),
        (MANY - 1, 0.0, 0.0, False),
        (MANY, 0.0, 0.0, True),
        (3 * MANY, 0.01, 0.0, True),
        (MANY, 0.0, WITHIN_SECONDS, False),
        (3 * MANY, WITHIN_SECONDS / 10, 0.0, False),
    ],
)
def test_many_within_a_moment_are_a_rush(browsers: int, apart: float, later: float, on: bool) -> None:
    """Only so many within so long are one, and it is over once that long has passed."""
    watch = Watch()
    rush = Rush(watch)
    for _ in range(browsers):
        watch.at += apart
        rush.came()
    watch.at += later
    assert rush.on is on


async def test_work_waits_until_it_is_over_and_no_longer() -> None:
    """Without a rush nothing waits; with one the work goes on as soon as nobody comes any more."""
    watch = Watch()
    rush = Rush(watch)
    await asyncio.wait_for(rush.over(), LOOK_AGAIN_SECONDS / 10)
    for _ in range(MANY):
        rush.came()
    work = asyncio.create_task(rush.over())
    await asyncio.sleep(2 * LOOK_AGAIN_SECONDS)
    assert not work.done()
    watch.at += WITHIN_SECONDS
    await asyncio.wait_for(work, 2 * LOOK_AGAIN_SECONDS)


async def test_work_is_done_where_people_always_come_in_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rush that never ends holds a piece of work up for a bounded time."""
    monkeypatch.setattr("desk.live.rush.MOST_SECONDS", 4 * LOOK_AGAIN_SECONDS)
    rush = Rush(Watch())
    for _ in range(MANY):
        rush.came()
    await asyncio.wait_for(rush.over(), 8 * LOOK_AGAIN_SECONDS)
    assert rush.on
