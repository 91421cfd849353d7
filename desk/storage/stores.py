"""The stores of the record over one SQL connection, portable between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Select, and_, func, insert, or_, select, tuple_, update

from desk import errors
from desk.conversations.bot_turn import BotJob, JobEnd, JobState
from desk.conversations.conversation import Change, Conversation, State, altered
from desk.conversations.entry import AMENDMENTS, Entry
from desk.handoff.handoff import Handoff
from desk.handoff.inbox_filter import Cursor, InboxFilter
from desk.routing.care import Taken
from desk.routing.expected_wait import PastWait
from desk.storage import rows, statements
from desk.storage.inbox_conditions import holding
from desk.storage.routing_schema import line_places
from desk.storage.schema import BY_CUSTOMERS, bot_jobs, conversations, entries, handoffs
from desk.storage.search_store import add_words, change_words
from desk.storage.sql import Sql

PAGE = 200
_unspoken = itemgetter(*(field.name for field in fields(Conversation) if field.name not in statements.SPOKEN))
"""What of a conversation a message does not change."""


class _Store:
    def __init__(self, connection: Sql, written: list[Change | JobEnd | Handoff] | None = None) -> None:
        self._connection = connection
        self._written = [] if written is None else written

    async def _one(self, query: Select[tuple[object, ...]]) -> rows.Row | None:
        return (await self._connection.execute(query)).mappings().first()

    async def _all(self, query: Select[tuple[object, ...]]) -> Sequence[rows.Row]:
        return (await self._connection.execute(query)).mappings().all()

    async def _count(self, query: Select[int]) -> int:
        return int((await self._connection.execute(query)).scalar_one())


class SqlConversations(_Store):
    """Keeps `desk.conversations.ports.ConversationStore`."""

    async def get(self, conversation_id: str) -> Conversation | None:
        kept = self._connection.kept
        if kept is not None and (known := kept.get(conversation_id)):
            return known
        statement = statements.CONVERSATION_TO_CHANGE if self._connection.changing else statements.CONVERSATION
        found = await self._connection.fetch(statement, id=conversation_id)
        return rows.conversation(found[0]) if found else None

    async def current_of(self, customer_id: str) -> Conversation | None:
        query = select(conversations).where(conversations.c.customer_id == customer_id)
        row = await self._one(query.order_by(conversations.c.created_at.desc()).limit(1))
        return rows.conversation(row) if row else None

    async def contacts_of(self, customer_id: str) -> int:
        """How often this customer needed a person: each handoff is one contact."""
        found = await self._connection.fetch(statements.CONTACTS_OF, customer_id=customer_id)
        return int(found[0]["contacts"])

    async def add(self, conversation: Conversation) -> None:
        await self._connection.execute(insert(conversations).values(rows.conversation_values(conversation)))

    async def save(self, before: Conversation, change: Change) -> None:
        values = rows.conversation_values(change.conversation) | {"version": before.version + 1}
        earlier, now = vars(before), vars(change.conversation)
        spoken = _unspoken(earlier) == _unspoken(now)
        statement = statements.SAVE_SPOKEN if spoken else statements.SAVE_WHOLE
        held = {"held_id": before.id, "held_version": before.version}
        if await self._connection.run(statement, values | held) != 1:
            raise errors.changed_meanwhile()
        if (kept := self._connection.kept) is not None:
            kept.put(altered(change.conversation, version=before.version + 1))
        for entry in change.entries:
            await self._connection.run(statements.ADD_ENTRY, rows.entry_values(entry))
            if not before.shopper:
                await add_words(entry, self._connection)
        self._written.append(change)

    async def entries(self, conversation_id: str, after: int = 0, limit: int = PAGE) -> list[Entry]:
        about = {"conversation_id": conversation_id, "after": after, "most": limit}
        found = await self._connection.fetch(statements.ENTRIES_AFTER, **about)
        return [await self._with_amended(rows.entry(row)) for row in found]

    async def at(self, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
        query = select(entries).where(tuple_(entries.c.conversation_id, entries.c.seq).in_(list(places)))
        found = [await self._with_amended(rows.entry(row)) for row in await self._all(query)]
        return {(entry.conversation_id, entry.seq): entry for entry in found}

    async def outline(self, conversation_id: str, after: int, to: int) -> list[Entry]:
        about = {"conversation_id": conversation_id, "after": after, "to": to}
        return [rows.outline(conversation_id, row) for row in await self._connection.fetch(statements.OUTLINE, **about)]

    async def _with_amended(self, entry: Entry) -> Entry:
        if entry.kind not in AMENDMENTS:
            return entry
        # Not as it read at that time: what was deleted later must not come back through here.
        about = {"conversation_id": entry.conversation_id, "seq": entry.data["seq"]}
        found = await self._connection.fetch(statements.ENTRY, **about)
        return replace(entry, amended=rows.entry(found[0]).message if found else None)

    async def amend(self, target: Entry) -> None:
        values = rows.entry_values(target)
        this = {"its_conversation": target.conversation_id, "its_seq": target.seq}
        await self._connection.run(statements.AMEND_ENTRY, {name: values[name] for name in statements.AMENDED} | this)
        await change_words(target, self._connection)

    async def entry_by_message(self, conversation_id: str, message_id: str) -> Entry | None:
        about = {"conversation_id": conversation_id, "message_id": message_id}
        found = await self._connection.fetch(statements.ENTRY_BY_MESSAGE, **about)
        return rows.entry(found[0]) if found else None

    async def page(self, wanted: InboxFilter, after: Cursor | None, limit: int) -> list[Conversation]:
        query = select(conversations).where(*await holding(wanted, self._connection))
        if after is not None:
            earlier = conversations.c.updated_at < after.at
            beside = and_(conversations.c.updated_at == after.at, conversations.c.id < after.conversation_id)
            query = query.where(or_(earlier, beside))
        ordered = query.order_by(conversations.c.updated_at.desc(), conversations.c.id.desc())
        return [rows.conversation(row) for row in await self._all(ordered.limit(limit))]

    async def in_line(self, wanted: InboxFilter) -> set[str]:
        placed = conversations.join(line_places, line_places.c.conversation_id == conversations.c.id)
        query = select(conversations.c.id).select_from(placed).where(*await holding(wanted, self._connection))
        return {str(row["id"]) for row in await self._all(query)}

    async def languages(self) -> list[str]:
        query = select(conversations.c.language).where(conversations.c.language.is_not(None), BY_CUSTOMERS).distinct()
        return sorted(row["language"] for row in await self._all(query))

    async def count_in(self, states: Sequence[State]) -> int:
        wanted = conversations.c.state.in_([str(state) for state in states])
        return await self._count(select(func.count()).select_from(conversations).where(wanted, BY_CUSTOMERS))

    async def held_by(self, agent_id: str) -> list[Conversation]:
        query = select(conversations).where(conversations.c.agent_id == agent_id)
        return [rows.conversation(row) for row in await self._all(query.order_by(conversations.c.updated_at.desc()))]

    async def merged_into(self, conversation_id: str) -> list[Conversation]:
        query = select(conversations).where(conversations.c.merged_into == conversation_id)
        return [rows.conversation(row) for row in await self._all(query.order_by(conversations.c.updated_at))]

    async def held_now(self) -> dict[str, int]:
        found = await self._connection.fetch(statements.HELD_NOW)
        return {row["agent_id"]: row["held"] for row in found}

    async def snoozed_now(self) -> dict[str, int]:
        found = await self._connection.fetch(statements.SNOOZED_NOW)
        return {row["agent_id"]: row["held"] for row in found}

    async def ahead_of(self, conversation: Conversation) -> int:
        since = conversation.waiting_since
        longer = or_(
            conversations.c.waiting_since < since,
            and_(conversations.c.waiting_since == since, conversations.c.id < conversation.id),
        )
        waiting = conversations.c.state == str(State.WAITING)
        return await self._count(select(func.count()).select_from(conversations).where(waiting, longer))


class SqlJobs(_Store):
    """Keeps `desk.conversations.ports.JobStore`."""

    async def add(self, job: BotJob) -> None:
        await self._connection.run(statements.ADD_JOB, rows.job_values(job))

    async def next_pending(self, conversation_id: str) -> BotJob | None:
        found = await self._connection.fetch(statements.NEXT_PENDING, conversation_id=conversation_id)
        return rows.job(found[0]) if found else None

    async def pending_conversations(self, now: datetime) -> list[str]:
        free = or_(bot_jobs.c.lease_until.is_(None), bot_jobs.c.lease_until <= now)
        query = select(bot_jobs.c.conversation_id).where(bot_jobs.c.state == str(JobState.PENDING), free).distinct()
        return [str(row["conversation_id"]) for row in await self._all(query)]

    async def backlog(self) -> int:
        pending = bot_jobs.c.state == str(JobState.PENDING)
        return await self._count(select(func.count(bot_jobs.c.conversation_id.distinct())).where(pending))

    async def lease(self, job: BotJob, holder: str, now: datetime, until: datetime) -> BotJob | None:
        begun = job.attempts + (0 if job.leased_by == holder else 1)
        values = {"holder": holder, "now": now, "until": until, "begun": begun}
        this = {"its_conversation": job.conversation_id, "its_seq": job.seq}
        if await self._connection.run(statements.LEASE, values | this) != 1:
            return None
        return replace(job, leased_by=holder, attempts=begun)

    async def release(self, holder: str) -> None:
        await self._connection.run(statements.RELEASE, {"holder": holder})

    async def reclaim(self, holder: str) -> None:
        await self._connection.run(statements.RECLAIM, {"holder": holder})

    async def lose(self, job: BotJob) -> None:
        this = {"its_conversation": job.conversation_id, "its_seq": job.seq, "holder": job.leased_by}
        await self._connection.run(statements.LOSE, this)

    async def finish(self, job: BotJob, at: datetime) -> bool:
        values = rows.job_values(job) | {"finished_at": at, "lease_until": None}
        kept = {name: values[name] for name in statements.FINISHED}
        this = {"its_conversation": job.conversation_id, "its_seq": job.seq, "holder": job.leased_by}
        end = JobEnd(job, await self._connection.run(statements.FINISH, kept | this) == 1)
        self._written.append(end)
        return end.kept

    async def dead(self, limit: int = PAGE) -> list[BotJob]:
        query = select(bot_jobs).where(bot_jobs.c.state == str(JobState.DEAD))
        return [rows.job(row) for row in await self._all(query.order_by(bot_jobs.c.finished_at.desc()).limit(limit))]

    async def amend(self, conversation_id: str, seq: int, text: str | None) -> None:
        this = {"its_conversation": conversation_id, "its_seq": seq}
        await self._connection.run(statements.AMEND_JOB, this | {"text": text or ""})
        if text is None:
            await self._connection.run(statements.DROP_JOB, this)

    async def drop_pending(self, conversation_id: str) -> None:
        await self._connection.run(statements.DROP_PENDING, {"its_conversation": conversation_id})

    async def of(self, conversation_id: str) -> list[BotJob]:
        found = await self._connection.fetch(statements.JOBS_OF, conversation_id=conversation_id)
        return [rows.job(row) for row in found]

    async def last_finished(self, conversation_id: str, before_seq: int) -> BotJob | None:
        earlier = and_(bot_jobs.c.conversation_id == conversation_id, bot_jobs.c.seq < before_seq)
        row = await self._one(select(bot_jobs).where(earlier).order_by(bot_jobs.c.seq.desc()).limit(1))
        return rows.job(row) if row else None


class SqlHandoffs(_Store):
    """Keeps `desk.handoff.ports.HandoffStore`."""

    async def add(self, handoff: Handoff) -> None:
        await self._connection.run(statements.ADD_HANDOFF, rows.handoff_values(handoff))
        self._written.append(handoff)

    async def get(self, handoff_id: str) -> Handoff | None:
        found = await self._connection.fetch(statements.HANDOFF, id=handoff_id)
        return rows.handoff(found[0]) if found else None

    async def latest_of(self, conversation_id: str) -> Handoff | None:
        query = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
        row = await self._one(query.order_by(handoffs.c.requested_at.desc()).limit(1))
        return rows.handoff(row) if row else None

    async def of_conversation(self, conversation_id: str) -> list[Handoff]:
        query = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
        return [rows.handoff(row) for row in await self._all(query.order_by(handoffs.c.requested_at))]

    async def of_customer(self, customer_id: str, limit: int = 50) -> list[Handoff]:
        theirs = select(conversations.c.id).where(conversations.c.customer_id == customer_id)
        query = select(handoffs).where(handoffs.c.conversation_id.in_(theirs))
        return [
            rows.handoff(row) for row in await self._all(query.order_by(handoffs.c.requested_at.desc()).limit(limit))
        ]

    async def save(self, handoff: Handoff) -> None:
        values = rows.handoff_values(handoff)
        await self._connection.execute(update(handoffs).where(handoffs.c.id == handoff.id).values(values))

    async def taken_since(self, since: datetime) -> list[Taken]:
        query = select(handoffs.c.agent_id, handoffs.c.accepted_at, handoffs.c.brief)
        found = await self._all(query.where(handoffs.c.accepted_at >= since, handoffs.c.agent_id.is_not(None)))
        moods = [(row["brief"] or {}).get("mood") or [0.0] for row in found]
        return [Taken(row["agent_id"], row["accepted_at"], mood[-1]) for row, mood in zip(found, moods, strict=True)]

    async def past_waits(self, since: datetime, limit: int = 60) -> list[PastWait]:
        found = await self._connection.fetch(statements.PAST_WAITS, since=since, most=limit)
        return [PastWait(**row) for row in found]
