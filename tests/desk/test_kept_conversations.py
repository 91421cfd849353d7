"""What the record keeps of conversations between two changes is never older than the file."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Executable, text, update

from desk.conversations import conversation as rules
from desk.conversations.conversation import State
from desk.conversations.entry import Message
from desk.errors import DeskError
from desk.storage.schema import conversations
from tests.desk.test_grouped_commits import ANA, NOW, Storage, storage

__all__ = ["storage"]


def asked_for(storage: Storage) -> list[str]:
    """The reads of conversations from now on."""
    heard: list[str] = []
    storage.plain.set_trace_callback(lambda statement: heard.append(statement) if "SELECT conv" in statement else None)
    return heard


async def test_the_next_message_reads_nothing(storage: Storage) -> None:
    """What this process wrote last is known, with the version it was stored with."""
    await storage.say("p0", "one")
    reads = asked_for(storage)
    await storage.say("p0", "two")
    assert reads == []
    assert storage.texts() == {"one", "two"}
    async with storage.record.look() as unit:
        stored = await unit.conversations.get("c_p0")
    async with storage.record.change() as unit:
        assert await unit.conversations.get("c_p0") == stored


async def test_what_another_process_wrote_is_seen(storage: Storage) -> None:
    """Two desks share one file: the other's change shows in the next transaction, however well this one knows it."""
    await storage.say("p0", "one")
    storage.other.execute("UPDATE conversations SET state = 'waiting', version = version + 1")
    async with storage.record.change() as unit:
        found = await unit.conversations.get("c_p0")
    assert found is not None
    assert found.state is State.WAITING
    await storage.say("p0", "two")
    assert storage.texts() == {"one", "two"}


async def test_what_was_undone_is_not_kept(storage: Storage) -> None:
    """A change that breaks after it saved leaves the conversation as it was, for the others of its group too."""
    await storage.say("p0", "one")

    async def breaks() -> None:
        async with storage.record.change() as unit:
            before = await unit.conversations.get("c_p0")
            assert before is not None
            await unit.conversations.save(before, rules.say(before, ANA, Message("broken", "broken"), NOW))
            raise RuntimeError("broken")

    broken, said = await asyncio.gather(breaks(), storage.say("p0", "two"), return_exceptions=True)
    assert isinstance(broken, RuntimeError)
    assert said is None
    assert storage.texts() == {"one", "two"}
    assert [seq for (seq,) in storage.other.execute("SELECT seq FROM entries ORDER BY seq")] == [1, 2]


async def test_a_commit_that_fails_leaves_nothing_kept(storage: Storage) -> None:
    """With no room on the disk nothing was stored, so nothing is known any more."""
    await storage.say("p0", "one")
    pages = storage.plain.execute("PRAGMA page_count").fetchone()[0]
    storage.plain.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DeskError, match="store"):
        await storage.say("p0", "x" * 100_000)
    storage.plain.execute("PRAGMA max_page_count = 1000000")
    await storage.say("p0", "two")
    assert storage.texts() == {"one", "two"}


@pytest.mark.parametrize(
    "past_the_store",
    [update(conversations).values(state="closed"), text("UPDATE conversations SET state = 'closed'")],
    ids=["by table", "by words"],
)
async def test_what_is_changed_past_the_store_is_seen(storage: Storage, past_the_store: Executable) -> None:
    """Erasing and the like write by other ways: nothing of what was known before is left."""
    await storage.say("p0", "one")
    async with storage.record.change() as unit:
        await unit._sql.execute(past_the_store)
        found = await unit.conversations.get("c_p0")
    assert found is not None
    assert found.state is State.CLOSED
