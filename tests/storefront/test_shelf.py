"""What was read a moment ago, and when it is no longer good enough."""

from __future__ import annotations

import asyncio

import pytest

from storefront.shelf import KEPT_SECONDS, Shelf
from storefront.vendor import NotActed


class Vendor:
    """Counts questions; answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.answer, self.go = 0, "first", asyncio.Event()

    async def __call__(self) -> str | None:
        self.asked += 1
        answer = self.answer
        await self.go.wait()
        if answer == "broken":
            raise NotActed("broken")
        return None if answer == "nothing" else answer


async def test_many_ask_one_question() -> None:
    """At once and a moment later; after its time it is asked again."""
    now, vendor = [0.0], Vendor()
    shelf = Shelf(lambda: now[0])
    asking = [asyncio.create_task(shelf.get("a", vendor)) for _ in range(5)]
    await asyncio.sleep(0)
    vendor.go.set()
    assert await asyncio.gather(*asking) == ["first"] * 5
    now[0] = KEPT_SECONDS - 0.1
    await shelf.get("a", vendor)
    assert vendor.asked == 1
    now[0] = KEPT_SECONDS
    await shelf.get("a", vendor)
    assert vendor.asked == 2


async def test_what_was_asked_before_a_change_is_not_kept() -> None:
    """The webhook comes while the old answer is still on its way: the next one asks anew."""
    vendor = Vendor()
    shelf = Shelf(lambda: 0.0)
    old = asyncio.create_task(shelf.get("a", vendor))
    while not vendor.asked:
        await asyncio.sleep(0)
    shelf.clear()
    vendor.answer = "second"
    vendor.go.set()
    assert await shelf.get("a", vendor) == "second"
    assert await old == "first"
    assert await shelf.get("a", vendor) == "second"
    assert vendor.asked == 2


@pytest.mark.parametrize("answer", ["broken", "nothing"])
async def test_failures_and_nothing_are_not_kept(answer: str) -> None:
    """The next one may be luckier."""
    vendor = Vendor()
    vendor.answer = answer
    vendor.go.set()
    shelf = Shelf(lambda: 0.0)
    for _ in range(2):
        if answer == "broken":
            with pytest.raises(NotActed):
                await shelf.get("a", vendor)
        else:
            assert await shelf.get("a", vendor) is None
    assert vendor.asked == 2


async def test_whoever_leaves_does_not_take_the_answer_along() -> None:
    """The first to ask hangs up; the second gets the answer to the first one's question."""
    vendor = Vendor()
    shelf = Shelf(lambda: 0.0)
    first = asyncio.create_task(shelf.get("a", vendor))
    await asyncio.sleep(0)
    first.cancel()
    second = asyncio.create_task(shelf.get("a", vendor))
    await asyncio.sleep(0)
    vendor.go.set()
    assert await second == "first"
    assert vendor.asked == 1
