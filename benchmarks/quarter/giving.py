"""Gifts: given within and over what one may, sent twice, with answers lost on the way, and a desk that is killed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from benchmarks.quarter.customers import Wanted
from benchmarks.quarter.house import House
from benchmarks.quarter.journal import Journal, Wish
from benchmarks.quarter.people import People
from benchmarks.quarter.plan import Quarter
from benchmarks.quarter.wire import Browser, Refused, uuid_of

SPREE = 8
SPREE_MINOR = 2_000
KILLED_AFTER_SECONDS = (0.0, 0.008, 0.016, 0.024, 0.034, 0.05)
"""Before the desk reads, while it writes, while the shop works, after it: each kill at another moment."""


@dataclass
class Giving:
    """What agents give, and what is done to their wishes on the way."""

    house: House
    people: People
    quarter: Quarter
    journal: Journal
    killed: list[datetime] = field(default_factory=list)
    sprees: list[datetime] = field(default_factory=list)

    def _due(self, done: list[datetime], how_many: int) -> bool:
        """Whether the next of so many, spread over the quarter, is due."""
        span = (self.quarter.ends - self.quarter.begins) / (how_many + 1)
        now = self.house.clock()
        if len(done) >= how_many or now < self.quarter.begins + span * (len(done) + 1):
            return False
        done.append(now)
        return True

    async def perhaps(self, console: Browser, agent: str, wanted: Wanted, cause: str) -> None:
        """Perhaps give a voucher for the order this is about."""
        rules, visit = self.people.house["gifts"], wanted.visit
        chance = self.people.draw("gift", visit.id)
        order = visit.order or self._newest_order(visit.shopper or "")
        if chance.random() >= rules["gives"] or order is None:
            return
        minor = round(chance.randint(*rules["minor"]), -2)
        if self._due(self.sprees, rules["sprees"]):
            wishes = [self._wish(chance, wanted, order, agent, SPREE_MINOR, "spree") for _ in range(SPREE)]
            await asyncio.gather(*(self._ask(console, wish, cause) for wish in wishes))
            return
        fate = self._fate(chance.random(), rules)
        await self._ask(console, self._wish(chance, wanted, order, agent, minor, fate), cause)

    def _fate(self, drawn: float, rules: dict[str, Any]) -> str:
        if self._due(self.killed, rules["kills"]):
            return "killed"
        if drawn < rules["sends_twice"]:
            return "sent twice"
        return "answer lost" if drawn < rules["sends_twice"] + rules["answer_lost"] else "plain"

    def _newest_order(self, shopper: str) -> str | None:
        now = self.house.clock() - timedelta(hours=1)
        own = [each for each in self.quarter.parcels if each.shopper == shopper and each.placed < now]
        return max(own, key=lambda each: each.placed).number if own else None

    def _wish(self, chance: Any, wanted: Wanted, order: str, agent: str, minor: int, fate: str) -> Wish:
        wish = Wish(uuid_of(chance), wanted.conversation, order, wanted.visit.shopper or "", agent, minor, fate)
        self.journal.wishes.append(wish)
        return wish

    async def _ask(self, console: Browser, wish: Wish, cause: str) -> None:
        path = f"/api/agent/conversations/{wish.conversation}/gifts"
        body = {
            "id": wish.id, "order_number": wish.order, "gift": "voucher", "cause": cause,
            "amount": {"minor": wish.minor, "currency": "EUR"},
        }  # fmt: skip
        try:
            wish.answer = await self._sent(console, path, body, wish.fate)
        except Refused as refused:
            wish.answer = refused.code
            if refused.code == "approval_needed":
                asked = await console.post(path, body | {"with_approval": True})
                wish.answer = str(asked["grant"]["state"])

    async def _sent(self, console: Browser, path: str, body: dict[str, Any], fate: str) -> str:
        """Send it as that fate has it; the state it ends in, as far as the desk knows then."""
        if fate == "sent twice":
            first, second = await asyncio.gather(console.post(path, body), console.post(path, body))
            assert first["grant"]["id"] == second["grant"]["id"]
            return str(second["grant"]["state"])
        if fate == "answer lost":
            # The shop has given; what it says is lost on the way, and the desk does not know.
            self.house.shop.lose_answers += 1
            await _without_answer(console.post(path, body))
        if fate == "killed":
            first_try = asyncio.create_task(_without_answer(console.post(path, body)))
            await asyncio.sleep(KILLED_AFTER_SECONDS[(len(self.killed) - 1) % len(KILLED_AFTER_SECONDS)])
            await self.house.kill_desk()
            await first_try
        return str((await console.post(path, body))["grant"]["state"])


async def _without_answer(asked: Any) -> None:
    """Whatever came of it, the browser did not hear it; it asks again."""
    try:
        await asked
    except Refused:
        return
