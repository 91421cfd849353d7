"""The weekly sample and its reviews, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from desk import errors
from desk.quality.ports import Review, Sample
from desk.quality.sample import Candidate, Drawn
from desk.quality.standard import RuleId
from desk.quality.verdict import Outcome, Verdict
from desk.storage.quality_schema import checks, review_verdicts, reviews, samples
from desk.storage.quality_store import verdicts_of
from desk.storage.sql import Sql


class SqlReviews:
    """Keeps `desk.quality.ports.ReviewStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def sample(self, week: str) -> Sample | None:
        row = (await self._sql.execute(select(samples).where(samples.c.week == week))).mappings().first()
        return Sample(**row) if row else None

    async def samples(self, limit: int) -> list[Sample]:
        query = select(samples).order_by(samples.c.week.desc()).limit(limit)
        return [Sample(**row) for row in (await self._sql.execute(query)).mappings()]

    async def candidates(self, week: str) -> list[Candidate]:
        query = select(checks).where(checks.c.week == week, checks.c.conversation_id.is_not(None)).order_by(checks.c.id)
        rows = (await self._sql.execute(query)).mappings()
        return [Candidate(int(row["id"]), row["agent_id"], frozenset(row["took_part"])) for row in rows]

    async def put(self, sample: Sample, drawn: Sequence[tuple[str, str, Drawn]]) -> None:
        try:
            await self._sql.execute(insert(samples).values(dict(vars(sample))))
        except IntegrityError as taken:
            raise errors.changed_meanwhile() from taken
        ids = {each.check_id for _, _, each in drawn}
        query = select(checks.c.id, checks.c.conversation_id).where(checks.c.id.in_(ids))
        where = {int(row["id"]): row["conversation_id"] for row in (await self._sql.execute(query)).mappings()}
        for review_id, reviewer_id, each in drawn:
            named = {"id": review_id, "week": sample.week, "check_id": each.check_id, "reviewer_id": reviewer_id}
            values = named | {"conversation_id": where[each.check_id], "done_at": None, "note": ""}
            await self._sql.execute(insert(reviews).values(values))

    async def get(self, review_id: str) -> Review | None:
        found = await self._reviews(select(reviews).where(reviews.c.id == review_id))
        return found[0] if found else None

    async def of_reviewer(self, reviewer_id: str, limit: int) -> list[Review]:
        theirs = and_(reviews.c.reviewer_id == reviewer_id, reviews.c.conversation_id.is_not(None))
        order = (reviews.c.done_at.is_not(None), reviews.c.week.desc(), reviews.c.id)
        return await self._reviews(select(reviews).where(theirs).order_by(*order).limit(limit))

    async def open_count(self, reviewer_id: str) -> int:
        theirs = and_(reviews.c.reviewer_id == reviewer_id, reviews.c.conversation_id.is_not(None))
        query = select(func.count()).select_from(reviews).where(theirs, reviews.c.done_at.is_(None))
        return int((await self._sql.execute(query)).scalar_one())

    async def hand_in(self, review: Review) -> bool:
        this = and_(reviews.c.id == review.id, reviews.c.done_at.is_(None))
        done = await self._sql.execute(update(reviews).where(this).values(done_at=review.done_at, note=review.note))
        if done.rowcount != 1:
            return False
        for rule, outcome in review.verdicts:
            values = {"review_id": review.id, "rule": str(rule), "outcome": str(outcome)}
            await self._sql.execute(insert(review_verdicts).values(values))
        return True

    async def done(self, since: str) -> list[tuple[Review, tuple[Verdict, ...]]]:
        query = select(reviews).where(reviews.c.week >= since, reviews.c.done_at.is_not(None))
        found = await self._reviews(query.order_by(reviews.c.week, reviews.c.check_id, reviews.c.id))
        said = await verdicts_of({each.check_id for each in found}, self._sql)
        return [(each, said.get(each.check_id, ())) for each in found]

    async def _reviews(self, query: Any) -> list[Review]:
        rows = (await self._sql.execute(query)).mappings().all()
        theirs = await self._verdicts(row["id"] for row in rows)
        return [replace(_review(row), verdicts=theirs.get(row["id"], ())) for row in rows]

    async def _verdicts(self, review_ids: Iterable[str]) -> dict[str, tuple[tuple[RuleId, Outcome], ...]]:
        query = select(review_verdicts).where(review_verdicts.c.review_id.in_(list(review_ids)))
        found: dict[str, list[tuple[RuleId, Outcome]]] = {}
        for row in (await self._sql.execute(query)).mappings():
            found.setdefault(row["review_id"], []).append((RuleId(row["rule"]), Outcome(row["outcome"])))
        order = list(RuleId)
        return {each: tuple(sorted(some, key=lambda one: order.index(one[0]))) for each, some in found.items()}


def _review(row: Mapping[Any, Any]) -> Review:
    at: datetime | None = row["done_at"]
    named = (row["id"], row["week"], int(row["check_id"]), row["conversation_id"], row["reviewer_id"])
    return Review(*named, done_at=at, note=row["note"])
