"""What an inbox is narrowed down by, as conditions in SQL."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from desk.handoff.inbox_filter import UPSET, Channel, InboxFilter
from desk.storage.collaboration_schema import conversation_labels
from desk.storage.letter_schema import answer_wishes
from desk.storage.routing_schema import agent_seats, line_places
from desk.storage.schema import BY_CUSTOMERS, conversations, customers
from desk.storage.sql import Sql


async def holding(wanted: InboxFilter, sql: Sql) -> list[ColumnElement[bool]]:
    """Conditions on a conversation's row; all must hold."""
    holds: list[ColumnElement[bool]] = [BY_CUSTOMERS]
    if wanted.states:
        holds.append(conversations.c.state.in_(sorted(wanted.states)))
    if wanted.agent_id is not None:
        holds.append(conversations.c.agent_id == wanted.agent_id)
    if wanted.upset:
        holds.append(conversations.c.mood >= UPSET)
    if wanted.label is not None:
        labelled = select(conversation_labels.c.conversation_id).where(conversation_labels.c.label == wanted.label)
        holds.append(conversations.c.id.in_(labelled))
    if wanted.tier is not None:
        of_tier = select(customers.c.id).where(func.lower(customers.c.tier) == wanted.tier.lower())
        holds.append(conversations.c.customer_id.in_(of_tier))
    if wanted.channel is not None:
        mailed = conversations.c.id.in_(select(answer_wishes.c.conversation_id))
        holds.append(mailed if wanted.channel is Channel.EMAIL else ~mailed)
    for column in ("language", "reason", "about"):
        value = getattr(wanted, column)
        if value is not None:
            holds.append(conversations.c[column] == value)
    if wanted.team is not None:
        holds.append(await _of_team(wanted.team, sql))
    return holds


async def _of_team(team: str, sql: Sql) -> ColumnElement[bool]:
    # A seat's teams are a list in JSON, which the two databases look into differently; seats are few.
    seats = (await sql.execute(select(agent_seats.c.agent_id, agent_seats.c.teams))).mappings().all()
    members = [row["agent_id"] for row in seats if team in row["teams"]]
    kept = select(line_places.c.conversation_id).where(line_places.c.for_team == team)
    return or_(conversations.c.agent_id.in_(members), conversations.c.id.in_(kept))
