"""SQLite takes one writer at a time: changes get their turn here, and are committed in groups.

Changes that come together share one BEGIN IMMEDIATE ... COMMIT. They run one after another, each inside a savepoint,
so a failing one undoes itself only; none is acknowledged before the commit of its group has returned.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any

from desk import errors
from desk.storage.disk_thread import DiskThread
from desk.storage.sql import Prepared
from desk.storage.sqlite import SqliteSql

MOST_IN_A_GROUP = 64
PACE_SECONDS = 0.02
"""While many changes come, commits are so far apart, so that a busy desk pays for one wait per group. Changes that come
meanwhile wait for it and then run one after the other, which costs less than each by itself: what a change touches is
still at hand for the next."""
FEW = 6
"""So many within one pace do not make a desk busy: they are committed at once, alone or with those they meet. The wait
would be longer than all of an answer."""
BEGIN_SECONDS, BEGIN_PAUSE_SECONDS = 5.0, 0.005
"""How long to wait for another process that writes, and how often to look."""


class GroupWriter:
    """Gives changes their turn on the writing connection and commits them in groups."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sql: SqliteSql | None = None
        self._disk = DiskThread()
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._let_in = 0
        """Told that it is their turn, and not there yet."""
        self._set_back = 0
        """Of those let in, came while somebody still had the turn: the first in line again."""
        self._written: list[asyncio.Future[None]] = []
        self._put_off_before: tuple[list[tuple[Prepared, list[Any]]], int] = ([], 0)
        self._begun = False
        self._not_before = 0.0
        self._since, self._lately = float("-inf"), 0
        """How many changes were committed within one pace, and since when."""
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
        loop = asyncio.get_running_loop()
        if self._busy or self._let_in or self._waiting or loop.time() < self._not_before:
            await self._wait_in_line()
        self._busy = True
        try:
            self._sql = self._sql or SqliteSql(self._path)
            if not self._begun:
                await self._begin(self._sql)
        except BaseException:
            self._pass_on()
            raise
        return self._sql

    async def _wait_in_line(self) -> None:
        place = len(self._waiting)
        while True:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.insert(place, turn)
            self._plan()
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():
                    self._let_in -= 1
                    self._pass_on_unless_busy()
                raise
            self._let_in -= 1
            if not self._busy:
                return
            # Rare: whoever is before us waits for something else in the middle of a change.
            place = self._set_back
            self._set_back += 1

    async def _begin(self, sql: SqliteSql) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + BEGIN_SECONDS
        while True:
            try:
                sql.begin()
            except sqlite3.OperationalError as failure:
                if failure.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or loop.time() > deadline:
                    raise
                await asyncio.sleep(BEGIN_PAUSE_SECONDS)
            else:
                self._begun = True
                return

    def _undo(self, sql: SqliteSql) -> None:
        sql.forget_kept()
        if sql.plain.in_transaction:
            sql.plain.execute("ROLLBACK TO change")
            sql.plain.execute("RELEASE change")
            # Once written, what was put off is a new list, so the old one has only grown.
            sql.rows_put_off, before = self._put_off_before
            del sql.rows_put_off[before:]
            return
        sql.forget()
        # A full disk or a failing one: SQLite gave up the transaction, and with it the changes before this one.
        self._begun = False
        self._answer(errors.record_unavailable())

    def _pass_on(self) -> None:
        """Give up the turn: to the others of this group; with none left, what they wrote is committed."""
        self._busy = False
        self._pass_on_unless_busy()

    def _pass_on_unless_busy(self) -> None:
        if self._busy:
            return
        self._let_some_in()
        if not self._let_in:
            self._plan()

    def _let_some_in(self) -> None:
        """Those who waited run one right after the other, once the first of them has begun the transaction."""
        if self._not_before > asyncio.get_running_loop().time():
            return
        self._set_back = 0
        places = MOST_IN_A_GROUP - len(self._written) if self._begun else 1
        while self._waiting and self._let_in < places:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._let_in += 1

    def _plan(self) -> None:
        """Look who may go on as soon as everybody who is ready has had their say, at the pace of the disk."""
        if self._planned or self._busy or not (self._begun or self._waiting):
            return
        self._planned = True
        loop = asyncio.get_running_loop()
        if (pause := self._not_before - loop.time()) > 0:
            loop.call_later(pause, self._go_on)
        else:
            loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        self._planned = False
        if not self._busy and not self._let_in:
            self._let_some_in()
        if self._busy or self._let_in:
            # Whoever has the turn passes it on.
            return
        if self._begun and self._sql is not None:
            self._commit(self._sql)
        else:
            # A timer may ring a moment early.
            self._plan()

    def _commit(self, sql: SqliteSql) -> None:
        self._busy = True
        now = asyncio.get_running_loop().time()
        if now - self._since >= PACE_SECONDS:
            self._since, self._lately = now, 0
        self._lately += len(self._written)
        if self._lately > FEW:
            self._not_before = now + PACE_SECONDS
        self._disk.do(sql.commit, self._committed)

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
