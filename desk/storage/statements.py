"""The statements of every message, written once."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, or_, select, update

from desk.conversations.bot_turn import JobState
from desk.storage.schema import (
    agent_sessions,
    agents,
    bot_jobs,
    conversations,
    customers,
    entries,
    handoffs,
    widget_sessions,
)
from desk.storage.sql import Prepared

SPOKEN = ("updated_at", "last_seq", "version", "last_text", "last_author")
"""All that a message changes of a conversation. Naming no other column spares the indexes of the others."""

_held = (conversations.c.id == bindparam("held_id"), conversations.c.version == bindparam("held_version"))

CONVERSATION = Prepared(select(conversations).where(conversations.c.id == bindparam("id")))
# Writers of one conversation wait for each other instead of clashing; SQLite has one writer anyway.
CONVERSATION_TO_CHANGE = Prepared(select(conversations).where(conversations.c.id == bindparam("id")).with_for_update())
SAVE_SPOKEN = Prepared(update(conversations).where(*_held).values({name: bindparam(name) for name in SPOKEN}))
SAVE_WHOLE = Prepared(
    update(conversations).where(*_held).values({c.name: bindparam(c.name) for c in conversations.c if c.name != "id"})
)

ADD_ENTRY = Prepared(insert(entries).values({column.name: bindparam(column.name) for column in entries.c}))
ENTRIES_AFTER = Prepared(
    select(entries)
    .where(entries.c.conversation_id == bindparam("conversation_id"), entries.c.seq > bindparam("after"))
    .order_by(entries.c.seq)
    .limit(bindparam("most"))
)
OUTLINE = Prepared(
    select(entries.c.seq, entries.c.kind, entries.c.at, entries.c.author_kind)
    .where(
        entries.c.conversation_id == bindparam("conversation_id"),
        entries.c.seq > bindparam("after"),
        entries.c.seq <= bindparam("to"),
    )
    .order_by(entries.c.seq)
)
ENTRY_BY_MESSAGE = Prepared(
    select(entries).where(
        entries.c.conversation_id == bindparam("conversation_id"), entries.c.message_id == bindparam("message_id")
    )
)

ENTRY = Prepared(
    select(entries).where(entries.c.conversation_id == bindparam("conversation_id"), entries.c.seq == bindparam("seq"))
)
AMENDED = ("text", "quick_replies", "card", "data", "edited_at", "deleted")
AMEND_ENTRY = Prepared(
    update(entries)
    .where(entries.c.conversation_id == bindparam("its_conversation"), entries.c.seq == bindparam("its_seq"))
    .values({name: bindparam(name) for name in AMENDED})
)

ADD_JOB = Prepared(insert(bot_jobs).values({column.name: bindparam(column.name) for column in bot_jobs.c}))
NEXT_PENDING = Prepared(
    select(bot_jobs)
    .where(bot_jobs.c.conversation_id == bindparam("conversation_id"), bot_jobs.c.state == str(JobState.PENDING))
    .order_by(bot_jobs.c.seq)
    .limit(1)
)

_amended_job = (bot_jobs.c.conversation_id == bindparam("its_conversation"), bot_jobs.c.seq == bindparam("its_seq"))
AMEND_JOB = Prepared(update(bot_jobs).where(*_amended_job).values(text=bindparam("text")))
DROP_JOB = Prepared(
    update(bot_jobs)
    .where(*_amended_job, bot_jobs.c.state == str(JobState.PENDING))
    .values(state=str(JobState.DROPPED), problem="the message was deleted")
)
_this_job = (bot_jobs.c.conversation_id == bindparam("its_conversation"), bot_jobs.c.seq == bindparam("its_seq"))
LEASE = Prepared(
    update(bot_jobs)
    .where(
        *_this_job,
        bot_jobs.c.state == str(JobState.PENDING),
        or_(
            bot_jobs.c.leased_by.is_(None),
            bot_jobs.c.leased_by == bindparam("holder"),
            bot_jobs.c.lease_until <= bindparam("now"),
        ),
    )
    .values(leased_by=bindparam("holder"), lease_until=bindparam("until"), attempts=bindparam("begun"))
)
JOBS_OF = Prepared(
    select(bot_jobs).where(bot_jobs.c.conversation_id == bindparam("conversation_id")).order_by(bot_jobs.c.seq)
)
DROP_PENDING = Prepared(
    update(bot_jobs)
    .where(bot_jobs.c.conversation_id == bindparam("its_conversation"), bot_jobs.c.state == str(JobState.PENDING))
    .values(state=str(JobState.DROPPED), problem="a person took over")
)
_held_by = (bot_jobs.c.leased_by == bindparam("holder"), bot_jobs.c.state == str(JobState.PENDING))
RELEASE = Prepared(
    update(bot_jobs).where(*_held_by).values(leased_by=None, lease_until=None, attempts=bot_jobs.c.attempts - 1)
)
RECLAIM = Prepared(update(bot_jobs).where(*_held_by).values(leased_by=None, lease_until=None))
LOSE = Prepared(update(bot_jobs).where(*_this_job, *_held_by).values(leased_by=None, lease_until=None))
FINISHED = ("state", "finished_at", "answer", "problem", "lease_until")
FINISH = Prepared(
    update(bot_jobs)
    .where(
        *_this_job,
        bot_jobs.c.leased_by == bindparam("holder"),
        or_(bot_jobs.c.state == str(JobState.PENDING), bot_jobs.c.state == str(JobState.DROPPED)),
    )
    .values({name: bindparam(name) for name in FINISHED})
)

CUSTOMER = Prepared(select(customers).where(customers.c.id == bindparam("id")))
WIDGET_SESSION = Prepared(select(widget_sessions).where(widget_sessions.c.token_hash == bindparam("token_hash")))
ADD_HANDOFF = Prepared(insert(handoffs).values({column.name: bindparam(column.name) for column in handoffs.c}))
CONTACTS_OF = Prepared(
    select(func.count().label("contacts"))
    .select_from(handoffs.join(conversations, conversations.c.id == handoffs.c.conversation_id))
    .where(conversations.c.customer_id == bindparam("customer_id"))
)
HANDOFF = Prepared(select(handoffs).where(handoffs.c.id == bindparam("id")))
PAST_WAITS = Prepared(
    select(handoffs.c.agent_id, handoffs.c.requested_at, handoffs.c.accepted_at)
    .where(handoffs.c.accepted_at > bindparam("since"), handoffs.c.agent_id.is_not(None))
    .order_by(handoffs.c.accepted_at.desc())
    .limit(bindparam("most"))
)
SNOOZED_NOW = Prepared(
    select(conversations.c.agent_id, func.count().label("held"))
    .where(conversations.c.agent_id.is_not(None), conversations.c.snoozed_until.is_not(None))
    .group_by(conversations.c.agent_id)
)
HELD_NOW = Prepared(
    select(conversations.c.agent_id, func.count().label("held"))
    .where(conversations.c.agent_id.is_not(None), conversations.c.snoozed_until.is_(None))
    .group_by(conversations.c.agent_id)
)
AGENT = Prepared(select(agents).where(agents.c.id == bindparam("id")))
AGENT_SESSION = Prepared(select(agent_sessions).where(agent_sessions.c.token_hash == bindparam("token_hash")))
