"""Messages that were left: the alarm comes before the promised time and when it has passed, as for service levels."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from desk.handoff import views
from desk.handoff.left_messages import leave_message, take_up
from desk.timers.flows import alarm_follow_ups
from tests.desk.quiet import Quiet

# Each with a record of its own: left to `make test`.
pytestmark = pytest.mark.slow


async def test_alarms_come_before_the_promised_time_and_when_it_is_over(quiet: Quiet) -> None:
    """Once each, also with several desks; the inbox shows them beside the clocks; an answer ends them."""
    person, waiting = await quiet.waiting()
    left = await leave_message(waiting.id, person, str(uuid.uuid4()), "broken mug", None, quiet.ports)

    async def due() -> str | None:
        async with quiet.ports.record.look() as unit:
            shown = (await views.summary(await quiet.now_of(left), unit, quiet.ports))["due"]
        return f"{shown['measure']} {shown['state']}" if shown else None

    assert (await due(), await alarm_follow_ups(quiet.ports)) == ("follow_up ok", 0)
    for hours, state in ((7, "soon"), (1, "breached")):
        quiet.clock.forward(hours=hours)
        told = await asyncio.gather(*(alarm_follow_ups(quiet.ports) for _ in range(3)))
        assert (sum(told), await due()) == (1, f"follow_up {state}")
        quiet.clock.forward(minutes=1)
        assert await alarm_follow_ups(quiet.ports) == 0
    maya = await quiet.agent()
    (follow_up,) = await quiet.row("follow_ups", "open")
    held = await take_up(follow_up.id, maya, quiet.ports)
    assert await due() == "follow_up breached", "taken up is not answered"
    await quiet.replies(maya, held)
    assert await due() is None


async def test_an_answered_message_raises_no_alarm(quiet: Quiet) -> None:
    """Whoever was written to in time is not alarmed of."""
    person, waiting = await quiet.waiting()
    await leave_message(waiting.id, person, str(uuid.uuid4()), "broken mug", None, quiet.ports)
    maya = await quiet.agent()
    (follow_up,) = await quiet.row("follow_ups", "open")
    await quiet.replies(maya, await take_up(follow_up.id, maya, quiet.ports))
    quiet.clock.forward(hours=30)
    assert await alarm_follow_ups(quiet.ports) == 0
