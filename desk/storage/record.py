"""The record: transactions, durable before anything is acknowledged, on SQLite or PostgreSQL by URL."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from types import TracebackType
from typing import Protocol

from asyncpg import exceptions as postgres
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from desk import errors
from desk.access.audit import AuditSeals
from desk.storage.group_writer import GroupWriter
from desk.storage.postgres import Postgres
from desk.storage.sql import Sql
from desk.storage.sqlite import SqliteSql
from desk.storage.unit import SqlUnit

CHECK = text("SELECT 1")


class _Database(Protocol):
    def change(self) -> AbstractAsyncContextManager[Sql]: ...

    def look(self) -> AbstractAsyncContextManager[Sql]: ...

    async def tidy(self) -> None: ...

    async def close(self) -> None: ...


class SqlRecord:
    """Keeps `desk.ports.Record`.

    SQLite runs in WAL mode with synchronous=FULL and PostgreSQL with its own default: a commit that returned is on
    the disk. `secret` seals the audit log.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._seals = AuditSeals(secret)
        parts = make_url(url)
        on_sqlite = parts.get_backend_name() == "sqlite"
        self._database: _Database = _Sqlite(parts.database or "") if on_sqlite else Postgres(url)

    def change(self) -> AbstractAsyncContextManager[SqlUnit]:
        """A transaction; durable once left without an exception, undone otherwise."""
        return _Opened(self._database.change(), self._seals)

    def look(self) -> AbstractAsyncContextManager[SqlUnit]:
        """Reads only, without a transaction."""
        return _Opened(self._database.look(), self._seals)

    async def check(self) -> None:
        """Raise `record_unavailable` unless the database answers."""
        try:
            async with self._database.look() as sql:
                await sql.execute(CHECK)
        except FAILURES as failure:
            raise _typed(failure) from failure

    async def tidy(self) -> None:
        """Empty SQLite's log of changes, where erased words could still be read. Best effort: readers may hold it."""
        await self._database.tidy()

    async def close(self) -> None:
        await self._database.close()


class _Opened(AbstractAsyncContextManager[SqlUnit]):
    """A connection for as long as the block lasts, with its failures typed.

    Written out, since a generator in its place costs every message some microseconds.
    """

    __slots__ = ("_connection", "_seals")

    def __init__(self, connection: AbstractAsyncContextManager[Sql], seals: AuditSeals) -> None:
        self._connection, self._seals = connection, seals

    async def __aenter__(self) -> SqlUnit:
        try:
            return SqlUnit(await self._connection.__aenter__(), self._seals)
        except FAILURES as failure:
            raise _typed(failure) from failure

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self._connection.__aexit__(kind, raised, trace)
        except FAILURES as failure:
            raise _typed(failure) from failure
        if isinstance(raised, FAILURES):
            raise _typed(raised) from raised


class _Sqlite:
    def __init__(self, path: str) -> None:
        self._path = path
        self._writer = GroupWriter(path)
        self._reader: SqliteSql | None = None

    def change(self) -> AbstractAsyncContextManager[Sql]:
        return self._writer.change()

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Sql]:
        self._reader = self._reader or SqliteSql(self._path, read_only=True)
        yield self._reader

    async def tidy(self) -> None:
        # On a connection and a thread of its own: it waits for the disk, and for whoever writes.
        await asyncio.to_thread(_empty_log, self._path)

    async def close(self) -> None:
        await self._writer.close()
        if self._reader is not None:
            self._reader.close()
            self._reader = None


def _empty_log(path: str) -> None:
    with closing(sqlite3.connect(path, timeout=1.0)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


CLASHES = (
    IntegrityError,
    sqlite3.IntegrityError,
    postgres.IntegrityConstraintViolationError,
    postgres.TransactionRollbackError,
)
MISUSE = (sqlite3.ProgrammingError, postgres.SyntaxOrAccessError)
UNSTORABLE = (postgres.DataError,)
FAILURES = (
    *CLASHES,
    OperationalError,
    InterfaceError,
    PoolTimeout,
    sqlite3.DatabaseError,
    postgres.PostgresError,
    postgres.InterfaceError,
    OSError,
)
"""OSError includes a connection that is refused and a time-out."""


def _typed(failure: Exception) -> Exception:
    if isinstance(failure, CLASHES):
        # Two writers met at a unique index or waited for each other: whoever was turned away looks again.
        return errors.changed_meanwhile()
    if isinstance(failure, UNSTORABLE):
        # PostgreSQL keeps no NUL in a text; SQLite would simply not find it.
        return errors.invalid_body("The request holds characters that cannot be stored.")
    return failure if isinstance(failure, MISUSE) else errors.record_unavailable()
