"""Everybody in a storm: they live until it is over, come to rest, and then tell what they sent and were shown."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks.storm_check import Observations, Reading, Stored
from benchmarks.storm_people import Agent, Customer
from benchmarks.storm_wire import Place, Tally, stored

AGENTS = ("maya", "tom", "olu")
QUIET_SECONDS, CAUGHT_UP_SECONDS = 300.0, 60.0


class Crowd:
    """Customers and agents at one or several desks that share the record at `record` (SQLite)."""

    def __init__(
        self, desks: tuple[str, ...], origin: str, password: str, record: Path, customers: int, rng: random.Random
    ) -> None:
        self._rng, self._record = rng, record
        self.tally = Tally()
        self.customers = [
            Customer(
                number, Place(desks, origin, f"127.1.{number // 200}.{number % 200 + 1}"), self._fork(), self.tally
            )
            for number in range(1, customers + 1)
        ]
        self.agents = [
            Agent(f"{name}@warmhand.example", password, Place(desks, origin, f"127.2.0.{n}"), self._fork(), self.tally)
            for n, name in enumerate(AGENTS, 1)
        ]
        self._over = asyncio.Event()
        self._living: list[asyncio.Task[None]] = []

    def arrive(self) -> None:
        """Begin to live."""
        people = [*self.customers, *self.agents]
        self._living = [asyncio.create_task(person.live(self._over)) for person in people]

    async def meanwhile(self, work: Awaitable[object]) -> None:
        """Do this while they live; raises at once when one of them stumbles: that is a fault of the benchmark."""
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait([task, *self._living], return_when=asyncio.FIRST_COMPLETED)
        for finished in done:
            finished.result()
        if task not in done:
            task.cancel()

    async def come_to_rest(self) -> None:
        """Until no message is underway, no job is open, and every reader holds what is stored; or not any longer."""
        self._over.set()
        await self._poll(lambda: self._pending() == 0 and self._all_settled(), QUIET_SECONDS)
        await self._poll(self._caught_up, CAUGHT_UP_SECONDS)

    async def go_home(self) -> None:
        """Close every connection."""
        for person in (*self.customers, *self.agents):
            person.leave()
        await asyncio.gather(*self._living)

    async def observe(self) -> Observations:
        """What is stored, read behind the desk's back; what was sent; what every reader was shown."""
        record: dict[str, list[Stored]] = {str(here): [] for (here,) in self._ask("SELECT id FROM conversations")}
        columns = "conversation_id, seq, kind, author_kind, message_id, text"
        for here, *entry in self._ask(f"SELECT {columns} FROM entries ORDER BY conversation_id, seq"):
            record[str(here)].append(Stored(*entry))  # type: ignore[arg-type]
        readings: list[Reading] = []
        sent = [message for agent in self.agents for message in agent.sent]
        for number, customer in enumerate(self.customers):
            if customer.post is None:
                continue
            here = customer.post.conversation_id
            sent += customer.post.sent
            readings += customer.readings()
            readings.append(Reading(f"{customer.name} anew", here, tuple(map(stored, await customer.whole()))))
            colleague = self.agents[number % len(self.agents)]
            shown = tuple(map(stored, await colleague.whole(here)))
            readings.append(Reading(f"{colleague.name} anew", here, shown))
        for agent in self.agents:
            readings += agent.readings()
        return Observations(tuple(sent), {here: tuple(entries) for here, entries in record.items()}, tuple(readings))

    def _fork(self) -> random.Random:
        return random.Random(self._rng.getrandbits(64))

    async def _poll(self, quiet: Callable[[], bool], seconds: float) -> None:
        # What is not quiet by then is not waited for any longer: the check will name it.
        deadline = time.monotonic() + seconds
        calm = 0
        while time.monotonic() < deadline and calm < 3:
            await self.meanwhile(asyncio.sleep(0.5))
            calm = calm + 1 if quiet() else 0

    def _all_settled(self) -> bool:
        return all(message.seq is not None for c in self.customers if c.post for message in c.post.sent[-1:])

    def _pending(self) -> int:
        return int(str(self._ask("SELECT count(*) FROM bot_jobs WHERE state = 'pending'")[0][0]))

    def _caught_up(self) -> bool:
        last = dict(self._ask("SELECT id, last_seq FROM conversations"))
        customers = all(
            held == last[c.post.conversation_id] for c in self.customers if c.post is not None for held in c.held()
        )
        return customers and all(held == last[here] for a in self.agents for here, held in a.held().items())

    def _ask(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(f"file:{self._record}?mode=ro", uri=True, timeout=10) as database:
            return database.execute(query).fetchall()
