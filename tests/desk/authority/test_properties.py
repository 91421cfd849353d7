"""Any sequence of gifts, repeats, decisions, take-backs, faults, deaths and wrong clocks.

No cap is exceeded, nothing is paid twice, the chain holds. Hypothesis makes the sequences; the record, the shop and the
line between them are the real ones.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import tempfile
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.assembly import parts_of
from desk.authority import editing
from desk.authority.grant import Grant
from desk.authority.matrix import FIRST, Caps, Gift, Standing
from desk.authority.ports import ShopSilent
from desk.errors import DeskError
from desk.settings import Settings
from tests.desk.authority.conftest import DELIVERED, PAID, SHIPPED, Counter
from tests.desk.authority.mortal import Killed, Life, mortal
from tests.desk.conftest import settings as settings_of
from tests.desk.quiet import Clock, Quiet
from tests.shop.conftest import API_KEY
from tests.shop.conftest import running as running_shop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

TIGHT = replace(
    FIRST,
    version=1,
    caps={
        Standing.AGENT: Caps(3_000, 4_000, 6_000),
        Standing.SUPERVISOR: Caps(6_000, 8_000, 10_000),
        Standing.ADMIN: Caps(9_000, 12_000, 20_000),
    },
)
"""A house in which every cap is soon reached."""
STANDINGS = {
    "a_maya": Standing.AGENT,
    "a_tom": Standing.AGENT,
    "a_olu": Standing.SUPERVISOR,
    "a_noor": Standing.ADMIN,
}
DEATH = st.one_of(st.none(), st.none(), st.integers(1, 14))
GIVE = st.tuples(
    st.just("give"),
    st.sampled_from([Gift.VOUCHER, Gift.REFUND, Gift.GESTURE]),
    st.sampled_from([SHIPPED, PAID, DELIVERED]),
    st.sampled_from([500, 790, 1_000, 2_000, 3_000, 5_000]),
    st.booleans(),
    DEATH,
)
STEPS = st.one_of(
    GIVE,
    GIVE,
    GIVE,
    st.tuples(st.just("repeat"), st.integers(0, 20), DEATH),
    st.tuples(
        st.just("decide"), st.integers(0, 20), st.sampled_from(["a_olu", "a_noor", "a_maya"]), st.booleans(), DEATH
    ),
    st.tuples(st.just("undo"), st.integers(0, 20), DEATH),
    st.tuples(st.just("clock"), st.sampled_from([-31 * 24, -8 * 24, -1, 1, 8 * 24, 31 * 24])),
    st.tuples(st.just("shop"), st.sampled_from(["well", "broken", "loses answers"])),
    st.tuples(st.just("settle")),
)


@dataclass
class Play:
    """One sequence as it is played."""

    counter: Counter
    asks: list[Any] = field(default_factory=list)

    async def step(self, step: tuple[Any, ...]) -> None:
        """One step; refusals, silence and deaths are part of the play."""
        with suppress(DeskError, Killed):
            await getattr(self, f"do_{step[0]}")(*step[1:])

    async def do_give(self, gift: Gift, order: str, amount: int, approval: bool, dies: int | None) -> None:
        self.asks.append(self.counter.ask(amount, order, gift, with_approval=approval))
        await self.counter.give(self.asks[-1], ports=self.ports(dies))

    async def do_repeat(self, which: int, dies: int | None) -> None:
        if self.asks:
            await self.counter.give(self.asks[which % len(self.asks)], ports=self.ports(dies))

    async def do_decide(self, which: int, who: str, yes: bool, dies: int | None) -> None:
        grant = await self._one(which)
        if grant is not None:
            await self.counter.decide(grant, who, yes, self.ports(dies))

    async def do_undo(self, which: int, dies: int | None) -> None:
        grant = await self._one(which)
        if grant is not None:
            await self.counter.undo(grant, ports=self.ports(dies))

    async def do_clock(self, hours: int) -> None:
        self.counter.clock.forward(hours=hours)

    async def do_shop(self, how: str) -> None:
        await self.counter.well()
        self.counter.hook()
        if how == "broken":
            self.counter.hook(before=lambda: self.counter.fault(status=500), after=self.counter.well)
        elif how == "loses answers":
            self.counter.hook(after=_lost)

    async def do_settle(self) -> None:
        await self.counter.settle()

    def ports(self, dies: int | None) -> Any:
        return mortal(self.counter.ports, Life(dies))

    async def _one(self, which: int) -> Grant | None:
        if not self.asks:
            return None
        found = await self.counter.quiet.row("authority", "get", self.asks[which % len(self.asks)].id)
        return found if isinstance(found, Grant) else None


async def _lost() -> None:
    raise ShopSilent("the line broke")


@given(st.lists(STEPS, min_size=10, max_size=30))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
def test_no_sequence_exceeds_a_cap_pays_twice_or_breaks_the_chain(
    empty_database: Path, redis_port: int, steps: list[tuple[Any, ...]]
):
    """At the end the shop is well and a desk asks about all that is open; then the books are compared."""
    folder = Path(tempfile.mkdtemp())
    try:
        asyncio.run(_play(folder, empty_database, redis_port, steps))
    finally:
        shutil.rmtree(folder)


async def _play(folder: Path, empty: Path, redis_port: int, steps: list[tuple[Any, ...]]) -> None:
    shutil.copy(empty, folder / "desk.db")
    async with AsyncExitStack() as stack:
        shop = await stack.enter_async_context(running_shop(folder / "shop.db", faults=True))
        wanted = settings_of(f"sqlite+aiosqlite:///{folder / 'desk.db'}", redis_port, 1)
        update = {"shop_url": shop.settings.url, "shop_api_key": API_KEY, "var_dir": folder}
        quiet = _quiet(wanted.model_copy(update=update))
        stack.push_async_callback(_close, quiet)
        async with quiet.ports.record.change() as unit:
            await editing.write_version(unit, TIGHT, "a_noor", quiet.clock())
        agent = await quiet.agent("a_maya")
        _, conversation = await quiet.held(agent, "C1003")
        play = Play(Counter(quiet, shop, agent, conversation))
        for step in steps:
            await play.step(step)
            await play.counter.whole()
        await play.do_shop("well")
        await play.counter.settle()
        await play.counter.whole()
        await _compare(play.counter, folder / "desk.db", [ask.id for ask in play.asks])


async def _compare(counter: Counter, record: Path, ids: list[str]) -> None:
    for grant_id in ids:
        assert len(counter.paid(grant_id)) <= 1
    with sqlite3.connect(record) as file:
        file.row_factory = sqlite3.Row
        charges = [dict(row) for row in file.execute("SELECT * FROM authority_charges WHERE released_at IS NULL")]
        open_still = file.execute("SELECT count(*) FROM grants WHERE state LIKE '%unknown' OR state LIKE '%asked'")
        assert open_still.fetchone()[0] == 0, "a shop that is well has answered everything"
    books = [row for row in counter.books() if row["taken_back_at"] is None]
    assert sum(row["amount"] for row in books) == sum(row["amount"] for row in charges), (
        "what is paid is what is charged"
    )
    for charge in charges:
        charge["at"] = datetime.fromisoformat(charge["at"])
    for who, standing in STANDINGS.items():
        theirs = [charge for charge in charges if charge["authority_of"] == who]
        assert _largest(theirs, timedelta(days=7)) <= TIGHT.caps[standing].agent
    for key in ("case_key", "customer_key"):
        for value in {charge[key] for charge in charges}:
            about = [charge for charge in charges if charge[key] == value]
            # A supervisor's yes may go beyond the agent's cap, never beyond the supervisor's own.
            widest = max(
                (TIGHT.caps[STANDINGS[charge["authority_of"]]] for charge in about), key=lambda caps: caps.case
            )
            cap, window = (widest.case, None) if key == "case_key" else (widest.customer, timedelta(days=30))
            assert _largest(about, window) <= cap


def _largest(charges: list[dict[str, Any]], window: timedelta | None) -> int:
    """The most that lies within any window of that length."""
    if window is None:
        return sum(charge["amount"] for charge in charges)
    ends = (charge["at"] for charge in charges)
    within = ([c["amount"] for c in charges if end - window < c["at"] <= end] for end in ends)
    return max((sum(amounts) for amounts in within), default=0)


def _quiet(wanted: Settings) -> Quiet:
    clock = Clock()
    return Quiet(parts_of(wanted, clock), clock, wanted)


async def _close(quiet: Quiet) -> None:
    desk = quiet.desk
    await desk.runner.stop()
    await desk.bot.close()
    await desk.shop.close()
    await desk.ports.remedies.close()
    await desk.ports.known.meaning.close()
    await desk.redis.aclose()
    await desk.record.close()
    desk.files.close()
