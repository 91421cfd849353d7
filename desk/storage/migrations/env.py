"""Runs migrations on the database the caller named."""

from __future__ import annotations

import asyncio
from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from desk.storage import (  # noqa: F401 - their tables belong to the metadata
    access_schema,
    attachment_schema,
    authority_schema,
    clocks_schema,
    collaboration_schema,
    feedback_schema,
    insights_schema,
    knowledge_schema,
    letter_schema,
    model_schema,
    privacy_store,
    quality_schema,
    rating_store,
    receipts_schema,
    routing_schema,
    search_schema,
    studio_schema,
    warning_schema,
)
from desk.storage.schema import Moment, metadata


def _render(kind: str, item: object, _context: object) -> str | Literal[False]:
    # Migrations outlive our types: they name what lies in the database.
    return "sa.DateTime()" if kind == "type" and isinstance(item, Moment) else False


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=_render)
    with context.begin_transaction():
        context.run_migrations()


async def _connect_and_run() -> None:
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect_and_run())
