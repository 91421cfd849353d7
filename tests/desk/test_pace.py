"""Who heard something goes on at once while little comes, and together with the others while much does."""

from __future__ import annotations

import asyncio

from desk.live.pace import FEW, PACE_SECONDS, Pace


def waiters(count: int) -> list[asyncio.Future[None]]:
    loop = asyncio.get_running_loop()
    return [loop.create_future() for _ in range(count)]


def gone_on(among: list[asyncio.Future[None]]) -> list[bool]:
    return [waiter.done() for waiter in among]


async def test_few_go_on_at_once() -> None:
    """Whoever writes alone waits for nobody, and neither do those who write one after the other."""
    pace = Pace()
    for _ in range(3):
        few = waiters(FEW)
        for waiter in few:
            pace.wake(waiter)
        assert all(gone_on(few))
        await asyncio.sleep(2 * PACE_SECONDS)


async def test_many_go_on_together_and_in_order() -> None:
    """Beyond a few they are held for one pace at most, and then go on as they came."""
    pace, went = Pace(), []
    many = waiters(FEW + 20)
    for number, waiter in enumerate(many):
        waiter.add_done_callback(lambda _, number=number: went.append(number))  # type: ignore[misc]
        pace.wake(waiter)
    assert gone_on(many) == [True] * FEW + [False] * 20
    await asyncio.wait_for(asyncio.gather(*many), 10 * PACE_SECONDS)
    assert went == list(range(FEW + 20))


async def test_after_many_the_next_wait_for_each_other_too() -> None:
    """A batch counts for the pace that follows it; when it was the last, the next waiter goes on at once again."""
    pace = Pace()
    many = waiters(FEW + 20)
    for waiter in many:
        pace.wake(waiter)
    await asyncio.gather(*many)
    (next_one,) = waiters(1)
    pace.wake(next_one)
    assert not next_one.done()
    await asyncio.wait_for(next_one, 10 * PACE_SECONDS)
    await asyncio.sleep(2 * PACE_SECONDS)
    (later,) = waiters(1)
    pace.wake(later)
    assert later.done()


async def test_who_left_meanwhile_holds_nobody_up() -> None:
    """A socket that was closed while it was held is passed over."""
    pace = Pace()
    many = waiters(FEW + 3)
    for waiter in many:
        pace.wake(waiter)
    many[FEW].cancel()
    await asyncio.wait_for(asyncio.gather(*many[FEW + 1 :]), 10 * PACE_SECONDS)
