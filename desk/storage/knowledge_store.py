"""Articles and their versions in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Select, and_, delete, insert, select, update

from desk.knowledge.article import Article, ArticleState, Version, Words
from desk.knowledge.passages import Audience, heading, shown_text
from desk.knowledge.refusals import article_changed
from desk.search.words import as_words
from desk.storage.knowledge_schema import (
    article_intents,
    article_passages,
    article_versions,
    article_words,
    articles,
)
from desk.storage.sql import Sql

LISTS = ("asked", "labels", "intents")
MOST_IDS = 500


class SqlArticles:
    """Keeps `desk.knowledge.ports.ArticleStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def add(self, article: Article, version: Version) -> None:
        await self._sql.execute(insert(articles).values(_values(article)))
        await self.add_version(version)

    async def save(self, before: Article, after: Article) -> None:
        held = (articles.c.id == before.id, articles.c.version == before.version)
        values = _values(replace(after, version=before.version + 1))
        if (await self._sql.execute(update(articles).where(*held).values(values))).rowcount != 1:
            raise article_changed()

    async def add_version(self, version: Version) -> None:
        words = asdict(version.words) | {name: list(getattr(version.words, name)) for name in LISTS}
        about = {name: value for name, value in asdict(version).items() if name != "words"}
        await self._sql.execute(insert(article_versions).values(about | words))

    async def get(self, article_id: str) -> Article | None:
        return await self._one(select(articles).where(articles.c.id == article_id))

    async def by_slug(self, slug: str) -> Article | None:
        return await self._one(select(articles).where(articles.c.slug == slug))

    async def answering(self, intent: str) -> Article | None:
        joined = articles.join(article_intents, article_intents.c.article_id == articles.c.id)
        return await self._one(select(articles).select_from(joined).where(article_intents.c.intent == intent))

    async def words(self, article_id: str, number: int) -> Version | None:
        this = (article_versions.c.article_id == article_id, article_versions.c.number == number)
        row = (await self._sql.execute(select(article_versions).where(*this))).mappings().first()
        return version_of(dict(row)) if row else None

    async def versions(self, article_id: str) -> list[Version]:
        query = select(article_versions).where(article_versions.c.article_id == article_id)
        rows = (await self._sql.execute(query.order_by(article_versions.c.number.desc()))).mappings()
        return [version_of(dict(row)) for row in rows]

    async def newest(self) -> list[tuple[Article, Version]]:
        return await self._both(both(articles.c.latest).order_by(articles.c.updated_at.desc(), articles.c.id))

    async def published(self) -> list[tuple[Article, Version]]:
        shown = both(articles.c.published)
        return await self._both(shown.order_by(article_versions.c.title, articles.c.id))

    async def these(self, article_ids: Sequence[str]) -> dict[str, tuple[Article, Version]]:
        shown = both(articles.c.published).where(articles.c.id.in_(list(article_ids)[:MOST_IDS]))
        return {article.id: (article, version) for article, version in await self._both(shown)}

    async def slugs(self) -> set[str]:
        return {str(each) for each in (await self._sql.execute(select(articles.c.slug))).scalars()}

    async def show(self, article_id: str, words: Words | None) -> None:
        for table in (article_words, article_intents, article_passages):
            await self._sql.execute(delete(table).where(table.c.article_id == article_id))
        if words is None:
            return
        for intent in words.intents:
            await self._sql.execute(insert(article_intents).values(intent=intent, article_id=article_id))
        texts = {Audience.EVERYBODY: (heading(words), shown_text(words)), Audience.STAFF: ("", words.staff)}
        for audience, (head, text) in texts.items():
            if head or text:
                row = {"audience": str(audience), "heading": as_words(head), "text": as_words(text)}
                await self._sql.execute(insert(article_words).values(row | {"article_id": article_id}))

    async def _one(self, query: Select[Any]) -> Article | None:
        row = (await self._sql.execute(query)).mappings().first()
        return article_of(dict(row)) if row else None

    async def _both(self, query: Select[Any]) -> list[tuple[Article, Version]]:
        rows = (await self._sql.execute(query)).mappings()
        return [pair_of(dict(row)) for row in rows]


ARTICLE_COLUMNS = [column.label(f"article_{column.name}") for column in articles.c]
VERSION_COLUMNS = [column.label(f"version_{column.name}") for column in article_versions.c]


def both(number: Any) -> Select[Any]:
    """Articles beside one of their versions."""
    same = and_(article_versions.c.article_id == articles.c.id, article_versions.c.number == number)
    joined = articles.join(article_versions, same)
    return select(*ARTICLE_COLUMNS, *VERSION_COLUMNS).select_from(joined)


def pair_of(row: dict[str, Any]) -> tuple[Article, Version]:
    """What `both` found."""
    article = {name.removeprefix("article_"): value for name, value in row.items() if name.startswith("article_")}
    version = {name.removeprefix("version_"): value for name, value in row.items() if name.startswith("version_")}
    return article_of(article), version_of(version)


def article_of(row: dict[str, Any]) -> Article:
    """A row of `articles`."""
    return Article(**row | {"state": ArticleState(row["state"])})


def version_of(row: dict[str, Any]) -> Version:
    """A row of `article_versions`."""
    said = {name: row.pop(name) for name in ("title", "summary", "body", "staff")}
    lists = {name: tuple(row.pop(name)) for name in LISTS}
    words = Words(**said, asked=lists["asked"], labels=lists["labels"], intents=lists["intents"])
    return Version(words=words, **row)


def _values(article: Article) -> dict[str, Any]:
    return asdict(article) | {"state": str(article.state)}
