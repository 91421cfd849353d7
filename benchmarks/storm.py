"""`bin/bench storm`: kill -9 the parts of a house at random, under load, and read back whether a promise was broken."""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import give_up, report
from benchmarks.storm_check import Observations, check, counted
from benchmarks.storm_crowd import Crowd
from tests.journeys.house import House, open_house

PARTS = ("desk", "redis", "rasa", "actions")
WEIGHTS = (4, 2, 1, 2)
BETWEEN_KILLS = (2.0, 5.0)
UP_SECONDS = 300.0
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
    parser.add_argument("--customers", type=int, default=60)
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
        self._kills: Counter[str] = Counter()
        url, record = house.url("desk"), house.var / "desk.db"
        self._crowd = Crowd((url,), url, house.agent_password, record, wanted.customers, self._rng)

    async def rage(self) -> dict[str, object]:
        """The whole way; what was counted and what was broken."""
        crowd = self._crowd
        crowd.arrive()
        killing = asyncio.create_task(self._kill())
        await crowd.meanwhile(asyncio.sleep(self._wanted.seconds))
        killing.cancel()
        await asyncio.gather(killing, return_exceptions=True)
        began = time.monotonic()
        for name in PARTS:
            await crowd.meanwhile(asyncio.to_thread(self._house.until_up, name, UP_SECONDS))
        say("all parts are up again; waiting until nothing is left to do")
        await crowd.come_to_rest()
        quiet_after = time.monotonic() - began
        seen = await crowd.observe()
        await crowd.go_home()
        return self._figures(seen, quiet_after)

    async def _kill(self) -> None:
        first = list(PARTS)
        self._rng.shuffle(first)
        while True:
            await asyncio.sleep(self._rng.uniform(*BETWEEN_KILLS))
            state = self._house.run["processes"]
            up = [name for name in PARTS if state[name]["state"] == "up"]
            if not up:
                continue
            wanted = [name for name in first if name in up]
            # What is up again soonest would otherwise be killed most.
            weights = [WEIGHTS[PARTS.index(name)] / (1 + self._kills[name]) for name in up]
            name = wanted[0] if wanted else self._rng.choices(up, weights)[0]
            if name in first:
                first.remove(name)
            say(f"kill -9 {name}")
            self._kills[name] += 1
            await asyncio.to_thread(self._house.kill, name)

    def _words_in_logs(self) -> int:
        """Lines of all logs that hold a text somebody sent: each has a mark that nothing else has."""
        mark = re.compile(r"\((k\d+|maya|tom|olu)\.\d+\)")
        logs = [path.read_text("utf-8", "replace") for path in (self._house.var / "logs").iterdir()]
        return sum(bool(mark.search(line)) for log in logs for line in log.splitlines())

    def _figures(self, seen: Observations, quiet_after: float) -> dict[str, object]:
        violations = check(seen)
        for violation in violations[:30]:
            say(f"BROKEN {violation.kind} in {violation.conversation_id}: {violation.says}")
        tally = self._crowd.tally
        entries = [entry for transcript in seen.stored.values() for entry in transcript]
        return {
            "measured_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "seed": self._wanted.seed,
            "seconds": self._wanted.seconds,
            "customers": len(self._crowd.customers),
            "agents": len(self._crowd.agents),
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
