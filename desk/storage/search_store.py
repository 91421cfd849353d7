"""Searching in SQL: FTS5 on SQLite, a text-search index on PostgreSQL. What is typed never becomes syntax.

Both hold words as `desk.search.words` gives them, so neither has an opinion of its own on case, accents or e-mails.
"""

from __future__ import annotations

from sqlalchemy import TextClause, bindparam, delete, insert, select, text, update

from desk.conversations.entry import Entry
from desk.customers.customer import Customer
from desk.search.query import Query, Term
from desk.search.words import as_words, naming, searchable
from desk.storage import rows, statements
from desk.storage.search_schema import search_people, search_removals, search_texts
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
ADD_PERSON = Prepared(insert(search_people).values(customer_id=bindparam("customer_id"), text=bindparam("text")))
CHANGE_PERSON = Prepared(
    update(search_people).where(search_people.c.customer_id == bindparam("its_customer")).values(text=bindparam("text"))
)

ON_SQLITE = text(
    "SELECT t.id AS id, t.conversation_id AS conversation_id, t.seq AS seq FROM search_words w "
    "JOIN search_texts t ON t.id = w.rowid "
    "WHERE search_words MATCH :query AND w.rowid < :before ORDER BY w.rowid DESC LIMIT :most"
)
ON_POSTGRES = text(
    "SELECT id, conversation_id, seq FROM search_texts "
    "WHERE to_tsvector('simple', text) @@ to_tsquery('simple', :query) AND id < :before ORDER BY id DESC LIMIT :most"
)
PEOPLE_ON_SQLITE = text(
    "SELECT c.id AS id FROM search_people_words w JOIN search_people p ON p.id = w.rowid "
    "JOIN conversations c ON c.customer_id = p.customer_id "
    "WHERE search_people_words MATCH :query ORDER BY c.updated_at DESC LIMIT :most"
)
PEOPLE_ON_POSTGRES = text(
    "SELECT c.id AS id FROM search_people p JOIN conversations c ON c.customer_id = p.customer_id "
    "WHERE to_tsvector('simple', p.text) @@ to_tsquery('simple', :query) ORDER BY c.updated_at DESC LIMIT :most"
)
BEYOND_ALL = 2**31 - 1

ERASE_FOR_GOOD = text("PRAGMA secure_delete = ON")
INDEXES = ("search_words", "search_people_words")
STEP_PAGES = 64
"""Pages of an index written anew in one go: some milliseconds."""


class SqlSearch:
    """Keeps `desk.search.ports.SearchStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._on_sqlite = isinstance(sql, SqliteSql)

    async def entries(self, query: Query, before: int | None, limit: int) -> list[tuple[int, Entry]]:
        asked = {"query": self._spelled(query), "before": before or BEYOND_ALL, "most": limit}
        statement: TextClause = ON_SQLITE if self._on_sqlite else ON_POSTGRES
        found = (await self._sql.execute(statement, asked)).mappings().all()
        said = [await self._entry(row["conversation_id"], row["seq"]) for row in found]
        return [(row["id"], entry) for row, entry in zip(found, said, strict=True) if entry is not None]

    async def by_customer(self, query: Query, limit: int = 10) -> list[str]:
        statement = PEOPLE_ON_SQLITE if self._on_sqlite else PEOPLE_ON_POSTGRES
        found = await self._sql.execute(statement, {"query": self._spelled(query), "most": limit})
        return [str(each) for each in found.scalars()]

    async def forget_some(self) -> bool:
        begun = (await self._sql.execute(select(search_removals.c.begun))).scalars().first()
        if begun is None or not isinstance(self._sql, SqliteSql):
            return False
        await self._sql.execute(ERASE_FOR_GOOD)
        # A negative number begins with everything there is, however well it lies; a positive one goes on with it.
        steps = [await self._merge(index, STEP_PAGES if begun else -STEP_PAGES, self._sql) for index in INDEXES]
        if not begun:
            await self._sql.execute(update(search_removals).values(begun=True))
        elif not any(steps):
            await self._sql.execute(delete(search_removals))
        return True

    async def _merge(self, index: str, pages: int, sql: SqliteSql) -> bool:
        before = sql.plain.total_changes
        command = f"INSERT INTO {index}({index}, rank) VALUES ('merge', :pages)"  # noqa: S608 - names of our own
        await sql.execute(text(command), {"pages": pages})
        # SQLite counts one change for a command that found nothing to do.
        return sql.plain.total_changes - before > 1

    def _spelled(self, query: Query) -> str:
        return for_sqlite(query) if self._on_sqlite else for_postgres(query)

    async def _entry(self, conversation_id: str, seq: int) -> Entry | None:
        found = await self._sql.fetch(statements.ENTRY, conversation_id=conversation_id, seq=seq)
        return rows.entry(found[0]) if found else None


async def add_words(entry: Entry, sql: Sql) -> None:
    """Let a new entry be found."""
    words = as_words(searchable(entry.message)) if entry.message is not None else ""
    if words:
        # SQLite's index writes one part of itself for each statement: one for all messages of a commit costs half.
        await sql.put_off(ADD_TEXT, {"conversation_id": entry.conversation_id, "seq": entry.seq, "text": words})


async def change_words(entry: Entry, sql: Sql) -> None:
    """Let an entry be found by what it says now, and not by what it said."""
    await sql.catch_up()
    this = {"its_conversation": entry.conversation_id, "its_seq": entry.seq}
    words = as_words(searchable(entry.message)) if entry.message is not None and not entry.message.deleted else ""
    if words:
        await sql.run(CHANGE_TEXT, this | {"text": words})
    else:
        await sql.run(DROP_TEXT, this)
    await note_removal(sql)


async def name_person(customer: Customer, sql: Sql) -> None:
    """Let a customer be found by what is known of them now."""
    words = as_words(naming(customer))
    if await sql.run(CHANGE_PERSON, {"its_customer": customer.id, "text": words}) == 0 and words:
        await sql.run(ADD_PERSON, {"customer_id": customer.id, "text": words})


async def note_removal(sql: Sql) -> None:
    """Remember that words were removed: they stay in the older parts of SQLite's index until these are written anew."""
    if not isinstance(sql, SqliteSql):
        return
    # SQLite would leave the bytes of what is written over or deleted in its file.
    await sql.execute(ERASE_FOR_GOOD)
    if (await sql.execute(update(search_removals).values(begun=False))).rowcount == 0:
        await sql.execute(insert(search_removals).values(id=1, begun=False))


def for_sqlite(query: Query) -> str:
    """The query as FTS5 reads it: each term a quoted phrase, so that nothing in it is an operator."""
    return " ".join(f'"{" ".join(term.words)}"{"*" if term.begins else ""}' for term in query.terms)


def for_postgres(query: Query) -> str:
    """The same for `to_tsquery`. Words hold letters and digits only, so nothing in them is an operator."""
    return " & ".join(f"({_phrase(term)})" for term in query.terms)


def _phrase(term: Term) -> str:
    return " <-> ".join(term.words) + (":*" if term.begins else "")
