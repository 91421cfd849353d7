"""A knowledge base that holds nothing begins with the articles of its file; one that holds something is left alone."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from desk.agents.agent import Agent, Role
from desk.articles_file import FirstArticle, read_first_articles
from desk.bot.domain_file import read_intents
from desk.knowledge.article import Article, ArticleState, Version, may_keep, slug_of
from desk.ports import Unit
from desk.settings import Settings
from desk.storage.record import SqlRecord

AUTHOR = "The first articles"
AT_ONCE = 50


def bring(settings: Settings) -> int:
    """Publish the file's articles where there are none yet; how many. Needs a supervisor or admin to own them."""
    first = read_first_articles(settings.articles_file, read_intents(settings.domain_file))
    return asyncio.run(_bring(first, settings))


async def _bring(first: tuple[FirstArticle, ...], settings: Settings) -> int:
    record, now = SqlRecord(settings.database_url, settings.bot_secret), datetime.now(UTC)
    try:
        return await begin(first, record, now)
    finally:
        await record.close()


async def begin(first: tuple[FirstArticle, ...], record: SqlRecord, now: datetime) -> int:
    """Publish them where there are none yet; how many."""
    async with record.change() as unit:
        keepers = [agent for agent in await unit.agents.all() if may_keep(agent) and agent.disabled_at is None]
        if await unit.articles.slugs() or not keepers:
            return 0
        owner = min(keepers, key=lambda agent: (agent.role is not Role.SUPERVISOR, agent.id))
        for article in first:
            await publish(article, owner, now, unit)
    return len(first)


async def publish(first: FirstArticle, owner: Agent, now: datetime, unit: Unit) -> None:
    """One of them, as if it had been written and reviewed just now."""
    slug = slug_of(first.words.title, await unit.articles.slugs())
    expires = now + timedelta(days=first.holds_days)
    midnight = expires.replace(hour=0, minute=0, second=0, microsecond=0)
    article = Article(f"k_{first.key}", slug, ArticleState.PUBLISHED, owner.id, now, now, 1, 1, now, midnight)
    await unit.articles.add(article, Version(article.id, 1, first.words, owner.id, AUTHOR, now))
    await unit.articles.show(article.id, first.words)
