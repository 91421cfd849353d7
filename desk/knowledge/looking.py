"""What is told of articles: to customers, to the team, and to whoever keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from desk.agents.agent import Agent
from desk.conversations.entry import stamp
from desk.knowledge.article import Article, Version, Words, may_keep
from desk.knowledge.finding import Found, find, nearest
from desk.knowledge.gap import Gap, gaps
from desk.knowledge.ports import Unanswered
from desk.knowledge.refusals import article_not_found
from desk.knowledge.use import Tally
from desk.ports import DeskPorts, Unit
from desk.suggestions.ports import MeaningUnavailable

GAP_DAYS, GAP_MESSAGES = timedelta(days=60), 400
SHOWN_GAPS, SHOWN_EXAMPLES = 30, 6
ANSWERED_ALREADY = 0.6
MOST_FOUND = 12


def for_customers(article: Article, version: Version, now: datetime) -> dict[str, Any]:
    """All that anybody outside the team is ever told of an article."""
    words = version.words
    return {
        "id": article.id,
        "slug": article.slug,
        "url": f"/help/{article.slug}",
        "number": version.number,
        "title": words.title,
        "summary": words.summary,
        "body": words.body,
        "labels": list(words.labels),
        "updated_at": stamp(article.published_at or version.at),
        "old": article.old(now),
    }


def for_agents(article: Article, version: Version, now: datetime) -> dict[str, Any]:
    """What an agent who answers may use, with the part that is for the team."""
    return for_customers(article, version, now) | {"staff": version.words.staff, "text": version.words.summary}


async def answer_to(intent: str, desk: DeskPorts) -> dict[str, Any]:
    """The published article with which the bot answers an intent."""
    async with desk.record.look() as unit:
        article = await unit.articles.answering(intent)
        version = await _shown(article, unit)
    if article is None or version is None:
        raise article_not_found()
    return for_customers(article, version, desk.clock())


async def published_one(slug: str, desk: DeskPorts) -> dict[str, Any]:
    """A published article by its address."""
    async with desk.record.look() as unit:
        article = await unit.articles.by_slug(slug)
        version = await _shown(article, unit)
    if article is None or version is None:
        raise article_not_found()
    return for_customers(article, version, desk.clock())


async def _shown(article: Article | None, unit: Unit) -> Version | None:
    if article is None or article.published is None:
        return None
    return await unit.articles.words(article.id, article.published)


async def all_published(desk: DeskPorts) -> list[dict[str, Any]]:
    """Every published article, by title."""
    async with desk.record.look() as unit:
        found = await unit.articles.published()
    return [for_customers(article, version, desk.clock()) for article, version in found]


async def searched_by_agent(question: str, desk: DeskPorts) -> dict[str, Any]:
    """What an agent finds while writing."""
    found = await find(question, True, MOST_FOUND, desk)
    return _told(found, desk.clock())


async def searched_by_customer(question: str, desk: DeskPorts) -> dict[str, Any]:
    """What anybody finds: nothing of it was found by, or holds, what is for the team."""
    found = await find(question, False, MOST_FOUND, desk)
    articles = [for_customers(hit.article, hit.version, desk.clock()) for hit in found.hits]
    return {"by_meaning": found.by_meaning, "articles": articles}


def _told(found: Found, now: datetime) -> dict[str, Any]:
    articles = [
        for_agents(hit.article, hit.version, now)
        | {"likeness": round(hit.likeness, 3) if hit.likeness is not None else None}
        for hit in found.hits
    ]
    return {"by_meaning": found.by_meaning, "articles": articles}


async def listed(agent: Agent, desk: DeskPorts) -> dict[str, Any]:
    """Every article as the team's list shows it, with the tasks, and what this colleague may do."""
    now = desk.clock()
    async with desk.record.look() as unit:
        found = await unit.articles.newest()
        tallies = await unit.article_uses.tallies()
        tasks = await unit.article_uses.open_tasks()
        names = {each.id: each.name for each in await unit.agents.all()}
    titles = {article.id: version.words.title for article, version in found}
    return {
        "keeper": may_keep(agent),
        "articles": [
            _line(article, version, names, tallies.get(article.id, Tally()), now) for article, version in found
        ],
        "tasks": [
            {
                "id": task.id,
                "article_id": task.article_id,
                "title": titles.get(task.article_id, ""),
                "kind": str(task.kind),
                "says": task.says,
                "at": stamp(task.at),
                "owner": _person(next(a.owner_id for a, _ in found if a.id == task.article_id), names),
            }
            for task in tasks
            if task.article_id in titles
        ],
        "owners": [{"id": each, "name": name} for each, name in sorted(names.items(), key=lambda one: one[1])],
        "intents": list(desk.intents),
    }


def _line(article: Article, version: Version, names: Mapping[str, str], tally: Tally, now: datetime) -> dict[str, Any]:
    return {
        "id": article.id,
        "slug": article.slug,
        "state": str(article.state),
        "title": version.words.title,
        "labels": list(version.words.labels),
        "intents": list(version.words.intents),
        "owner": _person(article.owner_id, names),
        "author": version.author_name,
        "updated_at": stamp(article.updated_at),
        "published": article.published,
        "latest": article.latest,
        "expires_on": article.expires_on.date().isoformat() if article.expires_on else None,
        "old": article.old(now),
        "remark": article.remark,
        "version": article.version,
        "counts": {
            "shown": tally.shown,
            "inserted": tally.inserted,
            "solved": tally.solved,
            "not_solved": tally.not_solved,
        },
    }


def _person(agent_id: str, names: Mapping[str, str]) -> dict[str, str]:
    return {"id": agent_id, "name": names.get(agent_id, "Somebody")}


async def whole(article_id: str, desk: DeskPorts) -> dict[str, Any]:
    """One article with every version, for whoever edits it."""
    now = desk.clock()
    async with desk.record.look() as unit:
        article = await unit.articles.get(article_id)
        if article is None:
            raise article_not_found()
        versions = await unit.articles.versions(article_id)
        tallies = await unit.article_uses.tallies()
        names = {each.id: each.name for each in await unit.agents.all()}
    line = _line(article, versions[0], names, tallies.get(article_id, Tally()), now)
    told = [
        {"number": each.number, "by": each.author_name, "author_id": each.author_id, "at": stamp(each.at)}
        | {"words": words_json(each.words)}
        for each in versions
    ]
    return {"article": line, "versions": told}


def words_json(words: Words) -> dict[str, Any]:
    """The words as the editor has them."""
    return {
        "title": words.title,
        "summary": words.summary,
        "body": words.body,
        "staff": words.staff,
        "asked": list(words.asked),
        "labels": list(words.labels),
        "intents": list(words.intents),
    }


async def all_gaps(desk: DeskPorts) -> dict[str, Any]:
    """What people asked and nobody could answer, what most of them ask first."""
    async with desk.record.look() as unit:
        messages = await unit.article_uses.unanswered(desk.clock() - GAP_DAYS, GAP_MESSAGES)
    if not messages:
        return {"available": True, "gaps": []}
    try:
        made = await desk.knowledge.meaning.vectors([message.text[:600] for message in messages])
    except MeaningUnavailable:
        return {"available": False, "gaps": []}
    found = gaps(messages, made.rows)[:SHOWN_GAPS]
    async with desk.record.look() as unit:
        return {"available": True, "gaps": [await _gap_json(gap, made.encoder, unit, desk) for gap in found]}


async def _gap_json(gap: Gap, encoder: str, unit: Unit, desk: DeskPorts) -> dict[str, Any]:
    near = await nearest(gap.middle, encoder, False, unit, desk, ANSWERED_ALREADY)
    there = await unit.articles.these([near[0].article_id]) if near else {}
    article = next(({"id": a.id, "title": v.words.title} for a, v in there.values()), None)
    return {
        "people": gap.people,
        "count": len(gap.messages),
        "last_at": stamp(max(message.at for message in gap.messages)),
        "messages": [message.id for message in gap.messages],
        "examples": _examples(gap.messages),
        "article": article,
        "draft": _draft(gap.messages),
    }


def _examples(messages: tuple[Unanswered, ...]) -> list[dict[str, Any]]:
    different = list({message.text.casefold(): message for message in reversed(messages)}.values())[::-1]
    return [{"text": each.text, "conversation_id": each.conversation_id} for each in different[:SHOWN_EXAMPLES]]


def _draft(messages: tuple[Unanswered, ...]) -> dict[str, Any]:
    """What to start from: the most telling question as a title, and how it was asked."""
    asked = [example["text"][:160] for example in _examples(messages)]
    title = asked[0].strip().rstrip("?!. ")[:110]
    return {"title": title[:1].upper() + title[1:] + "?", "asked": asked}
