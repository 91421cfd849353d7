"""What became of articles, what they ask of their owners, and what nobody could answer, in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update

from desk.knowledge.ports import Unanswered
from desk.knowledge.task import ArticleTask, TaskKind
from desk.knowledge.use import By, Tally, Use
from desk.storage.knowledge_schema import article_tasks, article_uses, articles, articles_read, gap_messages
from desk.storage.schema import BY_CUSTOMERS, conversations
from desk.storage.sql import Sql
from desk.storage.studio_schema import studio_messages

SHORTEST_GAP = 8
"""Characters; a shorter message asks nothing that an article could answer."""


class SqlArticleUses:
    """Keeps `desk.knowledge.ports.ArticleUseStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, use: Use) -> None:
        there = await self._sql.execute(select(article_uses.c.id).where(*_place(use)))
        known = await self._sql.execute(select(articles.c.id).where(articles.c.id == use.article_id))
        if there.first() is None and known.first() is not None:
            await self._sql.execute(insert(article_uses).values(asdict(use) | {"by": str(use.by)}))

    async def of(self, conversation_id: str) -> list[Use]:
        query = select(article_uses).where(article_uses.c.conversation_id == conversation_id)
        rows = (await self._sql.execute(query.order_by(article_uses.c.seq, article_uses.c.id))).mappings()
        return [
            Use(**{name: value for name, value in row.items() if name != "id"} | {"by": By(row["by"])}) for row in rows
        ]

    async def judge(self, use: Use, solved: bool | None) -> None:
        await self._sql.execute(update(article_uses).where(*_place(use)).values(solved=solved))

    async def unread(self, until: datetime, most: int) -> list[tuple[str, int]]:
        joined = conversations.outerjoin(articles_read, articles_read.c.conversation_id == conversations.c.id)
        new = or_(articles_read.c.version.is_(None), articles_read.c.version < conversations.c.version)
        query = (
            select(conversations.c.id, conversations.c.version)
            .select_from(joined)
            .where(new, conversations.c.updated_at <= until, BY_CUSTOMERS)
        )
        rows = (await self._sql.execute(query.order_by(conversations.c.updated_at).limit(most))).mappings()
        return [(str(row["id"]), int(row["version"])) for row in rows]

    async def mark_read(self, conversation_id: str, version: int) -> None:
        await self._sql.execute(delete(articles_read).where(articles_read.c.conversation_id == conversation_id))
        await self._sql.execute(insert(articles_read).values(conversation_id=conversation_id, version=version))

    async def tallies(self, since_version: bool = False) -> Mapping[str, Tally]:
        uses = article_uses
        joined = uses.join(articles, articles.c.id == uses.c.article_id)
        query = select(uses.c.article_id, uses.c.by, uses.c.solved, func.count().label("n")).select_from(joined)
        if since_version:
            query = query.where(uses.c.number == articles.c.published)
        counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in (await self._sql.execute(query.group_by(uses.c.article_id, uses.c.by, uses.c.solved))).mappings():
            counts = counted[str(row["article_id"])]
            counts["shown" if row["by"] == By.BOT else "inserted"] += row["n"]
            if row["solved"] is not None:
                counts["solved" if row["solved"] else "not_solved"] += row["n"]
        return {article_id: Tally(**counts) for article_id, counts in counted.items()}

    async def add_task(self, task: ArticleTask) -> None:
        same = (
            article_tasks.c.article_id == task.article_id,
            article_tasks.c.kind == str(task.kind),
            article_tasks.c.about == task.about,
        )
        if (await self._sql.execute(select(article_tasks.c.id).where(*same))).first() is None:
            await self._sql.execute(insert(article_tasks).values(asdict(task) | {"kind": str(task.kind)}))

    async def open_tasks(self) -> list[ArticleTask]:
        query = select(article_tasks).where(article_tasks.c.done_at.is_(None)).order_by(article_tasks.c.at)
        rows = (await self._sql.execute(query)).mappings()
        return [ArticleTask(**{**row, "kind": TaskKind(row["kind"])}) for row in rows]

    async def end_task(self, task_id: str, now: datetime) -> bool:
        still = (article_tasks.c.id == task_id, article_tasks.c.done_at.is_(None))
        return (await self._sql.execute(update(article_tasks).where(*still).values(done_at=now))).rowcount == 1

    async def unanswered(self, since: datetime, most: int) -> list[Unanswered]:
        dealt = exists().where(gap_messages.c.message_id == studio_messages.c.id)
        failed = or_(studio_messages.c.kinds.contains("|missed|"), studio_messages.c.kinds.contains("|handoff|"))
        telling = and_(func.length(studio_messages.c.text) >= SHORTEST_GAP, studio_messages.c.at >= since)
        return await self._unanswered(and_(failed, telling, ~dealt), most)

    async def these_unanswered(self, ids: Sequence[int]) -> list[Unanswered]:
        return await self._unanswered(studio_messages.c.id.in_(list(ids)), len(ids))

    async def take(self, messages: Sequence[Unanswered], article_id: str | None, now: datetime) -> None:
        for message in messages:
            await self._sql.execute(delete(gap_messages).where(gap_messages.c.message_id == message.id))
            about = {"conversation_id": message.conversation_id, "article_id": article_id, "at": now}
            await self._sql.execute(insert(gap_messages).values(about | {"message_id": message.id}))

    async def _unanswered(self, where: Any, most: int) -> list[Unanswered]:
        joined = studio_messages.join(conversations, conversations.c.id == studio_messages.c.conversation_id)
        told = [studio_messages.c[name] for name in ("id", "conversation_id", "at", "text")]
        query = select(*told, conversations.c.customer_id).select_from(joined).where(where)
        rows = (await self._sql.execute(query.order_by(studio_messages.c.id.desc()).limit(most))).mappings()
        return [Unanswered(**row) for row in rows]


def _place(use: Use) -> tuple[Any, ...]:
    return (
        article_uses.c.conversation_id == use.conversation_id,
        article_uses.c.seq == use.seq,
        article_uses.c.by == str(use.by),
        article_uses.c.article_id == use.article_id,
    )
