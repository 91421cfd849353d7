"""What people do with articles: write, ask for a review, send back, publish, archive, look after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.knowledge import article as rules
from desk.knowledge.article import Article, Version, Words
from desk.knowledge.refusals import article_changed, article_not_found, intent_answered
from desk.ports import DeskPorts, Unit


async def write(words: Words, agent: Agent, desk: DeskPorts, gap: list[int] | None = None) -> Article:
    """Begin an article, as a draft of one's own; `gap`: the messages nobody had an answer for, which it is about."""
    said, now = rules.checked_words(words, desk.intents), desk.clock()
    async with desk.record.change() as unit:
        slug = rules.slug_of(said.title, await unit.articles.slugs())
        begun = Article(desk.new_id("k"), slug, rules.ArticleState.DRAFT, agent.id, now, now)
        await unit.articles.add(begun, Version(begun.id, 1, said, agent.id, agent.name, now))
        if gap:
            await unit.article_uses.take(await unit.article_uses.these_unanswered(gap), begun.id, now)
    return begun


async def edit(article_id: str, seen: int, words: Words, agent: Agent, desk: DeskPorts) -> Article:
    """Keep a new version; the published one stays until the new one is published."""
    said, now = rules.checked_words(words, desk.intents), desk.clock()
    async with desk.record.change() as unit:
        before, last = await _at(article_id, seen, unit)
        after = rules.edited(before, agent, last.author_id, now)
        if not before.published:
            after = replace(after, slug=await _slug(said.title, before, unit))
        await unit.articles.add_version(Version(article_id, after.latest, said, agent.id, agent.name, now))
        return await _saved(before, after, unit)


async def submit(article_id: str, seen: int, agent: Agent, desk: DeskPorts) -> Article:
    """Ask for a review: whoever wrote it, owns it or keeps articles."""
    async with desk.record.change() as unit:
        before, last = await _at(article_id, seen, unit)
        if not rules.may_keep(agent) and agent.id not in (before.owner_id, last.author_id):
            raise errors.forbidden("Its author or owner asks for the review.")
        return await _saved(before, rules.submitted(before, desk.clock()), unit)


async def send_back(article_id: str, seen: int, remark: str, desk: DeskPorts) -> Article:
    """Ask its author for something."""
    return await _step(article_id, seen, lambda article, now: rules.sent_back(article, remark, now), desk)


async def publish(article_id: str, seen: int, agent: Agent, desk: DeskPorts) -> Article:
    """Let customers, the bot and the team read the newest version."""
    now = desk.clock()
    async with desk.record.change() as unit:
        before, last = await _at(article_id, seen, unit)
        after = rules.published(before, agent, last.author_id, now)
        for intent in last.words.intents:
            other = await unit.articles.answering(intent)
            if other is not None and other.id != article_id:
                version = await unit.articles.words(other.id, other.published or other.latest)
                raise intent_answered(intent, version.words.title if version else other.slug)
        await unit.articles.show(article_id, last.words)
        await unit.audit.append(agent.id, Action.ARTICLE_PUBLISHED, article_id, {"number": after.latest}, now)
        return await _saved(before, after, unit)


async def archive(article_id: str, seen: int, agent: Agent, desk: DeskPorts) -> Article:
    """Take it away from everybody who reads; it can be brought back."""
    async with desk.record.change() as unit:
        before, _ = await _at(article_id, seen, unit)
        after = rules.archived(before, desk.clock())
        await unit.articles.show(article_id, None)
        await unit.audit.append(agent.id, Action.ARTICLE_ARCHIVED, article_id, {}, desk.clock())
        return await _saved(before, after, unit)


async def bring_back(article_id: str, seen: int, desk: DeskPorts) -> Article:
    """Out of the archive, as a draft."""
    return await _step(article_id, seen, rules.brought_back, desk)


async def care(article_id: str, seen: int, owner_id: str, expires_on: datetime | None, desk: DeskPorts) -> Article:
    """Say who looks after it, and until when it holds."""
    now = desk.clock()
    if expires_on is not None and expires_on <= now:
        raise errors.invalid_field("expires_on", "Choose a day to come.")
    async with desk.record.change() as unit:
        before, _ = await _at(article_id, seen, unit)
        owner = await unit.agents.get(owner_id)
        if owner is None or owner.disabled_at is not None:
            raise errors.invalid_field("owner_id", "There is no such colleague.")
        after = replace(before, owner_id=owner_id, expires_on=expires_on, updated_at=now)
        return await _saved(before, after, unit)


async def set_aside(messages: list[int], desk: DeskPorts) -> int:
    """These need no article; how many they were."""
    async with desk.record.change() as unit:
        found = await unit.article_uses.these_unanswered(messages)
        await unit.article_uses.take(found, None, desk.clock())
    return len(found)


async def _step(article_id: str, seen: int, step: Callable[[Article, datetime], Article], desk: DeskPorts) -> Article:
    async with desk.record.change() as unit:
        before, _ = await _at(article_id, seen, unit)
        return await _saved(before, step(before, desk.clock()), unit)


async def _at(article_id: str, seen: int, unit: Unit) -> tuple[Article, Version]:
    found = await unit.articles.get(article_id)
    if found is None:
        raise article_not_found()
    if found.version != seen:
        raise article_changed()
    last = await unit.articles.words(article_id, found.latest)
    assert last is not None
    return found, last


async def _saved(before: Article, after: Article, unit: Unit) -> Article:
    await unit.articles.save(before, after)
    return replace(after, version=before.version + 1)


async def _slug(title: str, article: Article, unit: Unit) -> str:
    return rules.slug_of(title, await unit.articles.slugs() - {article.slug})
