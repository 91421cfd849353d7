"""A connection to SQLite.

Statements run where they are asked, on the event loop: a point read or a row takes microseconds, less than handing it
to a thread. Only the commit waits for the disk, so only the commit has a thread (`desk/storage/group_writer.py`).
"""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import CursorResult, Executable, create_engine
from sqlalchemy.pool import StaticPool

from desk.storage.kept import KeptConversations
from desk.storage.sql import Prepared, Row, Values

MOST_ROWS = 64
"""Rows written by one statement."""


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
        self.kept = None if read_only else KeptConversations()

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        if self.rows_put_off:
            self.write_put_off()
        if self.kept is not None:
            self.kept.executed(statement)
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
        self.forget()
        if self.plain.in_transaction:
            self.plain.execute("ROLLBACK")

    def begin(self) -> None:
        """Take the right to write; raises sqlite3.OperationalError while another process has it."""
        self.plain.execute("BEGIN IMMEDIATE")
        if self.kept is not None:
            self.kept.begin(self.plain.execute("PRAGMA data_version").fetchone()[0])

    def forget(self) -> None:
        """What was put off and what is kept were of a transaction that is gone."""
        self.rows_put_off = []
        self.forget_kept()

    def forget_kept(self) -> None:
        if self.kept is not None:
            self.kept.clear()

    def close(self) -> None:
        self._core.close()
        self._engine.dispose()
        self.plain.close()
