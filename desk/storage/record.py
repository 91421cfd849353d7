"""The record: transactions over SQLAlchemy, durable before anything is acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from desk import errors
from desk.storage.agent_store import SqlAgents
from desk.storage.clocks_store import SqlClocks, SqlTimers
from desk.storage.follow_up_store import SqlFollowUps
from desk.storage.routing_store import SqlLine, SqlOffers, SqlSeats
from desk.storage.stores import SqlConversations, SqlCustomers, SqlHandoffs, SqlJobs


class SqlUnit:
    """Keeps `desk.ports.Unit` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.conversations = SqlConversations(connection)
        self.jobs = SqlJobs(connection)
        self.handoffs = SqlHandoffs(connection)
        self.customers = SqlCustomers(connection)
        self.agents = SqlAgents(connection)
        self.line = SqlLine(connection)
        self.seats = SqlSeats(connection)
        self.offers = SqlOffers(connection)
        self.follow_ups = SqlFollowUps(connection)
        self.clocks = SqlClocks(connection)
        self.timers = SqlTimers(connection)


class SqlRecord:
    """Keeps `desk.ports.Record`.

    SQLite runs in WAL mode with synchronous=FULL: a commit that returned is on the disk. Writers of this process queue
    on a lock instead of on SQLite's busy handler, which would sleep.
    """

    def __init__(self, url: str) -> None:
        self._sqlite = url.startswith("sqlite")
        self._writers = _writing_engine(url, self._sqlite)
        self._readers = _reading_engine(url, self._sqlite)
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def change(self) -> AsyncIterator[SqlUnit]:
        """A transaction; durable once left without an exception, undone otherwise."""
        queue = self._writing if self._sqlite else nullcontext()
        async with queue, _typed_failures(), self._writers.begin() as connection:
            yield SqlUnit(connection)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[SqlUnit]:
        """Reads only, without a transaction."""
        async with _typed_failures(), self._readers.connect() as connection:
            yield SqlUnit(connection)

    async def check(self) -> None:
        """Raise `record_unavailable` unless the database answers."""
        async with _typed_failures(), self._readers.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self._writers.dispose()
        await self._readers.dispose()


@asynccontextmanager
async def _typed_failures() -> AsyncIterator[None]:
    try:
        yield
    except IntegrityError as clash:
        # Two writers met at a unique index: whoever came second looks again.
        raise errors.changed_meanwhile() from clash
    except (OperationalError, InterfaceError, OSError) as failure:
        raise errors.record_unavailable() from failure


def _writing_engine(url: str, sqlite: bool) -> AsyncEngine:
    engine = create_async_engine(url)
    if sqlite:
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _reading_engine(url: str, sqlite: bool) -> AsyncEngine:
    if not sqlite:
        return create_async_engine(url, isolation_level="AUTOCOMMIT")
    engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver would open transactions by itself, and deferred ones. Without it, readers run in autocommit and
    # writers begin with IMMEDIATE, so that no writer fails half-way.
    unmanaged: Any = connection
    unmanaged.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
