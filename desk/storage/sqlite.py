"""SQLite: one connection that reads, one that writes in groups, and a thread that waits for the disk.

Statements run where they are asked, on the event loop: a point read or a row takes microseconds, less than handing it
to a thread. Only the commit waits for the disk, so only the commit has a thread.

Changes that come together share one BEGIN IMMEDIATE ... COMMIT. They run one after another, each inside a savepoint,
so a failing one undoes itself only; none is acknowledged before the commit of its group has returned.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from contextlib import AbstractAsyncContextManager
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import Any

from sqlalchemy import CursorResult, Executable, create_engine
from sqlalchemy.pool import StaticPool

from desk import errors
from desk.storage.disk_thread import DiskThread
from desk.storage.sql import Prepared, Row, Values

MOST_IN_A_GROUP = 64
PACE_SECONDS = 0.03
"""After a group of several the next commit begins no sooner, so that a busy desk pays for one wait per group. A change
that comes alone is committed at once."""
MOST_ROWS = 64
"""Rows written by one statement."""
BEGIN_SECONDS, BEGIN_PAUSE_SECONDS = 5.0, 0.005
"""How long to wait for another process that writes, and how often to look."""


class SqliteSql:
    """Keeps `Sql` on a plain connection; nothing in it ever waits, so a change runs in one go."""

    def __init__(self, path: str, *, read_only: bool = False) -> None:
        self.changing = not read_only
        # Transactions are ours: the driver would begin deferred ones, which fail half-way.
        self.plain = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=5.0 if read_only else 0
        )
        pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
        for pragma in (*pragmas, "query_only=ON") if read_only else pragmas:
            self.plain.execute(f"PRAGMA {pragma}")
        # What is rarely asked goes through SQLAlchemy on the same connection.
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: self.plain,
            poolclass=StaticPool,
            pool_reset_on_return=None,
            hide_parameters=True,
        )
        self._core = self._engine.connect()
        self.rows_put_off: list[tuple[Prepared, list[Any]]] = []

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        if self.rows_put_off:
            self.write_put_off()
        return self._core.execute(statement, parameters)

    async def fetch(self, prepared: Prepared, **values: Any) -> list[Row]:
        spelled = prepared.on_sqlite
        return [spelled.row(found) for found in self.plain.execute(spelled.text, spelled.encoded(values)).fetchall()]

    async def run(self, prepared: Prepared, values: Values) -> int:
        spelled = prepared.on_sqlite
        return self.plain.execute(spelled.text, spelled.encoded(values)).rowcount

    async def put_off(self, prepared: Prepared, values: Values) -> None:
        self.rows_put_off.append((prepared, prepared.on_sqlite.encoded(values)))

    async def catch_up(self) -> None:
        self.write_put_off()

    def write_put_off(self) -> None:
        """Write the rows that were put off, in order, as many as belong together by one statement."""
        rows, self.rows_put_off = self.rows_put_off, []
        for prepared, together in groupby(rows, key=itemgetter(0)):
            values = [row for _, row in together]
            for first in range(0, len(values), MOST_ROWS):
                some = values[first : first + MOST_ROWS]
                self.plain.execute(prepared.on_sqlite.for_rows(len(some)), [value for row in some for value in row])

    def commit(self) -> None:
        """Make the transaction durable, with what was put off in it."""
        self.write_put_off()
        self.plain.execute("COMMIT")

    def give_up(self) -> None:
        """Leave nothing of a transaction that could not be committed."""
        self.rows_put_off = []
        if self.plain.in_transaction:
            self.plain.execute("ROLLBACK")

    def close(self) -> None:
        self._core.close()
        self._engine.dispose()
        self.plain.close()


class GroupWriter:
    """Gives changes their turn on the writing connection and commits them in groups."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sql: SqliteSql | None = None
        self._disk = DiskThread()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._written: list[asyncio.Future[None]] = []
        self._put_off_before: tuple[list[tuple[Prepared, list[Any]]], int] = ([], 0)
        self._begun = False
        self._not_before = 0.0
        self._planned = False
        """A look whether to commit will be taken."""
        self._busy = False
        """Somebody has the turn, or a commit is under way."""

    def change(self) -> AbstractAsyncContextManager[SqliteSql]:
        """A change: durable once left without an exception, undone otherwise."""
        return _Change(self)

    async def begin(self) -> SqliteSql:
        """Wait for the turn; then everything runs in one go until `end` or `undo`."""
        sql = await self._turn()
        # What this change writes of them is undone with it, though they are of others.
        self._put_off_before = (sql.rows_put_off, len(sql.rows_put_off))
        try:
            sql.plain.execute("SAVEPOINT change")
        except BaseException:
            self.undo(sql)
            raise
        return sql

    async def end(self, sql: SqliteSql) -> None:
        """Give up the turn and return once the change is on the disk."""
        try:
            sql.plain.execute("RELEASE change")
        except BaseException:
            self.undo(sql)
            raise
        committed = asyncio.get_running_loop().create_future()
        self._written.append(committed)
        self._pass_on()
        await committed

    def undo(self, sql: SqliteSql) -> None:
        """Give up the turn as if nothing had been written."""
        self._undo(sql)
        self._pass_on()

    async def close(self) -> None:
        """Wait for what is under way, then let go of the file."""
        if self._sql is None:
            return
        try:
            async with self.change():
                """The last in line: everything before it is committed."""
        finally:
            self._disk.stop()
            self._sql.close()
            # Used again, it opens the file again.
            self._sql = None
            self._planned = False

    async def _turn(self) -> SqliteSql:
        if self._busy or self._waiting:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self._pass_on()
                raise
        self._busy = True
        try:
            self._sql = self._sql or SqliteSql(self._path)
            if not self._begun:
                await self._begin(self._sql)
        except BaseException:
            self._pass_on()
            raise
        return self._sql

    async def _begin(self, sql: SqliteSql) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + BEGIN_SECONDS
        while True:
            try:
                sql.plain.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as failure:
                if failure.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                    raise
                await asyncio.sleep(BEGIN_PAUSE_SECONDS)
            else:
                self._begun = True
                return

    def _undo(self, sql: SqliteSql) -> None:
        if sql.plain.in_transaction:
            sql.plain.execute("ROLLBACK TO change")
            sql.plain.execute("RELEASE change")
            # Once written, what was put off is a new list, so the old one has only grown.
            sql.rows_put_off, before = self._put_off_before
            del sql.rows_put_off[before:]
            return
        sql.rows_put_off = []
        # A full disk or a failing one: SQLite gave up the transaction, and with it the changes before this one.
        self._begun = False
        self._answer(errors.record_unavailable())

    def _pass_on(self) -> None:
        """Give the turn to the next in this group; with none left, commit as soon as nobody else is ready."""
        while self._waiting and len(self._written) < MOST_IN_A_GROUP:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._busy = False
        if self._begun and not self._planned:
            self._planned = True
            loop = asyncio.get_running_loop()
            if (pause := self._not_before - loop.time()) > 0:
                loop.call_later(pause, self._commit)
            else:
                loop.call_soon(self._commit)

    def _commit(self) -> None:
        self._planned = False
        if self._busy or not self._begun or self._sql is None:
            return
        self._busy = True
        if len(self._written) > 1:
            self._not_before = asyncio.get_running_loop().time() + PACE_SECONDS
        self._disk.do(self._sql.commit, self._committed)

    def _committed(self, failure: sqlite3.Error | None) -> None:
        self._begun = False
        if failure is not None and self._sql is not None:
            self._sql.give_up()
        self._answer(failure)
        self._pass_on()

    def _answer(self, failure: Exception | None) -> None:
        group, self._written = self._written, []
        for committed in group:
            if committed.done():
                continue
            if failure is None:
                committed.set_result(None)
            else:
                committed.set_exception(failure)


class _Change(AbstractAsyncContextManager[SqliteSql]):
    """A turn on the writing connection. Written out, since a generator costs every message some microseconds."""

    __slots__ = ("_sql", "_writer")

    def __init__(self, writer: GroupWriter) -> None:
        self._writer = writer

    async def __aenter__(self) -> SqliteSql:
        self._sql = await self._writer.begin()
        return self._sql

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if raised is None:
            await self._writer.end(self._sql)
        else:
            self._writer.undo(self._sql)
