"""A first start that is cut off: the record is whole or not begun, and the next start makes it whole."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.postgres_server import PostgresServer
from desk.storage.migrate import migrate

pytestmark = pytest.mark.slow

KILLED = 9
EVERY = 29
"""Cut off after each twenty-ninth statement: there are more than two hundred."""


def migrate_until(url: str, most: int) -> None:
    """Migrate, and be gone the moment so many statements have run, as a process that is killed."""
    seen = 0

    @event.listens_for(Engine, "after_cursor_execute")
    def _count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen >= most:
            os._exit(KILLED)

    migrate(url)


def cut_off(url: str, most: int) -> bool:
    """Whether a start that was to be cut off after so many statements was."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=migrate_until, args=(url, most))
    process.start()
    process.join(60)
    assert process.exitcode in (0, KILLED)
    return process.exitcode == KILLED


def tables(url: str) -> set[str]:
    """The tables another reader finds."""

    async def look() -> set[str]:
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            found = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        await engine.dispose()
        return set(found)

    return asyncio.run(look())


@pytest.fixture(params=["sqlite", "postgresql"])
def nowhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that holds nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    yield server.database("cut_off")
    server.drop("cut_off")


def test_a_start_that_is_cut_off_leaves_no_half_record(nowhere: str) -> None:
    """After a kill anywhere in the first migration nothing stands there, and the next start goes through."""
    statements = 1
    while cut_off(nowhere, statements):
        assert tables(nowhere) == set(), f"half a record after {statements} statements"
        statements += EVERY
    assert statements > 100
    assert "agents" in tables(nowhere)
    migrate(nowhere)
