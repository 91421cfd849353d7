"""A desk dies at every single step of giving, approving and taking back: nothing is paid twice, nothing forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from desk.authority.grant import Grant, State
from desk.errors import DeskError
from desk.ports import DeskPorts
from tests.desk.authority.conftest import Counter
from tests.desk.authority.mortal import Killed, Life, mortal

ON_BOTH_DATABASES = True
pytestmark = pytest.mark.timeout(240)

Prepare = Callable[[Counter], Awaitable[Grant]]
Step = Callable[[Counter, Grant, DeskPorts], Awaitable[Grant]]


async def wished(counter: Counter) -> Grant:
    """Nothing has been asked yet: only the wish stands."""
    ask = counter.ask(100)
    counter.wish = ask
    return None  # type: ignore[return-value]


async def waits(counter: Counter) -> Grant:
    return await counter.give(counter.ask(3_100, with_approval=True))


async def given(counter: Counter) -> Grant:
    return await counter.give(counter.ask(100))


async def give_it(counter: Counter, _grant: Grant, ports: DeskPorts) -> Grant:
    return await counter.give(counter.wish, ports=ports)


async def approve_it(counter: Counter, grant: Grant, ports: DeskPorts) -> Grant:
    return await counter.decide(grant, "a_noor", ports=ports)


async def undo_it(counter: Counter, grant: Grant, ports: DeskPorts) -> Grant:
    return await counter.undo(grant, ports=ports)


WAYS = {
    "give": (wished, give_it, State.DONE, ["asked", "done"], False),
    "approve": (waits, approve_it, State.DONE, ["approval_asked", "approved", "done"], False),
    "undo": (given, undo_it, State.UNDONE, ["asked", "done", "undo_asked", "undone"], True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("again", ["clicked again", "only the round"])
async def test_a_desk_dies_at_every_step(counter: Counter, way: str, again: str):
    """At each moment in turn the desk is gone. The next one finishes it, with or without a second click: once."""
    prepare, step, ends_as, steps, gone = WAYS[way]
    moment = 0
    while True:
        moment += 1
        before = await prepare(counter)
        grant_id = before.id if before else counter.wish.id
        died = await _live(step(counter, before, mortal(counter.ports, Life(moment))))
        await counter.settle()
        if again == "clicked again":
            assert (await step(counter, before, counter.ports)).state is ends_as, f"died at {moment}"
        paid = counter.paid(grant_id)
        found = await counter.quiet.row("authority", "get", grant_id)
        if found is not None and (found.state is ends_as):
            assert (len(paid), bool(paid[0]["taken_back_at"])) == (1, gone), f"died at {moment}"
            assert await counter.ledger(grant_id) == steps
        else:
            # It died before anything was decided, and nobody clicked again: then nothing has happened at all.
            assert again == "only the round"
            assert (found is None and paid == []) or found == before, f"died at {moment}"
        await counter.whole()
        if not died:
            break
    assert moment > 8, "there are at least that many moments to die at"


async def test_a_desk_dies_again_and_again_at_the_shop(counter: Counter):
    """Ten desks die right after the shop has acted; the eleventh hears what the first one did."""
    ask = counter.ask(100)
    for _ in range(10):
        life = Life(None)

        async def die(life: Life = life) -> None:
            life.ends_at = 0
            raise Killed

        counter.hook(after=die)
        assert await _live(counter.give(ask, ports=counter.ports))
        counter.clock.forward(seconds=11)
    counter.hook()
    assert (await counter.give(ask)).state is State.DONE
    assert len(counter.books()) == 1
    assert await counter.ledger(ask.id) == ["asked", "done"]
    await counter.whole()


async def test_two_desks_ask_about_the_same_at_once(counter: Counter, second_desk: DeskPorts):
    """A desk died; two open at the same moment and both ask. It is given once and told once."""
    asks = [counter.ask(100) for _ in range(5)]
    for ask in asks:
        # Look, then decide in one transaction of three moments: the fifth is right after it is stored.
        assert await _live(counter.give(ask, ports=mortal(counter.ports, Life(5))))
    await asyncio.gather(*(counter.settle(ports) for ports in (counter.ports, second_desk) * 2), return_exceptions=True)
    counter.clock.forward(minutes=1)
    await counter.settle()
    assert len(counter.books()) == 5
    said = [line for line in await counter.quiet.lines(counter.conversation) if "gives you a voucher" in line]
    assert len(said) == 5
    await counter.whole()


async def _live(work: Awaitable[Grant]) -> bool:
    """Whether the desk died at it."""
    try:
        await work
    except Killed:
        return True
    except DeskError as refused:
        pytest.fail(f"{refused.code}: {refused.message}")
    return False
