"""Finding articles by what somebody asks: by meaning and by words, by words alone while the trainer is away."""

from __future__ import annotations

from dataclasses import dataclass

from desk.knowledge.about import About, Reading, mean, read_by
from desk.knowledge.article import Article, Version
from desk.knowledge.passages import Audience, passages
from desk.knowledge.query import Near, fused, question_words
from desk.models.views import live_now
from desk.ports import DeskPorts, Unit
from desk.suggestions.nearest import Vector
from desk.suggestions.ports import MeaningUnavailable

LOOKED_AT = 30
ABOUT_IT = 0.25
"""Cosine of a passage and a question below which they have nothing to do with each other."""
READ_AT_ONCE = 20
LONGEST_QUESTION = 600


@dataclass(frozen=True)
class Hit:
    """A published article, with the version customers see and how near its best passage is."""

    article: Article
    version: Version
    likeness: float | None


@dataclass(frozen=True)
class Found:
    """Best first; `by_meaning` is false when words alone were compared."""

    by_meaning: bool
    hits: list[Hit]


async def find(question: str, staff: bool, most: int, desk: DeskPorts) -> Found:
    """Published articles about it. Without `staff` nothing is found by what the team alone may read."""
    asked = question.strip()[:LONGEST_QUESTION]
    if not asked:
        return Found(True, [])
    try:
        made = await desk.knowledge.meaning.vectors([asked])
    except MeaningUnavailable:
        return await _found(asked, None, "", staff, most, desk)
    return await _found(asked, made.rows[0], made.encoder, staff, most, desk)


async def _likely(asked: str, desk: DeskPorts) -> dict[str, float]:
    """Articles that are about what the assistant takes it for; none while nobody reads as it does."""
    base = desk.knowledge
    if base.reader is None or not base.about.articles:
        return {}
    try:
        [reading] = await base.reader.readings([asked], base.about.model)
    except MeaningUnavailable:
        return {}
    return base.about.likely(reading)


async def _found(asked: str, vector: Vector | None, encoder: str, staff: bool, most: int, desk: DeskPorts) -> Found:
    likely = await _likely(asked, desk) if vector is not None else {}
    audiences = [Audience.EVERYBODY, *([Audience.STAFF] if staff else [])]
    async with desk.record.look() as unit:
        near = await nearest(vector, encoder, staff, unit, desk) if vector is not None else []
        said = await unit.article_search.by_words(question_words(asked), audiences, LOOKED_AT)
        order = fused(near, said, likely)[:most]
        there = await unit.articles.these(order)
    likeness = {each.article_id: each.likeness for each in near}
    hits = [Hit(*there[each], likeness.get(each)) for each in order if each in there]
    return Found(vector is not None, hits)


async def nearest(
    vector: Vector, encoder: str, staff: bool, unit: Unit, desk: DeskPorts, at_least: float = ABOUT_IT
) -> list[Near]:
    """Articles by meaning, nearest first."""
    base = desk.knowledge
    async with base.reading:
        standing = await unit.article_search.standing(encoder)
        if (base.read.encoder, base.read.standing) != (encoder, standing):
            base.load(encoder, standing, await unit.article_search.vectors(encoder))
    return base.read.nearest(vector, staff, LOOKED_AT, at_least)


async def read_articles(desk: DeskPorts) -> int:
    """Learn what newly published articles mean; how many. Raises MeaningUnavailable."""
    meaning = desk.knowledge.meaning
    encoder = (await meaning.vectors(["hello"])).encoder
    async with desk.record.look() as unit:
        unread = await unit.article_search.unread(encoder, READ_AT_ONCE)
    for article, version in unread:
        found = passages(version.words)
        made = await meaning.vectors([text for _, text in found])
        async with desk.record.change() as unit:
            now = await unit.articles.get(article.id)
            # Another version may be out meanwhile, or none: then the next round reads that one.
            if now is not None and now.published == version.number and made.encoder == encoder:
                await unit.article_search.keep(version, encoder, [audience for audience, _ in found], made.rows)
    return len(unread)


async def read_about(desk: DeskPorts) -> None:
    """Learn what published articles are about, when they or the live model changed. Raises MeaningUnavailable."""
    base = desk.knowledge
    if base.reader is None:
        return
    encoder = (await base.meaning.vectors(["hello"])).encoder
    async with desk.record.look() as unit:
        model = live_now(await unit.deployment.get(), desk)
        standing = await unit.article_search.standing(encoder)
        if (base.about.model, base.about.standing) == (model, standing):
            return
        published = await unit.articles.published()
    about: dict[str, Reading] = {}
    for article, version in published:
        async with desk.spare.piece():
            about[article.id] = mean(await base.reader.readings(read_by(version.words), model))
    base.about = About(model, standing, about)
