"""What the stores need of a database: statements of any kind, and prepared ones for what is done all the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

import orjson
from sqlalchemy import JSON, CursorResult, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import ClauseElement, Select
from sqlalchemy.types import TypeEngine

from desk.storage.schema import Moment

Row = dict[str, Any]
Values = Mapping[str, Any]


class Prepared:
    """A statement written once: on SQLite its text and the translation of its values are worked out only once."""

    def __init__(self, core: Any) -> None:
        self.core: Executable = core
        self._clause: ClauseElement = core

    @cached_property
    def _compiled(self) -> Any:
        return self._clause.compile(dialect=sqlite.dialect())

    @cached_property
    def text(self) -> str:
        """The statement in SQLite's words, with `?` for each value."""
        return str(self._compiled)

    @cached_property
    def _takes(self) -> list[tuple[str, Any, Any]]:
        binds, fixed = self._compiled.binds, self._compiled.params
        return [(name, _encoder(binds[name].type), fixed.get(name)) for name in self._compiled.positiontup]

    @cached_property
    def _gives(self) -> tuple[list[str], list[tuple[int, Any]]]:
        columns = list(self._clause.selected_columns) if isinstance(self._clause, Select) else []
        decoders = [(place, _decoder(column.type)) for place, column in enumerate(columns)]
        return [column.name for column in columns], [(place, decode) for place, decode in decoders if decode]

    def encoded(self, values: Values) -> list[Any]:
        """The values in the order of the text, as SQLite keeps them."""
        return [
            encode(value) if encode and (value := values.get(name, fixed)) is not None else values.get(name, fixed)
            for name, encode, fixed in self._takes
        ]

    def row(self, found: Sequence[Any]) -> Row:
        """A row by name, with moments and JSON as the program has them."""
        names, decoders = self._gives
        row = dict(zip(names, found, strict=True))
        for place, decode in decoders:
            value = found[place]
            if value is not None:
                row[names[place]] = decode(value)
        return row


class Sql(Protocol):
    """One connection to the record, on SQLite or PostgreSQL."""

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Any statement of SQLAlchemy's."""

    async def fetch(self, prepared: Prepared, **values: Any) -> list[Row]:
        """The rows a prepared query finds."""

    async def run(self, prepared: Prepared, values: Values) -> int:
        """How many rows a prepared statement changed."""


class PostgresSql:
    """Keeps `Sql` over SQLAlchemy's asynchronous connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        return await self._connection.execute(statement, parameters)

    async def fetch(self, prepared: Prepared, **values: Any) -> list[Row]:
        found = await self._connection.execute(prepared.core, values)
        return [dict(row) for row in found.mappings()]

    async def run(self, prepared: Prepared, values: Values) -> int:
        return (await self._connection.execute(prepared.core, dict(values))).rowcount


def _encoder(kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, Moment):
        return _moment_to_text
    return _json_to_text if isinstance(kind, JSON) else None


def _decoder(kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, Moment):
        return _moment_from_text
    return orjson.loads if isinstance(kind, JSON) else None


def _moment_to_text(moment: datetime) -> str:
    # Exactly as SQLAlchemy writes it: moments are compared as text.
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _moment_from_text(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _json_to_text(value: Any) -> str:
    return orjson.dumps(value).decode()
