"""The words of all changes of a commit are indexed together, and each change still stands or falls by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from desk.conversations import conversation as rules
from desk.conversations.entry import Message
from desk.customers.customer import Customer
from desk.search.query import parsed
from tests.desk.test_grouped_commits import ANA, NOW, Storage, storage

__all__ = ["storage"]


async def found(storage: Storage, word: str) -> set[str]:
    """The texts that are found by this word."""
    async with storage.record.look() as unit:
        return {entry.message.text for _, entry in await unit.search.entries(parsed(word), None, 300) if entry.message}


async def say_then(storage: Storage, text: str, *, ask: bool, fail: bool) -> None:
    """Say something as a new person; perhaps ask what writes all words put off, perhaps break."""
    async with storage.record.change() as unit:
        await unit.customers.add(Customer(text, NOW))
        begun = rules.start(f"c_{text}", text, NOW)
        await unit.conversations.add(begun)
        await unit.conversations.save(begun, rules.say(begun, ANA, Message(f"m-{text}", f"{text} parcel"), NOW))
        if ask:
            await unit.search.entries(parsed("parcel"), None, 10)
        if fail:
            raise RuntimeError("broken")


async def test_all_words_of_a_group_are_found_and_written_by_few_statements(storage: Storage) -> None:
    """A hundred messages at once: each is found, and the index is written a few times only."""
    for n in range(1, 100):
        await storage.start(f"p{n}")
    heard: list[str] = []
    storage.plain.set_trace_callback(heard.append)
    await asyncio.gather(*(storage.say(f"p{n}", f"parcel number{n}") for n in range(100)))
    # Heard once more for each row, by the trigger.
    assert 1 <= len({one for one in heard if one.startswith("INSERT INTO search_texts")}) <= 6
    assert await found(storage, "parcel") == {f"parcel number{n}" for n in range(100)}


async def test_a_change_that_breaks_takes_its_own_words_along_only(storage: Storage) -> None:
    """Also when it had written those of others already."""
    outcomes = await asyncio.gather(
        say_then(storage, "first", ask=False, fail=False),
        say_then(storage, "second", ask=False, fail=True),
        say_then(storage, "third", ask=True, fail=True),
        say_then(storage, "fourth", ask=True, fail=False),
        say_then(storage, "fifth", ask=False, fail=False),
        return_exceptions=True,
    )
    assert [isinstance(one, RuntimeError) for one in outcomes] == [False, True, True, False, False]
    assert await found(storage, "parcel") == {"first parcel", "fourth parcel", "fifth parcel"}
    rows = storage.other.execute("SELECT conversation_id FROM search_texts").fetchall()
    assert sorted(rows) == [("c_fifth",), ("c_first",), ("c_fourth",)]


async def test_words_changed_in_the_same_group_are_found_as_they_are_now(storage: Storage) -> None:
    """A message is reworded before its own commit: what it said is not found."""

    async def reword() -> None:
        async with storage.record.change() as unit:
            (entry,) = await unit.conversations.entries("c_p0")
            assert entry.message is not None
            await unit.conversations.amend(replace(entry, message=replace(entry.message, text="letter")))

    await asyncio.gather(storage.say("p0", "parcel"), reword())
    assert (await found(storage, "parcel"), await found(storage, "letter")) == (set(), {"letter"})


async def test_a_person_who_goes_in_the_same_group_takes_the_words_along(storage: Storage) -> None:
    """Words put off are written before anything is removed, so that none comes after."""

    async def erase() -> None:
        async with storage.record.change() as unit:
            await unit.privacy.erase_conversations(["c_p0"], NOW)

    outcomes = await asyncio.gather(storage.say("p0", "parcel"), erase(), return_exceptions=True)
    assert outcomes == [None, None]
    assert storage.other.execute("SELECT count(*) FROM search_texts").fetchone() == (0,)


async def test_a_disk_that_is_full_at_the_words_fails_the_message(storage: Storage) -> None:
    """Nobody is acknowledged, nothing is kept of it, and the next message is stored and found."""
    await storage.say("p0", "before")
    refusing = "BEFORE INSERT ON main.search_texts BEGIN SELECT RAISE(FAIL, 'full'); END"
    storage.plain.execute(f"CREATE TEMP TRIGGER full {refusing}")
    (outcome,) = await asyncio.gather(storage.say("p0", "parcel"), return_exceptions=True)
    assert isinstance(outcome, Exception)
    storage.plain.execute("DROP TRIGGER full")
    await storage.say("p0", "after")
    assert storage.texts() == {"before", "after"}
    assert (await found(storage, "parcel"), await found(storage, "after")) == (set(), {"after"})
