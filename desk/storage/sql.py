"""What the stores need of a database: statements of any kind, and prepared ones for what is done all the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import Any, Protocol

import orjson
from sqlalchemy import JSON, CursorResult, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.expression import Select
from sqlalchemy.types import TypeEngine

from desk.storage.kept import KeptConversations
from desk.storage.schema import Moment

Row = dict[str, Any]
Values = Mapping[str, Any]
Translate = Callable[[Any], Any]


class Sql(Protocol):
    """One connection to the record, on SQLite or PostgreSQL."""

    @property
    def changing(self) -> bool:
        """Whether this is a transaction that will write: what it reads to change is then held for it."""

    @property
    def kept(self) -> KeptConversations | None:
        """Conversations that need not be read; None where somebody else may write at any time."""

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Any statement of SQLAlchemy's."""

    async def fetch(self, prepared: Prepared, **values: Any) -> list[Row]:
        """The rows a prepared query finds."""

    async def run(self, prepared: Prepared, values: Values) -> int:
        """How many rows a prepared statement changed."""

    async def put_off(self, prepared: Prepared, values: Values) -> None:
        """Insert a row that nobody reads in this change: with the rows of other changes, before they are committed."""

    async def catch_up(self) -> None:
        """Write what was put off; `execute` does it by itself."""


class Prepared:
    """A statement written once: its text and the translation of its values are worked out once for each database."""

    def __init__(self, core: Any) -> None:
        self._core = core

    @cached_property
    def on_sqlite(self) -> Spelled:
        return Spelled(self._core, sqlite.dialect(), _moment_to_text, _text_to_moment, orjson.loads)

    @cached_property
    def on_postgres(self) -> Spelled:
        dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
        # SQLAlchemy has told the driver to read JSON, and to write it as the text it is given.
        return Spelled(self._core, dialect, _moment_to_plain, _plain_to_moment, _as_it_is)


class Spelled:
    """A statement in one database's words, with its values by place."""

    def __init__(
        self, core: Any, dialect: Dialect, to_moment: Translate, from_moment: Translate, from_json: Translate
    ) -> None:
        compiled = core.compile(dialect=dialect)
        self.text = str(compiled)
        names = compiled.positiontup
        self._fixed = {name: compiled.params.get(name) for name in names}
        self._take: Callable[[Values], Sequence[Any]]
        self._take = itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]
        encoders = enumerate(_encoder(compiled.binds[name].type, to_moment) for name in names)
        self._encoders = [(place, encode) for place, encode in encoders if encode is not None]
        columns = list(core.selected_columns) if isinstance(core, Select) else []
        self._names = [column.name for column in columns]
        decoders = [(column.name, _decoder(column.type, from_moment, from_json)) for column in columns]
        self._decoders = [(name, decode) for name, decode in decoders if decode is not None]

    def encoded(self, values: Values) -> list[Any]:
        """The values in the order of the text, as the driver takes them."""
        try:
            taken = list(self._take(values))
        except KeyError:
            taken = list(self._take({**self._fixed, **values}))
        for place, encode in self._encoders:
            if (value := taken[place]) is not None:
                taken[place] = encode(value)
        return taken

    def for_rows(self, count: int) -> str:
        """The text of an insert, for several rows at once."""
        head, row = self.text.split(" VALUES ")
        return f"{head} VALUES {', '.join([row] * count)}"

    def row(self, found: Sequence[Any]) -> Row:
        """A row by name, with moments and JSON as the program has them."""
        row = dict(zip(self._names, found, strict=True))
        for name, decode in self._decoders:
            value = row[name]
            if value is not None:
                row[name] = decode(value)
        return row


def _encoder(kind: TypeEngine[Any], to_moment: Translate) -> Translate | None:
    if isinstance(kind, Moment):
        return to_moment
    return _json_to_text if isinstance(kind, JSON) else None


def _decoder(kind: TypeEngine[Any], from_moment: Translate, from_json: Translate) -> Translate | None:
    if isinstance(kind, Moment):
        return from_moment
    return from_json if isinstance(kind, JSON) else None


def _moment_to_plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _plain_to_moment(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC)


def _moment_to_text(moment: datetime) -> str:
    known, written = _last_written[0]
    if moment is known:
        # The rows of one change hold the same moment.
        return written
    # Exactly as SQLAlchemy writes it on SQLite: moments are compared as text.
    in_utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    written = in_utc.isoformat(" ", "microseconds")[:-6]
    _last_written[0] = (moment, written)
    return written


_last_written: list[tuple[datetime | None, str]] = [(None, "")]
"""One pair, replaced as a whole: the record's thread may look at the same time."""


def _text_to_moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored + "+00:00")


def _as_it_is(value: Any) -> Any:
    return value


def _json_to_text(value: Any) -> str:
    return orjson.dumps(value).decode()
