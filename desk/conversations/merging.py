"""One matter, two conversations: one ends, the other goes on. Pure.

Nothing moves from one customer to the other: agents follow the link, customers keep what was theirs. So a mistake
shows nobody a stranger's words, and a customer whose conversation was ended reopens it by writing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk import errors
from desk.conversations.conversation import Change, Conversation, State, append, require_holder, unheld
from desk.conversations.entry import Author, EntryKind


def end_for(source: Conversation, target: Conversation, agent: Author, now: datetime) -> Change:
    """The conversation that ends. An agent may end one they hold, or one that is over already."""
    if source.id == target.id:
        raise errors.invalid_field("into", "A conversation cannot go on in itself.")
    if target.merged_into is not None or source.merged_into is not None:
        raise errors.wrong_state("One of the two goes on in another conversation already.")
    if source.state is State.CLOSED:
        return Change(replace(source, merged_into=target.id))
    require_holder(source, agent.id)
    line = f"{agent.name} goes on in your other conversation. Write any time to reopen this one."
    closed = replace(unheld(source, State.CLOSED), merged_into=target.id)
    return append(closed, EntryKind.RESOLVED, agent, now, line=line, data={"outcome": "merged", "note": ""})


def go_on(target: Conversation, source: Conversation, name: str, agent: Author, now: datetime) -> Change:
    """The conversation that goes on, with the way to the one that ended; `name` is its customer's."""
    line = f"{agent.name} merged a conversation of {name} into this one"
    return append(target, EntryKind.MERGED, agent, now, line=line[:200], data={"conversation_id": source.id})
