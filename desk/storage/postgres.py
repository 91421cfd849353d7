"""PostgreSQL: a pool of connections; a transaction each change, reads without one.

Prepared statements go straight to asyncpg, which remembers their plans; what is rarely asked goes through SQLAlchemy on
the same connection.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import exceptions as postgres
from sqlalchemy import CursorResult, Executable
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from desk.storage.sql import Prepared, Row, Values

CONNECTIONS = 16
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 10.0
BROKEN = (postgres.PostgresConnectionError, postgres.InterfaceError, postgres.OperatorInterventionError, OSError)
"""Errors after which a connection is not used again."""


class PostgresSql:
    """Keeps `Sql` on one connection of the pool."""

    kept = None

    def __init__(self, connection: AsyncConnection, plain: Any, *, changing: bool) -> None:
        self.changing = changing
        self._connection = connection
        self._plain = plain

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return await self._connection.execute(statement, parameters)

    async def fetch(self, prepared: Prepared, **values: Any) -> list[Row]:
        spelled = prepared.on_postgres
        return [spelled.row(found) for found in await self._plain.fetch(spelled.text, *spelled.encoded(values))]

    async def run(self, prepared: Prepared, values: Values) -> int:
        spelled = prepared.on_postgres
        done = await self._plain.execute(spelled.text, *spelled.encoded(values))
        # "UPDATE 1", "INSERT 0 1"
        return int(done.rsplit(" ", 1)[-1])

    async def put_off(self, prepared: Prepared, values: Values) -> None:
        await self.run(prepared, values)

    async def catch_up(self) -> None:
        """Nothing was put off."""


class Postgres:
    """A database on PostgreSQL."""

    def __init__(self, url: str) -> None:
        # Transactions are begun and ended here, on the driver's connection: nothing is left for SQLAlchemy to undo.
        self._engine = create_async_engine(
            url,
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_reset_on_return=None,
            hide_parameters=True,
            pool_timeout=ANSWER_SECONDS,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": ANSWER_SECONDS},
        )

    @asynccontextmanager
    async def change(self) -> AsyncIterator[PostgresSql]:
        """A transaction; durable once left without an exception, undone otherwise."""
        async with self._connected() as (connection, plain), plain.transaction():
            yield PostgresSql(connection, plain, changing=True)

    @asynccontextmanager
    async def look(self) -> AsyncIterator[PostgresSql]:
        """Reads only, each seeing what was committed when it ran."""
        async with self._connected() as (connection, plain):
            yield PostgresSql(connection, plain, changing=False)

    async def tidy(self) -> None:
        """PostgreSQL's own housekeeping does it."""

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[AsyncConnection, Any]]:
        async with self._engine.connect() as connection:
            plain = await _plain(connection)
            if plain.is_closed() or plain.is_in_transaction():
                # The server went away, or somebody was cancelled at a bad moment: begin afresh.
                await connection.invalidate()
                plain = await _plain(connection)
            try:
                yield connection, plain
            except BROKEN:
                await connection.invalidate()
                raise


async def _plain(connection: AsyncConnection) -> Any:
    return (await connection.get_raw_connection()).driver_connection
