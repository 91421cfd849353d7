"""What the team is told of feedback: tasks, figures, groups of comments, changes, and how solutions held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from desk.conversations.entry import stamp
from desk.feedback.figures import Share, Side, share, side, weeks
from desk.feedback.improvement import Improvement
from desk.feedback.recovery import Recovery
from desk.feedback.resolution import SAID, Durability, Outcome, Resolution, durability, outcome_of
from desk.ports import DeskPorts, Unit
from desk.ratings.rating import Rating
from desk.ratings.survey import pleasant
from desk.suggestions.grouping import grouped
from desk.suggestions.ports import MeaningUnavailable

RATINGS_AT_MOST, COMMENTS_AT_MOST, SOLUTIONS_AT_MOST = 5_000, 400, 5_000
SHOWN_GROUPS, SHOWN_EXAMPLES, SHOWN_CASES = 30, 6, 20
ENDED_SHOWN = timedelta(days=30)
LONGEST_COMMENT = 600

Rated = tuple[Rating, str]
"""A rating and its customer."""


async def tasks(desk: DeskPorts) -> dict[str, Any]:
    """Recovery tasks: what is open, the most urgent first, and what ended in the last month, with what came of it."""
    now = desk.clock()
    async with desk.record.look() as unit:
        names = await _names(unit)
        found = await unit.recoveries.open()
        ended = await unit.recoveries.ended_since(now - ENDED_SHOWN)
        shown = [await _task(task, names, unit, now) for task in found]
        over = [await _task(task, names, unit, now) for task in ended]
    again = [task.again_score for task in ended if task.again_score is not None]
    better = [task for task in ended if task.again_score is not None and task.again_score > task.score]
    return {
        "open": shown,
        "ended": over,
        "outcome": {"ended": len(ended), "rated_again": len(again), "better": _share(share(len(better), len(again)))},
    }


async def task(recovery: Recovery, desk: DeskPorts) -> dict[str, Any]:
    """One of them."""
    async with desk.record.look() as unit:
        return await _task(recovery, await _names(unit), unit, desk.clock())


async def _task(found: Recovery, names: Mapping[str, str], unit: Unit, now: datetime) -> dict[str, Any]:
    rating = await unit.ratings.get(found.conversation_id, found.seq)
    customer = await unit.customers.get(found.customer_id)
    over = found.ended_at is not None
    return {
        "id": found.id,
        "conversation_id": found.conversation_id,
        "customer": customer.shown_name if customer else "Visitor",
        "of": names.get(found.rated_agent_id, "Somebody") if found.rated_agent_id else None,
        "rated": found.rated_agent_id,
        "score": found.score,
        "reasons": [str(reason) for reason in rating.reasons] if rating else [],
        "text": rating.text if rating else "",
        "state": str(found.state),
        "owner": _person(found.owner_id, names),
        "taken_by": _person(found.taken_by, names),
        "opened_at": stamp(found.opened_at),
        "due_at": stamp(found.due_at),
        "late": not over and found.written_at is None and now >= found.due_at,
        "written_at": stamp(found.written_at) if found.written_at else None,
        "words": found.words,
        "ended_by": _person(found.ended_by, names),
        "ended_at": stamp(found.ended_at) if found.ended_at else None,
        "again_score": found.again_score,
    }


async def ratings(days: int, desk: DeskPorts) -> dict[str, Any]:
    """How the assistant and people are rated: together, and week by week."""
    since = desk.clock() - timedelta(days=days)
    async with desk.record.look() as unit:
        found = [rating for rating, _ in await unit.ratings.since(since, RATINGS_AT_MOST)]
        asked = await unit.surveys.counts(since)
    bot = [rating for rating in found if rating.agent_id is None]
    people = [rating for rating in found if rating.agent_id is not None]
    return {
        "days": days,
        "bot": _side(side(bot), asked.get(False, 0)),
        "person": _side(side(people), asked.get(True, 0)),
        "weeks": [
            {"begin": week.begin.isoformat(), "bot": _share(week.bot), "person": _share(week.person)}
            for week in weeks(found, since, desk.clock())
        ],
    }


async def comments(days: int, desk: DeskPorts) -> dict[str, Any]:
    """What customers wrote with their ratings, gathered by what it means; what most people say first.

    While nobody can say what texts mean, `available` is false and every comment stands alone.
    """
    async with desk.record.look() as unit:
        found = await unit.ratings.since(desk.clock() - timedelta(days=days), RATINGS_AT_MOST)
        led_to, names = await unit.improvements.led_to(), await _names(unit)
    said = [one for one in found if one[0].text][:COMMENTS_AT_MOST]
    if not said:
        return {"available": True, "groups": []}
    try:
        made = await desk.knowledge.meaning.vectors([rating.text[:LONGEST_COMMENT] for rating, _ in said])
    except MeaningUnavailable:
        alone = [_group([one], led_to, names) for one in said[:SHOWN_GROUPS]]
        return {"available": False, "groups": alone}
    groups = [_group([said[each] for each in group.members], led_to, names) for group in grouped(made.rows)]
    return {"available": True, "groups": sorted(groups, key=lambda one: (-one["people"], -one["count"]))[:SHOWN_GROUPS]}


def _group(said: Sequence[Rated], led_to: Mapping[tuple[str, int], str], names: Mapping[str, str]) -> dict[str, Any]:
    keys = [(rating.conversation_id, rating.seq) for rating, _ in said]
    return {
        "people": len({customer for _, customer in said}),
        "count": len(said),
        "mean": round(sum(rating.score for rating, _ in said) / len(said), 2),
        "last_at": stamp(max(rating.at for rating, _ in said)),
        "voices": [{"conversation_id": conversation_id, "seq": seq} for conversation_id, seq in keys],
        "led_to": sorted({led_to[key] for key in keys if key in led_to}),
        "examples": [_example(rating, names) for rating, _ in said[:SHOWN_EXAMPLES]],
    }


def _example(rating: Rating, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "conversation_id": rating.conversation_id,
        "seq": rating.seq,
        "text": rating.text,
        "score": rating.score,
        "of": names.get(rating.agent_id, "Somebody") if rating.agent_id else None,
        "at": stamp(rating.at),
    }


async def improvements(desk: DeskPorts) -> dict[str, Any]:
    """The list as the team sees it: with who wrote it, and how many of those who said it were told."""
    async with desk.record.look() as unit:
        found = await unit.improvements.all()
        told = await unit.improvements.told_counts()
    return {"improvements": [improvement(each, told.get(each.id, (0, 0))) for each in found]}


def improvement(found: Improvement, told: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """One line of it."""
    link = {"kind": str(found.link.kind), "to": found.link.to} if found.link else None
    line = {"id": found.id, "said": found.said, "did": found.did, "link": link, "by": found.by_name}
    return line | {"at": stamp(found.at), "people": told[0], "told": told[1]}


async def published(desk: DeskPorts) -> list[dict[str, Any]]:
    """The list as anybody reads it: what was said, what was done, when, and the article it is written in."""
    async with desk.record.look() as unit:
        found = await unit.improvements.all()
        articles = await unit.articles.these(
            [each.link.to for each in found if each.link and each.link.kind == "article"]
        )
    shown = []
    for each in found:
        article, version = articles.get(each.link.to, (None, None)) if each.link else (None, None)
        leads = {"title": version.words.title, "url": f"/help/{article.slug}"} if article and version else None
        day: date = each.at.date()
        shown.append({"said": each.said, "did": each.did, "day": day, "article": leads})
    return shown


async def solutions(days: int, desk: DeskPorts) -> dict[str, Any]:
    """How what was solved held, by reason, for the assistant and people."""
    now = desk.clock()
    async with desk.record.look() as unit:
        found = await unit.resolutions.since(now - timedelta(days=days), SOLUTIONS_AT_MOST)
        words = await unit.resolutions.words_after(now - timedelta(days=days))
    wrote: dict[tuple[str, int], datetime] = {}
    for each in words:
        if not pleasant(each.text, None) and each.text not in SAID.values():
            wrote.setdefault((each.conversation_id, each.seq), each.at)
    told = [
        (each, outcome_of(each, wrote.get((each.conversation_id, each.seq)), _again(each, found), now))
        for each in found
    ]
    rows = durability(told)
    n, durable = sum(row.n for row in rows), sum(row.durable for row in rows)
    asked = [each for each in found if each.asked_at is not None]
    return {
        "days": days,
        "all": _share(share(durable, n)),
        "asked": len(asked),
        "answered": {"yes": sum(e.held is True for e in asked), "no": sum(e.held is False for e in asked)},
        "rows": [_row(row) for row in rows],
    }


def _again(found: Resolution, all_of_them: Sequence[Resolution]) -> datetime | None:
    """When the same reason was next solved for the same person."""
    later = [
        other.at
        for other in all_of_them
        if found.reason is not None
        and (other.customer_id, other.reason) == (found.customer_id, found.reason)
        and other.at > found.at
    ]
    return min(later, default=None)


def _row(row: Durability) -> dict[str, Any]:
    cases = [{"conversation_id": f.conversation_id, "outcome": str(o), "at": stamp(f.at)} for f, o in row.not_durable]
    told = {"reason": row.reason, "person": row.person, "durable": _share(share(row.durable, row.n))}
    counted = {str(each): sum(outcome is each for _, outcome in row.not_durable) for each in Outcome}
    left = {name: n for name, n in counted.items() if n}
    return told | {"pending": row.pending, "not_durable": left, "cases": cases[:SHOWN_CASES]}


def _side(found: Side, asked: int) -> dict[str, Any]:
    return {
        "n": found.n,
        "asked": asked,
        "content": _share(found.content),
        "low": found.low,
        "marks": list(found.marks),
        "low_reasons": [{"reason": reason, "n": n} for reason, n in found.low_reasons],
        "good_reasons": [{"reason": reason, "n": n} for reason, n in found.good_reasons],
    }


def _share(found: Share) -> dict[str, Any]:
    return {"k": found.k, "n": found.n, "low": found.low, "high": found.high}


async def _names(unit: Unit) -> dict[str, str]:
    return {agent.id: agent.name for agent in await unit.agents.all()}


def _person(agent_id: str | None, names: Mapping[str, str]) -> dict[str, str] | None:
    return {"id": agent_id, "name": names.get(agent_id, "Somebody")} if agent_id else None
