"""Putting a conversation aside for later: it stays with its agent and takes none of their room. Pure.

The customer is not told: to them nothing changes. As soon as anybody writes, it is back (`conversation.append`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from desk import errors
from desk.conversations.conversation import Change, Conversation, append, require_holder
from desk.conversations.entry import Author, EntryKind, stamp

AT_LEAST, AT_MOST = timedelta(minutes=1), timedelta(days=366)


def put_aside(conversation: Conversation, agent: Author, until: datetime, now: datetime) -> Change:
    """The agent sees to it later; once more with another time moves it."""
    require_holder(conversation, agent.id)
    if not AT_LEAST <= until - now <= AT_MOST:
        raise errors.invalid_field("until", "Choose a time between one minute and a year from now.")
    aside = replace(conversation, snoozed_until=until)
    line = f"{agent.name} put this aside"
    return append(aside, EntryKind.SNOOZED, agent, now, line=line, data={"until": stamp(until)})


def wake(conversation: Conversation, by: Author, now: datetime) -> Change:
    """It is back: its time has come, or the agent wants it back now. Nothing happens when it was not put aside."""
    if conversation.snoozed_until is None:
        return Change(conversation)
    back = replace(conversation, snoozed_until=None)
    return append(back, EntryKind.WOKEN, by, now, line="Back from being put aside")
