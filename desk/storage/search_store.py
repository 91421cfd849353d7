"""Searching in SQL: FTS5 on SQLite, a text-search index on PostgreSQL. What is typed never becomes syntax."""

from __future__ import annotations

from typing import Any

from sqlalchemy import TextClause, and_, bindparam, delete, func, insert, or_, select, text, update

from desk.conversations.entry import Entry
from desk.search.query import Query, Term
from desk.storage import rows
from desk.storage.schema import conversations, customers, entries
from desk.storage.search_schema import search_texts
from desk.storage.sql import Prepared, Sql
from desk.storage.sqlite import SqliteSql

ADD_TEXT = Prepared(
    insert(search_texts).values(
        conversation_id=bindparam("conversation_id"), seq=bindparam("seq"), text=bindparam("text")
    )
)
_this = (search_texts.c.conversation_id == bindparam("its_conversation"), search_texts.c.seq == bindparam("its_seq"))
CHANGE_TEXT = Prepared(update(search_texts).where(*_this).values(text=bindparam("text")))
DROP_TEXT = Prepared(delete(search_texts).where(*_this))

ON_SQLITE = text(
    "SELECT t.id AS id, t.conversation_id AS conversation_id, t.seq AS seq FROM search_words w "
    "JOIN search_texts t ON t.id = w.rowid "
    "WHERE search_words MATCH :query AND w.rowid < :before ORDER BY w.rowid DESC LIMIT :most"
)
ON_POSTGRES = text(
    "SELECT id, conversation_id, seq FROM search_texts "
    "WHERE to_tsvector('simple', text) @@ to_tsquery('simple', :query) AND id < :before ORDER BY id DESC LIMIT :most"
)
BEYOND_ALL = 2**31 - 1


class SqlSearch:
    """Keeps `desk.search.ports.SearchStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def entries(self, query: Query, before: int | None, limit: int) -> list[tuple[int, Entry]]:
        on_sqlite = isinstance(self._sql, SqliteSql)
        statement: TextClause = ON_SQLITE if on_sqlite else ON_POSTGRES
        spelled = for_sqlite(query) if on_sqlite else for_postgres(query)
        asked = {"query": spelled, "before": before or BEYOND_ALL, "most": limit}
        found = (await self._sql.execute(statement, asked)).mappings().all()
        said = [await self._entry(row["conversation_id"], row["seq"]) for row in found]
        return [(row["id"], entry) for row, entry in zip(found, said, strict=True) if entry is not None]

    async def by_customer(self, query: Query, limit: int = 10) -> list[str]:
        words = [word for term in query.terms for word in term.words]
        name, address = func.lower(customers.c.name), func.lower(customers.c.email)
        holds = [or_(name.contains(word, autoescape=True), address.contains(word, autoescape=True)) for word in words]
        joined = conversations.join(customers, customers.c.id == conversations.c.customer_id)
        ids = select(conversations.c.id).select_from(joined).where(and_(*holds))
        latest = ids.order_by(conversations.c.updated_at.desc()).limit(limit)
        return [str(each) for each in (await self._sql.execute(latest)).scalars()]

    async def _entry(self, conversation_id: str, seq: int) -> Entry | None:
        query = select(entries).where(entries.c.conversation_id == conversation_id, entries.c.seq == seq)
        row: Any = (await self._sql.execute(query)).mappings().first()
        return rows.entry(row) if row else None


def for_sqlite(query: Query) -> str:
    """The query as FTS5 reads it: each term a quoted phrase, so that nothing in it is an operator."""
    return " ".join(f'"{" ".join(term.words)}"{"*" if term.begins else ""}' for term in query.terms)


def for_postgres(query: Query) -> str:
    """The same for `to_tsquery`. Words hold letters and digits only, so nothing in them is an operator."""
    return " & ".join(f"({_phrase(term)})" for term in query.terms)


def _phrase(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.begins else "")
