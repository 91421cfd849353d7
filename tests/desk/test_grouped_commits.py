"""Changes that come together share a commit, and share nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desk.conversations import conversation as rules
from desk.conversations.entry import Author, AuthorKind, Message
from desk.customers.customer import Customer
from desk.errors import DeskError
from desk.storage.group_writer import FEW, PACE_SECONDS
from desk.storage.record import SqlRecord

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ANA = Author(AuthorKind.CUSTOMER, "Ana")


class Storage:
    """A record on a file of its own, and a stranger's view of that file."""

    def __init__(self, path: Path) -> None:
        self.record = SqlRecord(f"sqlite+aiosqlite:///{path}", "s" * 40)
        self.other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    async def start(self, customer_id: str) -> None:
        async with self.record.change() as unit:
            await unit.customers.add(Customer(customer_id, NOW))
            await unit.conversations.add(rules.start(f"c_{customer_id}", customer_id, NOW))

    async def say(self, customer_id: str, text: str) -> None:
        async with self.record.change() as unit:
            before = await unit.conversations.get(f"c_{customer_id}")
            assert before is not None
            await unit.conversations.save(before, rules.say(before, ANA, Message(f"{customer_id}-{text}", text), NOW))

    def texts(self) -> set[str]:
        return {text for (text,) in self.other.execute("SELECT text FROM entries")}

    @property
    def plain(self) -> sqlite3.Connection:
        """The writing connection itself."""
        return self.record._database._writer._sql.plain  # type: ignore[attr-defined]


@pytest.fixture
async def storage(tmp_path: Path, empty_database: Path) -> AsyncIterator[Storage]:
    path = tmp_path / "desk.db"
    path.write_bytes(empty_database.read_bytes())
    found = Storage(path)
    await found.start("p0")
    yield found
    await found.record.close()
    found.other.close()


async def test_changes_at_once_share_commits(storage: Storage) -> None:
    """A hundred changes at the same moment need a handful of commits."""
    for n in range(1, 100):
        await storage.start(f"p{n}")
    heard: list[str] = []
    storage.plain.set_trace_callback(heard.append)
    await asyncio.gather(*(storage.say(f"p{n}", f"words {n}") for n in range(100)))
    commits = [statement for statement in heard if statement == "COMMIT"]
    assert 1 <= len(commits) <= 5
    assert storage.texts() == {f"words {n}" for n in range(100)}


@pytest.mark.parametrize("together", [1, 2, FEW])
async def test_after_a_few_the_next_commit_does_not_wait(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """An answer is not held up because two changes happened to meet before it."""
    for n in range(1, together):
        await storage.start(f"p{n}")
    await asyncio.sleep(2 * PACE_SECONDS)
    monkeypatch.setattr("desk.storage.group_writer.PACE_SECONDS", 3.0)
    storage.record._database._writer._since = float("-inf")  # type: ignore[attr-defined]
    await asyncio.gather(*(storage.say(f"p{n}", "words") for n in range(together)))
    async with asyncio.timeout(2):
        await storage.say("p0", "more words")


async def test_after_many_the_next_commit_keeps_the_pace(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy desk pays for the disk once per group."""
    for n in range(1, 20):
        await storage.start(f"p{n}")
    monkeypatch.setattr("desk.storage.group_writer.PACE_SECONDS", 0.4)
    await asyncio.gather(*(storage.say(f"p{n}", "words") for n in range(20)))
    began = time.monotonic()
    await storage.say("p0", "more words")
    assert time.monotonic() - began > 0.2


async def test_nothing_is_acknowledged_before_its_commit(storage: Storage) -> None:
    """Whoever hears that a change is done finds it in the file, seen from outside; nobody sees it earlier."""

    async def one(n: int) -> None:
        async with storage.record.change() as unit:
            await unit.customers.add(Customer(f"new{n}", NOW))
            inside = storage.other.execute("SELECT count(*) FROM customers WHERE id = ?", (f"new{n}",)).fetchone()
            assert inside == (0,)
        after = storage.other.execute("SELECT count(*) FROM customers WHERE id = ?", (f"new{n}",)).fetchone()
        assert after == (1,)

    await asyncio.gather(*(one(n) for n in range(40)))


async def test_a_failing_change_undoes_itself_only(storage: Storage) -> None:
    """Of twenty changes in one group every fifth breaks half-way: only the others are stored."""

    async def one(n: int) -> None:
        async with storage.record.change() as unit:
            await unit.customers.add(Customer(f"new{n}", NOW))
            if n % 5 == 0:
                raise RuntimeError("broken")

    outcomes = await asyncio.gather(*(one(n) for n in range(20)), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if outcome is not None] == [0, 5, 10, 15]
    stored = {row for (row,) in storage.other.execute("SELECT id FROM customers WHERE id LIKE 'new%'")}
    assert stored == {f"new{n}" for n in range(20) if n % 5}


async def test_of_two_writers_at_the_same_version_one_is_told(storage: Storage) -> None:
    """Compare-and-set inside a group: the second writer is refused, and the changes around it are stored."""
    async with storage.record.look() as unit:
        seen = await unit.conversations.get("c_p0")
    assert seen is not None

    async def write(text: str) -> None:
        async with storage.record.change() as unit:
            await unit.conversations.save(seen, rules.say(seen, ANA, Message(text, text), NOW))

    first, second, other = await asyncio.gather(
        write("first"), write("second"), storage.start("p1"), return_exceptions=True
    )
    assert (first, other) == (None, None)
    assert isinstance(second, DeskError)
    assert second.code == "changed_meanwhile"
    assert storage.texts() == {"first"}


async def test_a_clash_at_a_unique_index_is_that_change_only(storage: Storage) -> None:
    """A second live conversation of the same person is refused; the rest of its group is stored."""

    async def second_conversation() -> None:
        async with storage.record.change() as unit:
            await unit.conversations.add(rules.start("c_again", "p0", NOW))

    outcomes = await asyncio.gather(
        storage.start("p1"), second_conversation(), storage.start("p2"), return_exceptions=True
    )
    assert [outcome.code if isinstance(outcome, DeskError) else outcome for outcome in outcomes] == [
        None,
        "changed_meanwhile",
        None,
    ]


async def test_another_process_that_writes_is_waited_for(storage: Storage) -> None:
    """While somebody else holds SQLite's lock, changes wait and everything else of the desk goes on."""
    storage.other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(storage.say("p0", "late"))
    longest, last = 0.0, time.perf_counter()
    for _ in range(30):
        await asyncio.sleep(0.01)
        longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
    assert not waiting.done()
    assert longest < 0.25
    storage.other.execute("COMMIT")
    await asyncio.wait_for(waiting, 5)
    assert storage.texts() == {"late"}


async def test_who_gives_up_waiting_holds_nobody_up(storage: Storage) -> None:
    """Changes cancelled while they wait or while they are committed leave the next ones free to go on."""
    tasks = [asyncio.create_task(storage.say("p0", f"m{n}")) for n in range(30)]
    for n, task in enumerate(tasks):
        if n % 2:
            task.cancel()
        await asyncio.sleep(0)
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    kept = {f"m{n}" for n, outcome in enumerate(outcomes) if outcome is None}
    assert kept <= storage.texts()
    await storage.say("p0", "after")
    assert "after" in storage.texts()


async def test_r5_a_full_disk_acknowledges_nothing_and_recovers(storage: Storage) -> None:
    """With no room left no change of the group is acknowledged; with room again the same record goes on, whole."""
    await storage.say("p0", "before")
    pages = storage.plain.execute("PRAGMA page_count").fetchone()[0]
    storage.plain.execute(f"PRAGMA max_page_count = {pages + 2}")
    outcomes = await asyncio.gather(
        *(storage.say("p0", "x" * 3_000 + str(n)) for n in range(20)), return_exceptions=True
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, DeskError)]
    assert {outcome.code for outcome in refused} == {"record_unavailable"}
    acknowledged = [n for n, outcome in enumerate(outcomes) if outcome is None]
    assert {"before"} | {"x" * 3_000 + str(n) for n in acknowledged} == storage.texts()
    storage.plain.execute("PRAGMA max_page_count = 1000000")
    await storage.say("p0", "room again")
    assert "room again" in storage.texts()
    numbers = [seq for (seq,) in storage.other.execute("SELECT seq FROM entries ORDER BY seq")]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_moments_and_json_are_the_same_whichever_way_they_are_read(storage: Storage) -> None:
    """What prepared statements write, SQLAlchemy reads alike, and the other way round."""
    odd = NOW.replace(microsecond=120)
    async with storage.record.change() as unit:
        before = await unit.conversations.get("c_p0")
        assert before is not None
        message = Message("id-1", "Grüße 👋", card={"kind": "order", "order": {"total": "1.50", "late": None}})
        await unit.conversations.save(before, rules.say(before, ANA, message, odd))
    async with storage.record.look() as unit:
        prepared = await unit.conversations.get("c_p0")
        through_core = await unit.conversations.current_of("p0")
        entries = await unit.conversations.entries("c_p0")
    assert prepared == through_core
    assert prepared is not None
    assert prepared == replace(prepared, updated_at=odd)
    assert entries[0].message == message
