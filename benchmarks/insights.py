"""How long the page of insights keeps the record busy: `bin/bench insights [--contacts 10000] --json OUT`.

A desk's own flows over a record of its own on SQLite, filled with contacts of the last 180 days that are made up by a
seeded draw. SQLite answers in the thread that asks, so its processor time is told beside the time on the clock.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from benchmarks.knowledge import _settings as settings_in
from benchmarks.results import report
from desk import demo_team
from desk.assembly import parts_of
from desk.insights import looking
from desk.insights.parts import PARTS
from desk.insights.period import LENGTHS, chosen
from desk.insights.ports import Wanted
from desk.ports import DeskPorts
from desk.storage.insights_schema import COUNTED
from desk.storage.insights_store import SqlInsights
from desk.storage.migrate import migrate

DAYS = 180
ROUNDS = 15
REASONS = ("track_order", "delivery_late", "damaged_item", "refund_status", "return_item", "payment_failed", None)
HANDOFFS = ("explicit_request", "frustration", "repeated_failure", "sensitive")
CAUSES = ("late", "damaged", "wrong")


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench insights", description=__doc__)
    options.add_argument("--contacts", type=int, default=10_000, help="how many there are")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_in(Path(folder))
        migrate(settings.database_url)
        demo_team.seed(settings)
        fill(Path(make_url(settings.database_url).database or ""), asked.contacts, datetime.now(UTC))
        figures = asyncio.run(_measured(parts_of(settings).ports))
    report({"contacts": asked.contacts} | figures, asked.out)


def fill(database: Path, number: int, now: datetime, seed: int = 1) -> None:
    """Made-up customers, conversations and contacts, written past the desk into an SQLite file."""
    chance, people = random.Random(seed), max(1, number * 2 // 3)
    with closing(sqlite3.connect(database, timeout=10)) as record, record:
        made = _stored(now - timedelta(days=DAYS))
        record.executemany(
            "INSERT INTO customers (id, created_at) VALUES (?, ?)", [(f"made_{each}", made) for each in range(people)]
        )
        record.executemany(
            "INSERT INTO conversations (id, customer_id, state, created_at, updated_at, last_seq, version, last_text)"
            " VALUES (?, ?, 'closed', ?, ?, 0, 0, '')",
            [(f"c_made_{each}", f"made_{each}", made, made) for each in range(people)],
        )
        record.executemany(
            "INSERT INTO insight_contacts_read (conversation_id, version) VALUES (?, 0)",
            [(f"c_made_{each}",) for each in range(people)],
        )
        first = int(record.execute("SELECT coalesce(max(id), 0) FROM insight_contacts").fetchone()[0]) + 1
        for contact_id in range(first, first + number):
            _contact(record, contact_id, chance.randrange(people), now, chance)


def _contact(record: sqlite3.Connection, contact_id: int, person: int, now: datetime, chance: random.Random) -> None:
    began, by_agent = now - timedelta(days=chance.uniform(0, DAYS)), chance.random() < 0.35
    row = {"id": contact_id, "conversation_id": f"c_made_{person}", "seq": contact_id, "person": f"made_{person}"}
    row |= {"day": began.date().isoformat(), "began_at": _stored(began)}
    row |= {"ended_at": _stored(began + timedelta(minutes=20))} | _outcome(by_agent, chance) | _times(by_agent, chance)
    names = ", ".join(row)
    record.execute(f"INSERT INTO insight_contacts ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values()))
    if chance.random() < 0.3:
        score = chance.choices((1, 2, 3, 4, 5), (6, 6, 10, 33, 45))[0]
        rated = (contact_id, "agent" if by_agent else "bot", score)
        record.execute('INSERT INTO contact_ratings (contact_id, number, "by", score) VALUES (?, 0, ?, ?)', rated)
    if by_agent and chance.random() < 0.15:
        given = (contact_id, chance.choice(CAUSES), chance.choice((500, 1_000, 2_000)))
        record.execute("INSERT INTO contact_gifts VALUES (?, 0, ?, ?, 'EUR')", given)


def _outcome(by_agent: bool, chance: random.Random) -> dict[str, Any]:
    solved = chance.random() < 0.85
    return {
        "ending": ("solved" if solved else "not_solved") if by_agent else "fell_silent",
        "reason": chance.choice(REASONS),
        "handoff_reason": chance.choice(HANDOFFS) if by_agent else None,
        "by_agent": by_agent,
        "bot_alone": not by_agent,
        "resolved": solved or not by_agent,
        "back": chance.choices((0, 1, 2), (85, 5, 10))[0],
        "articles_solved": int(chance.random() < 0.2),
        "articles_not_solved": int(chance.random() < 0.07),
    }


def _times(by_agent: bool, chance: random.Random) -> dict[str, Any]:
    none = dict.fromkeys(COUNTED, 0) | {"agent_seconds": 0}
    if not by_agent:
        return none
    wait = round(chance.expovariate(1 / 140))
    spans = {"wait": wait, "first_reply": wait + chance.randint(10, 90)}
    spans["resolution"] = wait + round(chance.expovariate(1 / 1_500))
    met = {"first_missed" if wait > 300 else "first_met": 1, "next_met": 1, "resolution_met": 1}
    return none | spans | met | {"agent_seconds": round(chance.expovariate(1 / 420))}


def _stored(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


QUERIES = ("_sums", "_spread", "_scores", "_gifts", "_handoffs", "people", "open_questions", "behind", "count_behind")
"""Methods of the store that are one statement each, its rows included."""


async def _measured(desk: DeskPorts) -> dict[str, float | int | str]:
    took: list[tuple[float, str]] = []
    waited: list[float] = []

    def timed(name: str, ask: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def asked(*arguments: Any) -> Any:
            begun, clock = time.thread_time(), time.perf_counter()
            found = await ask(*arguments)
            took.append(((time.thread_time() - begun) * 1_000, name))
            waited.append((time.perf_counter() - clock) * 1_000)
            return found

        return asked

    for name in QUERIES:
        setattr(SqlInsights, name, timed(name, getattr(SqlInsights, name)))
    figures: dict[str, float | int | str] = {}
    for days in LENGTHS:
        period, whole = chosen(days, None, desk.clock(), desk.service.hours), []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            await looking.dashboard(period, desk)
            whole.append((time.perf_counter() - begin) * 1_000)
        for part in PARTS:
            await looking.behind(Wanted(period, part), 0, desk)
        figures[f"page_ms_p50_{days}_days"] = round(statistics.median(whole), 1)
    slowest, name = max(took)
    return figures | {
        "queries": len(took),
        "query_ms_p50": round(statistics.median(waited), 2),
        "query_ms_max": round(max(waited), 1),
        "query_cpu_ms_p50": round(statistics.median(each for each, _ in took), 2),
        "query_cpu_ms_max": round(slowest, 1),
        "slowest": name,
    }


if __name__ == "__main__":
    main()
