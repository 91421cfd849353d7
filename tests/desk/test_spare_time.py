"""What is read for figures: one piece at a time, and with a rest after each while people talk."""

from __future__ import annotations

import asyncio

import pytest

from desk.live.spare_time import BREATH, LONGEST_BREATH_SECONDS, LONGEST_WAIT_SECONDS, TALK_SECONDS, SpareTime


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


async def test_no_two_pieces_are_read_at_once() -> None:
    """Whoever comes meanwhile waits, in order, also where a piece failed."""
    spare, order = SpareTime(Watch()), list[str]()

    async def read(name: str) -> None:
        async with spare.piece():
            order.append(f"{name} begins")
            await asyncio.sleep(0)
            if name == "b":
                raise LookupError
            order.append(f"{name} ends")

    outcomes = await asyncio.gather(*(read(name) for name in "abc"), return_exceptions=True)
    assert order == ["a begins", "a ends", "b begins", "c begins", "c ends"]
    assert [type(each) for each in outcomes] == [type(None), LookupError, type(None)]


@pytest.mark.parametrize(
    ("talked_before", "took", "rest"),
    [
        (None, 0.01, 0.0),
        (TALK_SECONDS, 0.01, 0.0),
        (0.2, 0.01, BREATH * 0.01),
        (0.0, 0.02, BREATH * 0.02),
        (0.0, 5.0, 0.0),
        (0.0, LONGEST_BREATH_SECONDS, LONGEST_BREATH_SECONDS),
    ],
    ids=["nobody", "long ago", "just now", "a longer piece", "so long that the talk is over", "never too long"],
)
async def test_a_rest_follows_while_people_talk(
    monkeypatch: pytest.MonkeyPatch, talked_before: float | None, took: float, rest: float
) -> None:
    """As long as the piece took, several times over, but bounded; where nobody talks the next begins at once."""
    watch, rests = Watch(), list[float]()

    async def slept(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("desk.live.spare_time.asyncio.sleep", slept)
    spare = SpareTime(watch)
    if talked_before is not None:
        spare.talked()
        watch.at += talked_before
    async with spare.piece():
        watch.at += took
    assert sum(rests) == pytest.approx(rest)


async def test_no_piece_begins_while_an_answer_is_made() -> None:
    """It waits for the last of several; where there is always one more, it does not wait for ever."""
    spare, order = SpareTime(Watch()), list[str]()

    async def read() -> None:
        async with spare.piece():
            order.append("read")

    with spare.answering():
        with spare.answering():
            reading = asyncio.create_task(read())
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.01)
        order.append("answered")
    await reading
    assert order == ["answered", "read"]
    with spare.answering():
        async with asyncio.timeout(LONGEST_WAIT_SECONDS * 4):
            await read()


async def test_an_answer_that_failed_is_waited_for_no_more() -> None:
    """A piece begins at once after it."""
    spare = SpareTime(Watch())
    with pytest.raises(LookupError), spare.answering():
        raise LookupError
    async with asyncio.timeout(LONGEST_WAIT_SECONDS / 2):
        async with spare.piece():
            """It has begun."""
