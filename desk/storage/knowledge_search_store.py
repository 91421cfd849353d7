"""Articles by words and by meaning: FTS5 on SQLite, a text-search index on PostgreSQL, and vectors beside both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import bindparam, exists, func, insert, select, text

from desk.knowledge.article import Article, Version
from desk.knowledge.passages import Audience
from desk.storage.knowledge_schema import article_passages, articles
from desk.storage.knowledge_store import both, pair_of
from desk.storage.sql import Sql
from desk.storage.sqlite import SqliteSql
from desk.suggestions.nearest import Vector

ON_SQLITE = text(
    "SELECT w.article_id AS article_id FROM article_index i JOIN article_words w ON w.id = i.rowid "
    "WHERE article_index MATCH :query AND w.audience IN :audiences ORDER BY bm25(article_index, 3.0, 1.0) LIMIT :most"
).bindparams(bindparam("audiences", expanding=True))
VECTOR = "setweight(to_tsvector('english', heading), 'A') || setweight(to_tsvector('english', text), 'C')"
ON_POSTGRES = text(
    f"SELECT article_id FROM article_words WHERE ({VECTOR}) @@ to_tsquery('english', :query) "  # noqa: S608 - our own
    f"AND audience IN :audiences ORDER BY ts_rank_cd(({VECTOR}), to_tsquery('english', :query), 1) DESC LIMIT :most"
).bindparams(bindparam("audiences", expanding=True))


class SqlArticleSearch:
    """Keeps `desk.knowledge.ports.ArticleSearchStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self._on_sqlite = isinstance(sql, SqliteSql)

    async def by_words(self, words: Sequence[str], audiences: Sequence[Audience], most: int) -> list[str]:
        if not words:
            return []
        # Words are letters and digits alone (`desk.search.words`), so none of them is syntax.
        query = " OR ".join(f'"{word}"' for word in words) if self._on_sqlite else " | ".join(words)
        asked = {"query": query, "audiences": [str(each) for each in audiences], "most": most * len(audiences)}
        found = (await self._sql.execute(ON_SQLITE if self._on_sqlite else ON_POSTGRES, asked)).scalars()
        return list(dict.fromkeys(str(each) for each in found))[:most]

    async def unread(self, encoder: str, most: int) -> list[tuple[Article, Version]]:
        read = exists().where(article_passages.c.article_id == articles.c.id, article_passages.c.encoder == encoder)
        query = both(articles.c.published).where(~read).order_by(articles.c.updated_at, articles.c.id)
        return [pair_of(dict(row)) for row in (await self._sql.execute(query.limit(most))).mappings()]

    async def keep(self, version: Version, encoder: str, audiences: Sequence[Audience], vectors: Vector) -> None:
        rows = [
            {
                "article_id": version.article_id,
                "number": version.number,
                "audience": str(audience),
                "encoder": encoder,
                "vector": np.ascontiguousarray(vector, dtype="<f4").tobytes(),
            }
            for audience, vector in zip(audiences, vectors, strict=True)
        ]
        await self._sql.execute(insert(article_passages), rows)

    async def standing(self, encoder: str) -> tuple[int, int]:
        query = select(func.count().label("count"), func.max(article_passages.c.id).label("last"))
        row = (await self._sql.execute(query.where(article_passages.c.encoder == encoder))).mappings().one()
        return int(row["count"]), int(row["last"] or 0)

    async def vectors(self, encoder: str) -> list[tuple[str, Audience, bytes]]:
        columns = (article_passages.c.article_id, article_passages.c.audience, article_passages.c.vector)
        query = select(*columns).where(article_passages.c.encoder == encoder).order_by(article_passages.c.id)
        rows = (await self._sql.execute(query)).mappings()
        return [(str(row["article_id"]), Audience(row["audience"]), bytes(row["vector"])) for row in rows]
