"""The conversation and its states: exactly one owner at any time, every change an entry.

    with_bot --handoff--> waiting --claim--> with_agent --resolve--> wrap_up --> closed
       ^  ^                  |                   |                                  |
       |  '----- gives up ---'                   |                                  |
       '---------------- hand back --------------'        customer writes again: reopened

All functions are pure: they take a conversation and a moment and return the changed conversation with the entries the
change wrote. The record stores both by compare-and-set on `version`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk import errors
from desk.conversations.entry import SYSTEM, Author, AuthorKind, Entry, EntryKind, Message


class State(StrEnum):
    WITH_BOT = "with_bot"
    WAITING = "waiting"
    WITH_AGENT = "with_agent"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"


@dataclass(frozen=True)
class Conversation:
    """One customer's conversation as it stands at `version`.

    `last_seq` numbers its entries; `waiting_since` is kept from the first request, so that a conversation that comes
    back to the line keeps its place; `mood` is the last frustration score, 0 to 1.
    """

    id: str
    customer_id: str
    state: State
    created_at: datetime
    updated_at: datetime
    last_seq: int = 0
    version: int = 0
    agent_id: str | None = None
    handoff_id: str | None = None
    waiting_since: datetime | None = None
    wait_deadline: datetime | None = None
    last_text: str = ""
    last_author: AuthorKind | None = None
    mood: float | None = None


@dataclass(frozen=True)
class Change:
    """A conversation after a change, and the entries that tell it."""

    conversation: Conversation
    entries: tuple[Entry, ...] = ()

    def then(self, step: Change) -> Change:
        """This change followed by one made from its conversation."""
        return Change(step.conversation, self.entries + step.entries)


def start(conversation_id: str, customer_id: str, now: datetime) -> Conversation:
    """A new conversation, owned by the bot."""
    return Conversation(conversation_id, customer_id, State.WITH_BOT, created_at=now, updated_at=now)


def say(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append a message; never changes the owner."""
    return _append(conversation, EntryKind.MESSAGE, author, now, message=message)


def customer_says(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append what the customer wrote; a closed conversation is reopened with the bot first."""
    if conversation.state not in (State.CLOSED, State.WRAP_UP):
        return say(conversation, author, message, now)
    reopened = _append(
        replace(conversation, state=State.WITH_BOT, agent_id=None, handoff_id=None),
        EntryKind.REOPENED,
        SYSTEM,
        now,
        line="Conversation reopened",
    )
    return reopened.then(say(reopened.conversation, author, message, now))


def agent_says(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append an agent's reply; only the agent who holds the conversation may write."""
    _require_holder(conversation, author.id)
    return say(conversation, author, message, now)


def ask_for_agent(conversation: Conversation, handoff_id: str, now: datetime, deadline: datetime) -> Change:
    """Put the conversation in the waiting line; the bot falls silent from this entry on."""
    if conversation.state is not State.WITH_BOT:
        raise errors.wrong_state("A person has already been asked for.")
    waiting = replace(
        conversation, state=State.WAITING, handoff_id=handoff_id, waiting_since=now, wait_deadline=deadline
    )
    return _append(waiting, EntryKind.HANDOFF_REQUESTED, SYSTEM, now, line="Waiting for a person from our team")


def reopened_for_agent(conversation: Conversation) -> Conversation:
    """A closed conversation whose customer asks for a person goes to the line without a turn of the bot."""
    if conversation.state in (State.CLOSED, State.WRAP_UP):
        return _unheld(conversation, State.WITH_BOT)
    return conversation


def leave_line(conversation: Conversation, now: datetime) -> Change:
    """The customer would rather go on with the bot."""
    if conversation.state is not State.WAITING:
        raise errors.wrong_state("This conversation is not waiting for a person.")
    return _append(
        _unheld(conversation, State.WITH_BOT), EntryKind.WAIT_ENDED, SYSTEM, now, line="Back with the assistant"
    )


def claim(conversation: Conversation, agent: Author, now: datetime) -> Change:
    """One agent takes a waiting conversation; of two at the same moment the second is told."""
    if conversation.state is State.WITH_AGENT and conversation.agent_id == agent.id:
        return Change(conversation)
    if conversation.state is not State.WAITING:
        raise errors.already_claimed()
    held = replace(conversation, state=State.WITH_AGENT, agent_id=agent.id, wait_deadline=None)
    return _append(held, EntryKind.CLAIMED, agent, now, line=f"{agent.name} joined the conversation")


def hand_back(conversation: Conversation, agent: Author, now: datetime) -> Change:
    """The agent gives the conversation back to the bot."""
    _require_holder(conversation, agent.id)
    free = _unheld(conversation, State.WITH_BOT)
    return _append(free, EntryKind.HANDED_BACK, agent, now, line=f"{agent.name} handed over to the assistant")


def resolve(conversation: Conversation, agent: Author, now: datetime, outcome: dict[str, Any]) -> Change:
    """The agent is done with the customer; what is left is the wrap-up."""
    _require_holder(conversation, agent.id)
    done = replace(conversation, state=State.WRAP_UP)
    line = f"{agent.name} closed the conversation. Write any time to reopen it."
    return _append(done, EntryKind.RESOLVED, agent, now, line=line, data=outcome)


def close(conversation: Conversation, now: datetime) -> Change:
    """The wrap-up is written; nobody holds the conversation any more."""
    if conversation.state is not State.WRAP_UP:
        raise errors.wrong_state("Only a resolved conversation can be closed.")
    return Change(replace(_unheld(conversation, State.CLOSED), updated_at=now))


def remind_waiting(conversation: Conversation, message: Message, now: datetime, deadline: datetime) -> Change:
    """Tell a customer whose wait ran past its deadline where they stand, and set the next deadline."""
    if conversation.state is not State.WAITING:
        raise errors.wrong_state("This conversation is not waiting for a person.")
    return say(replace(conversation, wait_deadline=deadline), SYSTEM, message, now)


def amended(conversation: Conversation, kind: EntryKind, target: Entry, now: datetime) -> Change:
    """Append that an earlier message was reworded or deleted; `target` is that message as it reads now."""
    change = _append(conversation, kind, target.author, now, data={"seq": target.seq})
    return replace(change, entries=(replace(change.entries[0], amended=target.message),))


def _unheld(conversation: Conversation, state: State) -> Conversation:
    return replace(
        conversation, state=state, agent_id=None, handoff_id=None, waiting_since=None, wait_deadline=None, mood=None
    )


def _require_holder(conversation: Conversation, agent_id: str | None) -> None:
    if conversation.state is not State.WITH_AGENT or conversation.agent_id != agent_id:
        raise errors.not_yours()


def _append(
    conversation: Conversation,
    kind: EntryKind,
    author: Author,
    now: datetime,
    *,
    message: Message | None = None,
    line: str | None = None,
    data: dict[str, Any] | None = None,
) -> Change:
    seq = conversation.last_seq + 1
    entry = Entry(conversation.id, seq, kind, now, author, message=message, line=line, data=data or {})
    if message is None or author.kind is AuthorKind.SYSTEM:
        return Change(replace(conversation, last_seq=seq, updated_at=now), (entry,))
    # The inbox shows what people and the bot said; what the desk says of itself is the same for everyone.
    said = message.gist[:200]
    return Change(
        replace(conversation, last_seq=seq, updated_at=now, last_text=said, last_author=author.kind), (entry,)
    )
