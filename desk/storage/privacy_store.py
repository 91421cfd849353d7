"""The record by customer: found, told and erased over every table that names a conversation or a customer.

Which tables those are is read from the schema, so that a table that is added later is covered from its first row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Table, and_, delete, exists, insert, or_, select

from desk.conversations.conversation import State
from desk.conversations.entry import stamp
from desk.privacy.ports import Document
from desk.storage.attachment_schema import attachments
from desk.storage.insights_store import keep_counts
from desk.storage.quality_store import keep_verdicts
from desk.storage.schema import Moment, conversations, customers, metadata, widget_sessions
from desk.storage.search_store import note_removal
from desk.storage.sql import Sql

erased_conversations = Table(
    "erased_conversations",
    metadata,
    Column("conversation_id", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

NOT_ABOUT_CUSTOMERS = frozenset({
    "agents", "agent_sessions", "agent_factors", "audit_log", "audit_head", "erased_conversations", "agent_seats",
    "canned_replies", "saved_views", "search_removals", "data_changes", "training_runs",
    "deployment", "known_models", "rollout_events", "read_along",
    "authority_matrices", "authority_turn", "authority_charges", "authority_ledger", "authority_head",
    "articles", "article_versions", "article_intents", "article_words", "article_passages", "article_tasks",
    "alarms", "incidents", "improvements", "agent_invitations", "contact_ratings", "contact_gifts",
    "board_improvements", "improvement_steps", "insight_readers",
    "standard_versions", "quality_verdicts", "quality_samples", "quality_review_verdicts", "quality_scripts",
    "relationship_rules",
})  # fmt: skip
"""Tables that hold nothing of a customer; every other one must name a conversation or a customer (a test asks)."""
COPIES = frozenset({
    "search_texts", "search_people", "read_handlings", "worked_replies", "studio_read", "audit_conversations",
    "articles_read", "contacts_read", "insight_contacts", "insight_contacts_read", "quality_read", "praise_words",
    "praise_credits", "praise_read",
})  # fmt: skip
"""Tables that say nothing that another does not say: erased, but not told twice."""
SECRETS = frozenset({"token_hash"})
MANY = 200


class SqlPrivacy:
    """Keeps `desk.privacy.ports.PrivacyStore`."""

    def __init__(self, connection: Sql) -> None:
        self._connection = connection

    async def find(self, reference: str) -> str | None:
        named = or_(customers.c.id == reference, customers.c.shop_customer_id == reference)
        queries = (
            select(customers.c.id).where(named),
            select(conversations.c.customer_id).where(conversations.c.id == reference),
        )
        for query in queries:
            found = (await self._connection.execute(query)).scalars().first()
            if found is not None:
                return str(found)
        return None

    async def conversations_of(self, customer_id: str) -> list[str]:
        query = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
        return [str(each) for each in (await self._connection.execute(query)).scalars()]

    async def document(self, customer_id: str) -> Document:
        theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
        told: Document = {}
        for table in metadata.sorted_tables:
            if table.name in NOT_ABOUT_CUSTOMERS or table.name in COPIES:
                continue
            rows = (await self._connection.execute(select(table).where(_of(table, customer_id, theirs)))).mappings()
            told[table.name] = [_json(dict(row)) for row in rows]
        return told

    async def files_of(self, conversation_ids: Sequence[str]) -> list[str]:
        names: list[str] = []
        for some in _batches(conversation_ids):
            query = select(attachments.c.stored_as).where(attachments.c.conversation_id.in_(some))
            names += (await self._connection.execute(query)).scalars()
        return names

    async def erase_conversations(self, conversation_ids: Sequence[str], at: datetime) -> int:
        await self._erase_for_good()
        rows = 0
        for some in _batches(conversation_ids):
            # Figures stay what they were; what they are made of leads to nobody any more.
            await keep_counts(some, at, self._connection)
            await keep_verdicts(some, self._connection)
            for table in reversed(metadata.sorted_tables):
                if table.name in NOT_ABOUT_CUSTOMERS:
                    continue
                column = conversations.c.id if table is conversations else table.c.get("conversation_id")
                if column is not None:
                    rows += (await self._connection.execute(delete(table).where(column.in_(some)))).rowcount
            values = [{"conversation_id": each, "at": at} for each in some]
            await self._connection.execute(insert(erased_conversations), values)
        return rows

    async def erase_customer(self, customer_id: str) -> int:
        await self._erase_for_good()
        rows = 0
        for table in metadata.sorted_tables:
            if table is not customers and "shop_customer_id" in table.c:
                rows += (await self._connection.execute(delete(table).where(_of_shop(table, customer_id)))).rowcount
        for table in reversed(metadata.sorted_tables):
            column = customers.c.id if table is customers else table.c.get("customer_id")
            if column is not None:
                rows += (await self._connection.execute(delete(table).where(column == customer_id))).rowcount
        return rows

    async def over(self, anonymous_before: datetime, known_before: datetime, limit: int) -> list[str]:
        known = customers.c.shop_customer_id.is_not(None)
        late = or_(
            and_(known, conversations.c.updated_at < known_before),
            and_(~known, conversations.c.updated_at < anonymous_before),
        )
        joined = conversations.join(customers, customers.c.id == conversations.c.customer_id)
        # An anonymous conversation is over once nobody has written for so long: its visitor has no way back.
        ended = or_(conversations.c.state == str(State.CLOSED), ~known)
        query = select(conversations.c.id).select_from(joined).where(ended, late).order_by(conversations.c.updated_at)
        return [str(each) for each in (await self._connection.execute(query.limit(limit))).scalars()]

    async def drop_leftovers(self, before: datetime) -> int:
        await self._erase_for_good()
        ended = widget_sessions.c.expires_at < before
        rows = (await self._connection.execute(delete(widget_sessions).where(ended))).rowcount
        written = exists().where(conversations.c.customer_id == customers.c.id)
        here = exists().where(widget_sessions.c.customer_id == customers.c.id)
        gone = and_(customers.c.created_at < before, ~written, ~here)
        await self._drop_what_hangs_on(select(customers.c.id).where(gone))
        return rows + (await self._connection.execute(delete(customers).where(gone))).rowcount

    async def _drop_what_hangs_on(self, people: Any) -> None:
        for table in reversed(metadata.sorted_tables):
            column = table.c.get("customer_id")
            if column is not None and table not in (conversations, widget_sessions):
                await self._connection.execute(delete(table).where(column.in_(people)))

    async def still_to_forget(self) -> list[tuple[str, datetime]]:
        query = select(erased_conversations).order_by(erased_conversations.c.at)
        rows = (await self._connection.execute(query)).mappings().all()
        return [(str(row["conversation_id"]), row["at"]) for row in rows]

    async def forgotten(self, conversation_ids: Sequence[str]) -> None:
        for some in _batches(conversation_ids):
            gone = erased_conversations.c.conversation_id.in_(some)
            await self._connection.execute(delete(erased_conversations).where(gone))

    async def _erase_for_good(self) -> None:
        # Rows at once; the index of words in steps (`desk.search.flows.forget_removed_words`).
        await note_removal(self._connection)


def _of(table: Table, customer_id: str, theirs: Any) -> ColumnElement[bool]:
    if table is customers:
        return customers.c.id == customer_id
    if "shop_customer_id" in table.c:
        return _of_shop(table, customer_id)
    if "customer_id" in table.c:
        return table.c.customer_id == customer_id
    return table.c.conversation_id.in_(theirs)


def _of_shop(table: Table, customer_id: str) -> ColumnElement[bool]:
    """Rows that name a customer by the shop's own id."""
    theirs = select(customers.c.shop_customer_id).where(customers.c.id == customer_id)
    return table.c.shop_customer_id.in_(theirs)


def _json(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in SECRETS}
    return {name: _plain(value) for name, value in told.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return stamp(value)
    return value.isoformat() if isinstance(value, date) else value


def _batches(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[begin : begin + MANY] for begin in range(0, len(ids), MANY))
