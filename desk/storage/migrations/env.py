"""Runs migrations on the database the caller named."""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine

from desk.storage import (  # noqa: F401 - their tables belong to the metadata
    access_schema,
    attachment_schema,
    authority_schema,
    clocks_schema,
    collaboration_schema,
    culture_schema,
    feedback_schema,
    insights_schema,
    knowledge_schema,
    letter_schema,
    model_schema,
    privacy_store,
    quality_schema,
    rating_store,
    receipts_schema,
    relationship_schema,
    routing_schema,
    search_schema,
    studio_schema,
    warning_schema,
)
from desk.storage.schema import Moment, metadata


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    # Migrations outlive our types: they name what lies in the database.
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


def _whole_on_sqlite(engine: Engine) -> None:
    """Let all migrations be one transaction: the driver would commit each change of a table by itself, and a start
    that is cut off would leave half a record, which no later start could mend."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # At once, so that a second start waits instead of failing half-way.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=_render,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_run() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    _whole_on_sqlite(engine.sync_engine)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect_and_run())
