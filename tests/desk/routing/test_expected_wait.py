"""The expected wait: a range that most recent waits bear out, and silence where nothing is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.handoff import flows as handoffs
from desk.handoff import views
from desk.routing.expected_wait import LONGER, STEPS, Expected, PastWait, expected_wait
from tests.desk.quiet import Quiet

NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def waits(*minutes: float, agents: int = 1, apart: float = 60) -> list[PastWait]:
    """People who waited so long one after another, taken by so many agents in turn."""
    return [
        PastWait(f"a_{number % agents}", NOON + timedelta(minutes=number * apart),
                 NOON + timedelta(minutes=number * apart + wait))
        for number, wait in enumerate(minutes)
    ]  # fmt: skip


ONE = ("a_0",)
TWO = ("a_0", "a_1")


@pytest.mark.parametrize(
    ("past", "able", "serving", "position", "waited", "told"),
    [
        ([], ONE, ONE, 1, 0, None),
        (waits(4, 5, 6), ONE, ONE, 1, 0, None),  # three are too few
        (waits(4, 5, 6, 7), ONE, (), 1, 0, None),  # nobody is here
        (waits(4, 5, 6, 7), ("a_9",), ("a_9",), 1, 0, None),  # another line
        (waits(4, 5, 6, 7), ONE, ONE, 1, 0, Expected(3, 10)),
        (waits(5, 5, 5, 5), ONE, ONE, 2, 0, Expected(5, 10)),
        (waits(0.2, 0.3, 0.2, 0.4), ONE, ONE, 1, 0, Expected(0, 1)),
        (waits(4, 4, 4, 4, agents=2), TWO, ONE, 1, 0, Expected(5, 10)),  # half of those are here: twice the time
        (waits(4, 5, 6, 7), ONE, ONE, 1, 10, Expected(3, 10)),
        (waits(4, 5, 6, 7), ONE, ONE, 1, 11, LONGER),
        (waits(50, 60, 70, 80), ONE, ONE, 3, 0, LONGER),  # beyond two hours no number is told
    ],
)
def test_ranges(
    past: list[PastWait], able: tuple[str, ...], serving: tuple[str, ...], position: int, waited: int,
    told: Expected | None,
) -> None:  # fmt: skip
    """What is told, case by case."""
    assert expected_wait(past, able, serving, position, timedelta(minutes=waited)) == told


def test_a_wait_behind_others_counts_for_one_place() -> None:
    """Four who came together and were taken five minutes apart: a place lasts five minutes, not twelve."""
    came = [NOON + timedelta(seconds=number) for number in range(4)]
    past = [PastWait("a_0", at, NOON + timedelta(minutes=5 * (number + 1))) for number, at in enumerate(came)]
    assert expected_wait(past, ONE, ONE, 1, timedelta()) == Expected(3, 5)


@settings(deadline=None)
@given(
    st.lists(st.floats(0, 300), max_size=30),
    st.integers(1, 3), st.integers(0, 3), st.integers(1, 50), st.floats(0, 500),
)  # fmt: skip
def test_what_is_told_is_a_range_of_round_numbers(
    minutes: list[float], agents: int, here: int, position: int, waited: float
) -> None:
    """Whatever happened before; and further back in line is never promised less."""
    able = [f"a_{number}" for number in range(agents)]
    past = waits(*minutes, agents=agents)
    told = expected_wait(past, able, able[:here], position, timedelta(minutes=waited))
    if told is None or told.longer:
        return
    assert told.to_minutes in STEPS
    assert told.from_minutes in (0, *STEPS)
    assert told.from_minutes < told.to_minutes
    behind = expected_wait(past, able, able[:here], position + 1, timedelta(minutes=waited))
    assert behind is not None
    assert behind.longer or behind.to_minutes >= told.to_minutes


@pytest.mark.slow
async def test_the_waiting_panel_tells_it(quiet: Quiet) -> None:
    """Unknown on a fresh morning; after some waits a range; nothing again once nobody is here."""
    maya = await quiet.agent()

    async def told() -> object:
        person, waiting = await quiet.waiting()
        async with quiet.ports.record.look() as unit:
            present = await quiet.desk.presence.present()
            shown = await views.for_customer(waiting, unit, present, quiet.ports)
        quiet.clock.forward(minutes=4)
        await quiet.stay("a_maya")
        await handoffs.claim(waiting.id, maya, quiet.ports)
        assert person
        return shown["waiting"]["expected"]

    assert [await told() for _ in range(5)] == [None] * 4 + [{"from_minutes": 3, "to_minutes": 5}]
    quiet.clock.forward(hours=3)
    assert await told() is None
