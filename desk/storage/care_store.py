"""What people did in the last hours, read off the record: signals of care need no table of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from desk.care.abuse import abusive
from desk.care.signals import Served
from desk.conversations.entry import AuthorKind, EntryKind
from desk.storage.schema import conversations, entries, handoffs
from desk.storage.sql import Sql


class SqlCare:
    """Keeps `desk.care.ports.CareStore`."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    async def served(self, agents: Sequence[str], since: datetime) -> Mapping[str, Sequence[Served]]:
        wanted = (handoffs.c.conversation_id, handoffs.c.agent_id, handoffs.c.accepted_at, handoffs.c.brief)
        query = select(*wanted).where(handoffs.c.accepted_at >= since, handoffs.c.agent_id.in_(list(agents)))
        rows = [dict(row) for row in (await self._sql.execute(query)).mappings()]
        insults = await self._insults([row["conversation_id"] for row in rows], since)
        found: dict[str, list[Served]] = defaultdict(list)
        for row in rows:
            mood = (row["brief"] or {}).get("mood") or [0.0]
            abused = any(at >= row["accepted_at"] for at in insults.get(row["conversation_id"], ()))
            found[row["agent_id"]].append(Served(row["accepted_at"], mood[-1], abused))
        return found

    async def _insults(self, conversation_ids: Sequence[str], since: datetime) -> Mapping[str, Sequence[datetime]]:
        by_customer = (entries.c.kind == str(EntryKind.MESSAGE), entries.c.author_kind == str(AuthorKind.CUSTOMER))
        there = (entries.c.conversation_id.in_(list(conversation_ids)), entries.c.at >= since)
        query = select(entries.c.conversation_id, entries.c.at, entries.c.text).where(*there, *by_customer)
        found: dict[str, list[datetime]] = defaultdict(list)
        for row in (await self._sql.execute(query)).mappings():
            if abusive(row["text"] or ""):
                found[row["conversation_id"]].append(row["at"])
        return found

    async def wrote(self, agents: Sequence[str], since: datetime) -> Mapping[str, Sequence[datetime]]:
        joined = entries.join(conversations, conversations.c.id == entries.c.conversation_id)
        # What changed since is found by an index; entries alone have none by time.
        lately: tuple[Any, ...] = (conversations.c.updated_at >= since, entries.c.at >= since)
        theirs = (entries.c.author_kind == str(AuthorKind.AGENT), entries.c.author_id.in_(list(agents)))
        query = select(entries.c.author_id, entries.c.at).select_from(joined).where(*lately, *theirs)
        found: dict[str, list[datetime]] = defaultdict(list)
        for row in (await self._sql.execute(query)).mappings():
            found[row["author_id"]].append(row["at"])
        return found
