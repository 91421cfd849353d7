"""`bin/bench storm`: kill -9 the parts of a house at random, under load, and read back whether a promise was broken."""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import give_up, report
from benchmarks.storm_check import Observations, Reading, Stored, check, counted
from benchmarks.storm_people import Agent, Customer
from benchmarks.storm_wire import Place, Tally, stored
from tests.journeys.house import House, open_house

PARTS = ("desk", "redis", "rasa", "actions")
WEIGHTS = (4, 2, 1, 2)
AGENTS = ("maya", "tom", "olu")
BETWEEN_KILLS = (2.0, 5.0)
QUIET_SECONDS, CAUGHT_UP_SECONDS = 300.0, 60.0
# What a storm must at least have been, for each minute, to count as one.
KILLS_A_MINUTE, ACKNOWLEDGED_A_MINUTE = 12, 1_000
BROKEN, TOO_WEAK = 3, 4


@dataclass(frozen=True)
class Wanted:
    """How hard the storm is to be."""

    seconds: float
    customers: int
    seed: int


def main(arguments: list[str] | None = None) -> int:
    """0 when every promise held; 3 when one was broken; 4 when it was no storm; 2 when the house did not open."""
    parser = argparse.ArgumentParser(prog="bin/bench storm", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="OUT")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--customers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep the house's data there")
    asked = parser.parse_args(arguments)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(1_000_000)
    with tempfile.TemporaryDirectory(prefix="warmhand-storm-") as scratch:
        folder = asked.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            house = open_house(folder)
        except AssertionError as failed:
            give_up(f"The house did not open: {failed}")
        try:
            figures = asyncio.run(Storm(house, Wanted(asked.seconds, asked.customers, seed)).rage())
        finally:
            house.stop()
    report(figures, asked.json)
    return verdict(figures, asked.seconds)


def verdict(figures: dict[str, object], seconds: float) -> int:
    """The exit code for these figures."""
    if figures["broken"] or figures["words_in_logs"]:
        return BROKEN
    share = seconds / 60.0
    kills, acknowledged = int(str(figures["kills"])), int(str(figures["acknowledged"]))
    weak = kills < int(KILLS_A_MINUTE * share) or acknowledged < int(ACKNOWLEDGED_A_MINUTE * share)
    return TOO_WEAK if weak else 0


class Storm:
    """One storm in one house: people, kills, quiet, and the reading back."""

    def __init__(self, house: House, wanted: Wanted) -> None:
        self._house, self._wanted = house, wanted
        self._rng = random.Random(wanted.seed)
        self._tally = Tally()
        self._kills: Counter[str] = Counter()
        url, password = house.url("desk"), house.agent_password
        self._customers = [
            Customer(number, Place(url, f"127.1.{number // 200}.{number % 200 + 1}"), self._fork(), self._tally)
            for number in range(1, wanted.customers + 1)
        ]
        self._agents = [
            Agent(f"{name}@warmhand.example", password, Place(url, f"127.2.0.{n}"), self._fork(), self._tally)
            for n, name in enumerate(AGENTS, 1)
        ]

    async def rage(self) -> dict[str, object]:
        """The whole way; what was counted and what was broken."""
        over = asyncio.Event()
        people = [*self._customers, *self._agents]
        living = [asyncio.create_task(person.live(over)) for person in people]
        killing = asyncio.create_task(self._kill())
        await self._while_alive(asyncio.sleep(self._wanted.seconds), living)
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        over.set()
        began = time.monotonic()
        await self._quiet(living)
        quiet_after = time.monotonic() - began
        seen = await self._observe()
        for person in people:
            person.leave()
        await asyncio.gather(*living)
        return self._figures(seen, quiet_after)

    def _fork(self) -> random.Random:
        return random.Random(self._rng.getrandbits(64))

    async def _while_alive(self, waiting: object, living: list[asyncio.Task[None]]) -> None:
        """Wait, and raise at once when one of the people stumbled: that is a fault of the benchmark."""
        task = asyncio.ensure_future(waiting)  # type: ignore[call-overload]
        done, _ = await asyncio.wait([task, *living], return_when=asyncio.FIRST_COMPLETED)
        if task not in done:
            task.cancel()
            for person in done:
                person.result()

    async def _kill(self) -> None:
        first = list(PARTS)
        self._rng.shuffle(first)
        while True:
            await asyncio.sleep(self._rng.uniform(*BETWEEN_KILLS))
            state = self._house.run["processes"]
            up = [name for name in PARTS if state[name]["state"] == "up"]
            wanted = [name for name in first if name in up]
            if not up:
                continue
            # What is up again soonest would otherwise be killed most.
            weights = [WEIGHTS[PARTS.index(name)] / (1 + self._kills[name]) for name in up]
            name = wanted[0] if wanted else self._rng.choices(up, weights)[0]
            if name in first:
                first.remove(name)
            say(f"kill -9 {name}")
            self._kills[name] += 1
            await asyncio.to_thread(self._house.kill, name)

    async def _quiet(self, living: list[asyncio.Task[None]]) -> None:
        """Until everything runs, no message is underway, no job is open, and every reader holds what is stored."""
        for name in PARTS:
            await asyncio.to_thread(self._house.until_up, name)
        say("all parts are up again; waiting until nothing is left to do")
        await self._poll(lambda: self._pending() == 0 and self._all_settled(), QUIET_SECONDS, living)
        await self._poll(self._caught_up, CAUGHT_UP_SECONDS, living)

    async def _poll(self, quiet: Callable[[], bool], seconds: float, living: list[asyncio.Task[None]]) -> None:
        # What is not quiet by then is not waited for any longer: the check will name it.
        deadline = time.monotonic() + seconds
        calm = 0
        while time.monotonic() < deadline and calm < 3:
            await self._while_alive(asyncio.sleep(0.5), living)
            calm = calm + 1 if quiet() else 0

    def _all_settled(self) -> bool:
        return all(message.seq is not None for c in self._customers if c.post for message in c.post.sent[-1:])

    def _pending(self) -> int:
        rows = self._ask("SELECT count(*) FROM bot_jobs WHERE state = 'pending'")
        return int(rows[0][0])

    def _caught_up(self) -> bool:
        last = dict(self._ask("SELECT id, last_seq FROM conversations"))
        customers = all(
            held == last[c.post.conversation_id] for c in self._customers if c.post is not None for held in c.held()
        )
        return customers and all(held == last[here] for a in self._agents for here, held in a.held().items())

    async def _observe(self) -> Observations:
        record: dict[str, list[Stored]] = {str(here): [] for (here,) in self._ask("SELECT id FROM conversations")}
        columns = "conversation_id, seq, kind, author_kind, message_id, text"
        for here, *entry in self._ask(f"SELECT {columns} FROM entries ORDER BY conversation_id, seq"):
            record[str(here)].append(Stored(*entry))  # type: ignore[arg-type]
        readings: list[Reading] = []
        sent = [message for agent in self._agents for message in agent.sent]
        for number, customer in enumerate(self._customers):
            if customer.post is None:
                continue
            here = customer.post.conversation_id
            sent += customer.post.sent
            readings += customer.readings()
            readings.append(Reading(f"{customer.name} anew", here, tuple(map(stored, await customer.whole()))))
            colleague = self._agents[number % len(self._agents)]
            shown = tuple(map(stored, await colleague.whole(here)))
            readings.append(Reading(f"{colleague.name} anew", here, shown))
        for agent in self._agents:
            readings += agent.readings()
        return Observations(tuple(sent), {here: tuple(entries) for here, entries in record.items()}, tuple(readings))

    def _ask(self, query: str) -> list[tuple[object, ...]]:
        path = self._house.var / "desk.db"
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10) as database:
            return database.execute(query).fetchall()

    def _words_in_logs(self) -> int:
        """Lines of all logs that hold a text somebody sent: each has a mark that nothing else has."""
        mark = re.compile(r"\((k\d+|maya|tom|olu)\.\d+\)")
        logs = [path.read_text("utf-8", "replace") for path in (self._house.var / "logs").iterdir()]
        return sum(bool(mark.search(line)) for log in logs for line in log.splitlines())

    def _figures(self, seen: Observations, quiet_after: float) -> dict[str, object]:
        violations = check(seen)
        for violation in violations[:30]:
            say(f"BROKEN {violation.kind} in {violation.conversation_id}: {violation.says}")
        tally = self._tally
        entries = [entry for transcript in seen.stored.values() for entry in transcript]
        return {
            "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seed": self._wanted.seed,
            "seconds": self._wanted.seconds,
            "customers": len(self._customers),
            "agents": len(self._agents),
            "kills": sum(self._kills.values()),
            **{f"kills_{name}": self._kills[name] for name in PARTS},
            "acknowledged": tally.acknowledged,
            "acknowledged_by_socket": tally.by_socket,
            "repeats_recognised": tally.repeats,
            "calls_dropped": tally.dropped_calls,
            "sockets_dropped": tally.dropped_sockets,
            "reconnects": len(tally.recoveries),
            "recovery_s_p50": quantile(tally.recoveries, 0.50),
            "recovery_s_p95": quantile(tally.recoveries, 0.95),
            "quiet_after_s": quiet_after,
            "entries": len(entries),
            "bot_replies": sum((entry.message_id or "").startswith("bot-") for entry in entries),
            "told_no_answer": sum((entry.message_id or "").endswith("-down") for entry in entries),
            "handoffs": sum(entry.kind == "handoff_requested" for entry in entries),
            "readings": len(seen.readings),
            "status_500": tally.internal_errors,
            "words_in_logs": self._words_in_logs(),
            "refusals": sum(tally.refusals.values()),
            **counted(violations),
            "broken": len(violations),
        }


def quantile(values: list[float], share: float) -> float:
    """The value that this share of them do not exceed; 0 when there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def say(text: str) -> None:
    """Progress, beside the figures."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
