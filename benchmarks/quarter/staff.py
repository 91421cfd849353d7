"""Staff: they take on who waits, write, promise, give, and look at what calls them; all through the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx

from benchmarks.quarter.customers import Customers, Wanted
from benchmarks.quarter.giving import Giving
from benchmarks.quarter.house import PASSWORD, House
from benchmarks.quarter.journal import Journal, Promised
from benchmarks.quarter.people import People
from benchmarks.quarter.timeline import Actor, Timeline
from benchmarks.quarter.wire import Browser, Refused, sign_in, socket_to, uuid_of

AGENTS = {"a_maya": "maya@warmhand.example", "a_tom": "tom@warmhand.example"}
OLU = "olu@warmhand.example"
MADE_GOOD = {
    "delivery_late": "late", "delivered_not_received": "lost", "damaged_item": "damaged", "wrong_item": "wrong_item",
    "missing_item": "wrong_item",
}  # fmt: skip
"""Reasons for which somebody may give something, and the cause they name."""
PROMISED = {
    "refund_status": "refund",
    "double_charge": "refund",
    "damaged_item": "replacement",
    "delivery_late": "delivery",
}


@dataclass
class Staff:
    """Maya and Tom at the line, each signed in anew every day. `keeper`: whether they look at what calls them."""

    house: House
    people: People
    journal: Journal
    timeline: Timeline
    http: httpx.AsyncClient
    keeper: bool
    giving: Giving
    customers: Customers | None = None
    _consoles: dict[str, tuple[datetime, Browser]] = field(default_factory=dict)
    _handled: int = 0

    def wants(self, wanted: Wanted) -> None:
        """Somebody waits: taken on after a while, when the house is open."""
        chance = self.people.draw("wait", wanted.visit.id)
        minutes = chance.expovariate(1 / self.people.house["staff"]["wait_minutes"])
        at = self.people.at_work(wanted.since + timedelta(minutes=min(minutes, 30)))
        self.timeline.begin(at, self.handle(wanted))

    async def console(self, email: str) -> Browser:
        """This colleague's browser; they sign in every morning."""
        now = self.house.clock()
        known = self._consoles.get(email)
        if known is None or now - known[0] > timedelta(hours=8):
            known = (now, await sign_in(self.http, self.house.desk_url, email, PASSWORD))
            self._consoles[email] = known
        return known[1]

    async def handle(self, wanted: Wanted) -> Actor:
        """One handling: claim, answer, promise, give, resolve; then the customer's mark."""
        agent = sorted(AGENTS)[self._handled % len(AGENTS)]
        self._handled += 1
        staff, visit = self.people.house["staff"], wanted.visit
        one = f"/api/agent/conversations/{wanted.conversation}"
        console = await self.console(AGENTS[agent])
        try:
            claimed = (await console.post(f"{one}/claim"))["conversation"]
        except Refused as refused:
            # Their silence or a colleague was quicker; nobody waits here any more.
            self.journal.problems.append(f"{refused.code} at the claim for {visit.id}")
            return
        await self._answer(console, wanted, claimed["last_seq"])
        yield self.house.clock() + timedelta(minutes=staff["writes_minutes"])
        await self._promise(console, wanted)
        if visit.reason in MADE_GOOD and visit.shopper is not None:
            await self.giving.perhaps(console, agent, wanted, MADE_GOOD[visit.reason])
        yield self.house.clock() + timedelta(minutes=1)
        await self._resolve(await self.console(AGENTS[agent]), wanted)

    async def _answer(self, console: Browser, wanted: Wanted, last_seq: int) -> None:
        """Over the console's socket, watching the conversation."""
        headers = {"cookie": console.headers["cookie"]}
        async with socket_to(self.house.desk_url, "/api/agent/socket", headers) as socket:
            await socket.until("ready")
            await socket.say({"type": "watch", "conversation_id": wanted.conversation, "after": last_seq})
            message = uuid_of(self.people.draw("answer", wanted.visit.id))
            said = {"conversation_id": wanted.conversation, "id": message, "text": "I have read it, and see to it now."}
            await socket.say({"type": "send", **said})
            await socket.until("sent")

    async def _resolve(self, console: Browser, wanted: Wanted) -> None:
        visit, chance = wanted.visit, self.people.draw("tags", wanted.visit.id)
        reason, staff = visit.reason, self.people.house["staff"]
        if chance.random() < staff["tags_otherwise"]:
            reason = chance.choice([each for each in self.house.bot.intents if each != reason])
        solved = chance.random() < staff["solves"]
        body = {"solved": solved, "contact_reason": reason}
        path = f"/api/agent/conversations/{wanted.conversation}/resolve"
        done = (await console.post(path, body))["conversation"]
        assert self.customers is not None
        await self.customers.back_to_rate(wanted, done, "person")
        if solved:
            self.customers.comes_back(visit, person=True)

    async def _promise(self, console: Browser, wanted: Wanted) -> None:
        """Perhaps promise something."""
        rules, visit, now = self.people.house["promises"], wanted.visit, self.house.clock()
        chance = self.people.draw("promise", visit.id)
        if chance.random() >= rules["makes"]:
            return
        due_on = self.people.at_work(now + timedelta(days=chance.randint(*rules["days"]))).date()
        what, promise_id = PROMISED.get(visit.reason, "answer"), uuid_of(chance)
        path = f"/api/agent/conversations/{wanted.conversation}/promises"
        made = (await console.post(path, {"id": promise_id, "what": what, "due_on": due_on.isoformat()}))["promise"]
        self._remember(visit.id, made, now)

    def _remember(self, about: str, made: dict[str, Any], now: datetime) -> None:
        due_at = datetime.fromisoformat(made["due_at"])
        thinks_at = self.people.remembers_at(about, now, due_at)
        self.journal.promises.append(Promised(made["id"], made["conversation_id"], due_at, thinks_at is not None))
        if thinks_at is not None:
            self.timeline.once(thinks_at, partial(self._keep, made["id"]))

    async def _keep(self, promise_id: str) -> None:
        """Somebody thought of it by themselves."""
        console = await self.console(AGENTS["a_maya"])
        try:
            await console.post(f"/api/agent/promises/{promise_id}/keep", {"why": ""})
        except Refused as refused:
            # A call had brought it to mind before.
            if refused.code != "promise_over":
                self.journal.problems.append(f"{refused.code} at keeping {promise_id}")

    async def look_around(self, until: datetime) -> Actor:
        """Every so many minutes each looks at what calls them; without the promise keeper nobody does."""
        while self.keeper and (now := self.house.clock()) < until:
            for email in (*AGENTS.values(), OLU):
                await self._called(await self.console(email))
            pause = timedelta(minutes=self.people.house["staff"]["calls_minutes"])
            yield self.people.at_work(now + pause)

    async def _called(self, console: Browser) -> None:
        rules = self.people.house["promises"]
        for promise in (await console.get("/api/agent/promises/calling"))["promises"]:
            known = next((each for each in self.journal.promises if each.id == promise["id"]), None)
            if known is None or known.called or promise["standing"] == "late":
                continue
            known.called = True
            chance = self.people.draw("called", known.id)
            if chance.random() >= rules["acts_when_called"]:
                continue
            if chance.random() < rules["can"]:
                await console.post(f"/api/agent/promises/{known.id}/keep", {"why": ""})
            else:
                await self._move(console, known, uuid_of(chance))

    async def _move(self, console: Browser, known: Promised, new_id: str) -> None:
        now = self.house.clock()
        day = self.people.at_work(now + timedelta(days=2)).date()
        body = {"id": new_id, "due_on": day.isoformat(), "why": "It takes a little longer."}
        moved = (await console.post(f"/api/agent/promises/{known.id}/move", body))["promise"]
        known.moved_to = moved["id"]
        self._remember(f"{known.id}+", moved, now)
