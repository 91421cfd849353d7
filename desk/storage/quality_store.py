"""The service standard, and what handlings made of it, in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from desk import errors
from desk.quality.drift import Counted
from desk.quality.ports import Checked, Found
from desk.quality.standard import RuleId, Standard, rule_from_json
from desk.quality.verdict import Outcome, Verdict
from desk.storage.quality_schema import checks, quality_read, review_verdicts, reviews, runs, standards, verdicts
from desk.storage.schema import BY_CUSTOMERS, conversations
from desk.storage.sql import Sql


class SqlQuality:
    """Keeps `desk.quality.ports.QualityStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def standard(self, version: int | None = None) -> Standard | None:
        query = select(standards).order_by(standards.c.version.desc()).limit(1)
        if version is not None:
            query = query.where(standards.c.version == version)
        row = (await self._sql.execute(query)).mappings().first()
        return _standard(row) if row else None

    async def standards(self) -> list[Standard]:
        query = select(standards).order_by(standards.c.version.desc())
        return [_standard(row) for row in (await self._sql.execute(query)).mappings()]

    async def put_standard(self, standard: Standard) -> None:
        values = dict(vars(standard)) | {"rules": [rule.to_json() for rule in standard.rules]}
        try:
            await self._sql.execute(insert(standards).values(values))
        except IntegrityError as taken:
            raise errors.changed_meanwhile() from taken

    async def unread(self, until: datetime, now: datetime, most: int) -> list[tuple[str, int]]:
        joined = conversations.outerjoin(quality_read, quality_read.c.conversation_id == conversations.c.id)
        newer = or_(quality_read.c.version.is_(None), quality_read.c.version < conversations.c.version)
        due = or_(and_(newer, conversations.c.updated_at <= until), quality_read.c.look_again_at <= now)
        query = select(conversations.c.id, conversations.c.version).select_from(joined).where(due, BY_CUSTOMERS)
        rows = (await self._sql.execute(query.order_by(conversations.c.updated_at).limit(most))).mappings()
        return [(str(row["id"]), int(row["version"])) for row in rows]

    async def checked_under(self, conversation_id: str) -> dict[int, int]:
        query = select(checks.c.seq, checks.c.standard).where(checks.c.conversation_id == conversation_id)
        return {int(seq): int(version) for seq, version in await self._all(query)}

    async def keep(
        self, conversation_id: str, found: Sequence[Found], version: int, look_again_at: datetime | None
    ) -> None:
        query = select(checks.c.seq, checks.c.id).where(checks.c.conversation_id == conversation_id)
        before = {int(seq): int(check_id) for seq, check_id in await self._all(query)}
        seqs = {each.handling.seq for each in found}
        await self._drop([check_id for seq, check_id in before.items() if seq not in seqs])
        for each in found:
            await self._keep_one(each, before.get(each.handling.seq))
        await self._sql.execute(delete(quality_read).where(quality_read.c.conversation_id == conversation_id))
        read = {"conversation_id": conversation_id, "version": version, "look_again_at": look_again_at}
        await self._sql.execute(insert(quality_read).values(read))

    async def _keep_one(self, found: Found, check_id: int | None) -> None:
        handling = found.handling
        values = {
            "conversation_id": handling.conversation_id,
            "seq": handling.seq,
            "last_seq": handling.last_seq,
            "agent_id": handling.agent_id,
            "took_part": list(found.took_part),
            "week": found.week,
            "ended_at": handling.ended_at,
            "standard": found.standard,
        }
        if check_id is None:
            made = await self._sql.execute(insert(checks).values(values).returning(checks.c.id))
            check_id = int(made.scalar_one())
        else:
            await self._sql.execute(update(checks).where(checks.c.id == check_id).values(values))
            await self._sql.execute(delete(verdicts).where(verdicts.c.check_id == check_id))
        for each in found.verdicts:
            await self._sql.execute(insert(verdicts).values(each.to_json() | {"check_id": check_id}))

    async def _drop(self, check_ids: Sequence[int]) -> None:
        if not check_ids:
            return
        those = select(reviews.c.id).where(reviews.c.check_id.in_(check_ids))
        await self._sql.execute(delete(review_verdicts).where(review_verdicts.c.review_id.in_(those)))
        await self._sql.execute(delete(reviews).where(reviews.c.check_id.in_(check_ids)))
        await self._sql.execute(delete(verdicts).where(verdicts.c.check_id.in_(check_ids)))
        await self._sql.execute(delete(checks).where(checks.c.id.in_(check_ids)))

    async def get(self, check_id: int) -> Checked | None:
        found = await self._checked(select(checks).where(checks.c.id == check_id))
        return found[0] if found else None

    async def of_agent(self, agent_id: str, limit: int) -> list[Checked]:
        query = select(checks).where(checks.c.agent_id == agent_id, checks.c.conversation_id.is_not(None))
        return await self._checked(query.order_by(checks.c.ended_at.desc(), checks.c.id.desc()).limit(limit))

    async def counts(self, weeks: Sequence[str], agent_id: str | None = None) -> list[Counted]:
        bot = case((checks.c.agent_id.is_(None), 1), else_=0)
        told = [func.sum(case((verdicts.c.outcome == str(one), 1), else_=0)) for one in (Outcome.MET, Outcome.MISSED)]
        joined = verdicts.join(checks, checks.c.id == verdicts.c.check_id)
        query = select(checks.c.week, bot, verdicts.c.rule, *told).select_from(joined)
        query = query.where(checks.c.week.in_(list(weeks)), verdicts.c.outcome != str(Outcome.NOT_ASKED))
        if agent_id is not None:
            query = query.where(checks.c.agent_id == agent_id)
        rows = await self._all(query.group_by(checks.c.week, bot, verdicts.c.rule))
        return [
            Counted(str(week), bool(side), RuleId(rule), int(met), int(missed))
            for week, side, rule, met, missed in rows
        ]

    async def behind(
        self, rule: RuleId, outcome: Outcome, bot: bool, weeks: Sequence[str], until: datetime, limit: int
    ) -> list[Checked]:
        joined = checks.join(verdicts, verdicts.c.check_id == checks.c.id)
        this = and_(verdicts.c.rule == str(rule), verdicts.c.outcome == str(outcome))
        side = checks.c.agent_id.is_(None) if bot else checks.c.agent_id.is_not(None)
        there = and_(checks.c.conversation_id.is_not(None), checks.c.week.in_(list(weeks)), checks.c.ended_at <= until)
        query = select(*checks.c).select_from(joined).where(this, side, there)
        return await self._checked(query.order_by(checks.c.ended_at.desc(), checks.c.id.desc()).limit(limit))

    async def _checked(self, query: Any) -> list[Checked]:
        found = [_without_verdicts(row) for row in (await self._sql.execute(query)).mappings().all()]
        theirs = await verdicts_of([each.id for each in found], self._sql)
        return [replace(each, verdicts=theirs.get(each.id, ())) for each in found]

    async def _all(self, query: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in (await self._sql.execute(query)).all()]


async def verdicts_of(check_ids: Iterable[int], sql: Sql) -> dict[int, tuple[Verdict, ...]]:
    """What the rules said of these handlings, in the order of the standard."""
    query = select(verdicts).where(verdicts.c.check_id.in_(list(check_ids)))
    found: dict[int, list[Verdict]] = {}
    for row in (await sql.execute(query)).mappings():
        verdict = Verdict(RuleId(row["rule"]), Outcome(row["outcome"]), row["seq"], row["found"])
        found.setdefault(int(row["check_id"]), []).append(verdict)
    order = list(RuleId)
    return {check_id: tuple(sorted(some, key=lambda each: order.index(each.rule))) for check_id, some in found.items()}


async def keep_verdicts(conversation_ids: Sequence[str], sql: Sql) -> None:
    """Before these conversations are erased: verdicts stay as numbers that lead to nobody, and words about them go."""
    those = list(conversation_ids)
    gone = select(checks.c.id).where(checks.c.conversation_id.in_(those))
    await sql.execute(update(verdicts).where(verdicts.c.check_id.in_(gone)).values(seq=None, found=""))
    await sql.execute(update(reviews).where(reviews.c.conversation_id.in_(those)).values(conversation_id=None, note=""))
    for row in (
        (await sql.execute(select(checks.c.id, checks.c.ended_at).where(checks.c.id.in_(gone)))).mappings().all()
    ):
        day = row["ended_at"].replace(hour=0, minute=0, second=0, microsecond=0)
        left = {"conversation_id": None, "seq": 0, "last_seq": 0, "took_part": [], "ended_at": day}
        await sql.execute(update(checks).where(checks.c.id == row["id"]).values(left))
    await sql.execute(update(runs).where(runs.c.conversation_id.in_(those)).values(conversation_id=None))


def _standard(row: Mapping[Any, Any]) -> Standard:
    return Standard(**{**row, "rules": tuple(rule_from_json(each) for each in row["rules"])})


def _without_verdicts(row: Mapping[Any, Any]) -> Checked:
    return Checked(**{name: value for name, value in row.items() if name != "took_part"})
