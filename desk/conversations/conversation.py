"""The conversation and its states: exactly one owner at any time, every change an entry.

    with_bot --handoff--> waiting --claim--> with_agent --resolve--> wrap_up --> closed
       ^  ^                | |  ^                | |                                |
       |  '---- gives up --' |  '-- transfer, ---' |      customer writes again: the same agent or the bot
       |                     |      agent lost     |
       |                     '--> message_left ----'  an agent takes it up
       '---------------- hand back ----------------'

While the bot tries, a customer may keep the place in line: `with_bot` with `waiting_since`. An agent may then claim it.

All functions are pure: a conversation and a moment go in, the changed one comes out, with the entries that tell of it.
The record stores both by compare-and-set on `version`."""

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
    MESSAGE_LEFT = "message_left"
    """Nobody was there; what the customer left is answered later, in the widget and by e-mail."""


@dataclass(frozen=True)
class Conversation:
    """One customer's conversation as it stands at `version`.

    `last_seq` numbers its entries; `waiting_since` is kept from the first request, so that a conversation that comes
    back to the line keeps its place; `mood` is the last frustration score, 0 to 1. `language` (ISO 639-1) is what the
    customer writes in, `reason` why a person was last asked for, `about` the intent it is about: as the bot understood
    it, or as the agent said in the end. The three outlive the end and are what an inbox is narrowed down by.
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
    snoozed_until: datetime | None = None
    merged_into: str | None = None
    language: str | None = None
    reason: str | None = None
    about: str | None = None
    shopper: bool = False
    """The mystery shopper talks to the bot: nobody is woken by it, and no figure counts it."""

    @property
    def in_line(self) -> bool:
        """Whether a place in the waiting line is kept, with or without the bot trying meanwhile."""
        return self.state is State.WAITING or (self.state is State.WITH_BOT and self.waiting_since is not None)


@dataclass(frozen=True)
class Change:
    """A conversation after a change, and the entries that tell it."""

    conversation: Conversation
    entries: tuple[Entry, ...] = ()

    def then(self, step: Change) -> Change:
        """This change followed by one made from its conversation."""
        return Change(step.conversation, self.entries + step.entries)


def start(
    conversation_id: str, customer_id: str, now: datetime, language: str | None = None, shopper: bool = False
) -> Conversation:
    """A new conversation, owned by the bot; `language` is the one the customer reads the chat in."""
    begun = Conversation(conversation_id, customer_id, State.WITH_BOT, created_at=now, updated_at=now)
    return replace(begun, language=language, shopper=shopper)


def say(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append a message; never changes the owner."""
    return append(conversation, EntryKind.MESSAGE, author, now, message=message)


def customer_says(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append what the customer wrote; a closed conversation is reopened with the bot first."""
    if conversation.state not in (State.CLOSED, State.WRAP_UP):
        return say(conversation, author, message, now)
    reopened = append(
        unheld(conversation, State.WITH_BOT),
        EntryKind.REOPENED,
        SYSTEM,
        now,
        line="Conversation reopened",
    )
    return reopened.then(say(reopened.conversation, author, message, now))


def agent_says(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Append an agent's reply; only the agent who holds the conversation may write."""
    require_holder(conversation, author.id)
    return say(conversation, author, message, now)


def ask_for_agent(
    conversation: Conversation, handoff_id: str, reason: str, now: datetime, deadline: datetime
) -> Change:
    """Put the conversation in the waiting line; the bot falls silent from this entry on."""
    if conversation.state is not State.WITH_BOT:
        raise errors.wrong_state("A person has already been asked for.")
    waiting = replace(conversation, state=State.WAITING, handoff_id=handoff_id, reason=reason)
    waiting = replace(waiting, waiting_since=now, wait_deadline=deadline)
    return append(waiting, EntryKind.HANDOFF_REQUESTED, SYSTEM, now, line="Waiting for a person from our team")


def let_bot_try(conversation: Conversation, now: datetime) -> Change:
    """The bot answers meanwhile; the place in line is kept."""
    if conversation.state is not State.WAITING:
        raise errors.wrong_state("This conversation is not waiting for a person.")
    trying = replace(conversation, state=State.WITH_BOT, wait_deadline=None)
    return append(trying, EntryKind.BOT_TRIES, SYSTEM, now, line="The assistant helps meanwhile. Your place is kept")


def back_to_waiting(conversation: Conversation, now: datetime, deadline: datetime) -> Change:
    """The bot could not help meanwhile, or the customer has had enough of it; the place is as it was."""
    if conversation.state is not State.WITH_BOT or not conversation.in_line:
        raise errors.wrong_state("No place in line was kept.")
    waiting = replace(conversation, state=State.WAITING, wait_deadline=deadline)
    line = "Waiting for a person from our team. Your place was kept"
    return append(waiting, EntryKind.HANDOFF_REQUESTED, SYSTEM, now, line=line)


def leave_message(conversation: Conversation, author: Author, message: Message, now: datetime) -> Change:
    """Nobody is there, or the customer will not wait: what they write is kept and answered later."""
    if conversation.state is State.MESSAGE_LEFT or not conversation.in_line:
        raise errors.wrong_state("A message can be left while waiting for a person.")
    said = say(conversation, author, message, now)
    left = replace(said.conversation, state=State.MESSAGE_LEFT, waiting_since=None, wait_deadline=None)
    return said.then(append(left, EntryKind.MESSAGE_LEFT, SYSTEM, now, line="Message left for our team"))


def leave_line(conversation: Conversation, now: datetime) -> Change:
    """The customer would rather go on with the bot. A message they left stays to be answered."""
    if conversation.state is not State.MESSAGE_LEFT and not conversation.in_line:
        raise errors.wrong_state("This conversation is not waiting for a person.")
    return append(
        unheld(conversation, State.WITH_BOT), EntryKind.WAIT_ENDED, SYSTEM, now, line="Back with the assistant"
    )


def claim(conversation: Conversation, agent: Author, now: datetime) -> Change:
    """One agent takes a waiting conversation; of two at the same moment the second is told."""
    if conversation.state is State.WITH_AGENT and conversation.agent_id == agent.id:
        return Change(conversation)
    if not conversation.in_line:
        raise errors.already_claimed()
    return _held_by(conversation, agent, now)


def take_up(conversation: Conversation, agent: Author, handoff_id: str, now: datetime) -> Change:
    """An agent answers a message that was left, wherever the conversation went since."""
    if conversation.state in (State.WITH_AGENT, State.WRAP_UP):
        raise errors.already_claimed()
    wanted = replace(conversation, handoff_id=handoff_id, waiting_since=conversation.waiting_since or now)
    return _held_by(wanted, agent, now)


def transfer(
    conversation: Conversation, agent: Author, handoff_id: str, to: str, now: datetime, by: datetime
) -> Change:
    """The agent passes the customer on to a person or team called `to`; they keep the place of their first request.

    `by` is when they are to hear from us at the latest.
    """
    require_holder(conversation, agent.id)
    waiting = _waiting_again(conversation, now, by, handoff_id)
    return append(waiting, EntryKind.TRANSFERRED, agent, now, line=f"{agent.name} passes you on to {to}")


def lose_agent(conversation: Conversation, name: str, now: datetime, deadline: datetime) -> Change:
    """The agent called `name` is gone; the customer goes to the front of the line and is told."""
    if conversation.state is not State.WITH_AGENT:
        raise errors.wrong_state("Nobody holds this conversation.")
    waiting = _waiting_again(conversation, now, deadline, conversation.handoff_id)
    return append(waiting, EntryKind.AGENT_LOST, SYSTEM, now, line=f"{name} lost the connection")


def hand_back(conversation: Conversation, agent: Author, now: datetime) -> Change:
    """The agent gives the conversation back to the bot."""
    require_holder(conversation, agent.id)
    free = unheld(conversation, State.WITH_BOT)
    return append(free, EntryKind.HANDED_BACK, agent, now, line=f"{agent.name} handed over to the assistant")


def resolve(conversation: Conversation, agent: Author, now: datetime, outcome: dict[str, Any]) -> Change:
    """The agent is done with the customer; what is left is the wrap-up."""
    require_holder(conversation, agent.id)
    done = replace(conversation, state=State.WRAP_UP)
    line = f"{agent.name} closed the conversation. Write any time to reopen it."
    return append(done, EntryKind.RESOLVED, agent, now, line=line, data=outcome)


def close(conversation: Conversation, about: str | None, now: datetime) -> Change:
    """The wrap-up is written, with what it was `about`; nobody holds the conversation any more."""
    if conversation.state is not State.WRAP_UP:
        raise errors.wrong_state("Only a resolved conversation can be closed.")
    return Change(replace(unheld(conversation, State.CLOSED), about=about, updated_at=now))


def end(conversation: Conversation, now: datetime) -> Change:
    """The customer is done; nobody holds the conversation any more, and writing again reopens it."""
    line = "The conversation was ended. Write any time to reopen it."
    return append(unheld(conversation, State.CLOSED), EntryKind.ENDED, SYSTEM, now, line=line)


def remind_waiting(conversation: Conversation, message: Message, now: datetime, deadline: datetime) -> Change:
    """Tell a customer whose wait ran past its deadline where they stand, and set the next deadline."""
    if conversation.state is not State.WAITING:
        raise errors.wrong_state("This conversation is not waiting for a person.")
    return say(replace(conversation, wait_deadline=deadline), SYSTEM, message, now)


def _held_by(conversation: Conversation, agent: Author, now: datetime) -> Change:
    # Where it was claimed from tells later what the bot has already heard.
    from_state = {"from": str(conversation.state)}
    held = replace(conversation, state=State.WITH_AGENT, agent_id=agent.id, wait_deadline=None)
    return append(held, EntryKind.CLAIMED, agent, now, line=f"{agent.name} joined the conversation", data=from_state)


def _waiting_again(
    conversation: Conversation, now: datetime, deadline: datetime, handoff_id: str | None
) -> Conversation:
    return replace(
        conversation,
        state=State.WAITING,
        agent_id=None,
        snoozed_until=None,
        handoff_id=handoff_id,
        waiting_since=conversation.waiting_since or now,
        wait_deadline=deadline,
    )


def unheld(conversation: Conversation, state: State) -> Conversation:
    """Nobody holds it, nobody waits: what hung on being held is gone."""
    free = replace(conversation, agent_id=None, handoff_id=None, waiting_since=None, wait_deadline=None)
    return replace(free, state=state, mood=None, snoozed_until=None, merged_into=None)


def require_holder(conversation: Conversation, agent_id: str | None) -> None:
    """Raise `not_yours` unless that agent holds the conversation."""
    if conversation.state is not State.WITH_AGENT or conversation.agent_id != agent_id:
        raise errors.not_yours()


def append(
    conversation: Conversation,
    kind: EntryKind,
    author: Author,
    now: datetime,
    *,
    message: Message | None = None,
    line: str | None = None,
    data: dict[str, Any] | None = None,
) -> Change:
    """One entry more; everything that changes a conversation goes through here."""
    seq = conversation.last_seq + 1
    entry = Entry(conversation.id, seq, kind, now, author, message=message, line=line, data=data or {})
    moved: dict[str, Any] = {"last_seq": seq, "updated_at": now}
    if message is not None and kind is EntryKind.MESSAGE and author.kind is not AuthorKind.SYSTEM:
        # The inbox shows what people and the bot said; what the desk says of itself is the same for everyone.
        # And what was put aside is back as soon as somebody speaks.
        moved |= {"last_text": message.gist[:200], "last_author": author.kind, "snoozed_until": None}
    return Change(altered(conversation, **moved), (entry,))


def altered(conversation: Conversation, **fields: Any) -> Conversation:
    """As `replace` does, which looks at each of the twenty fields; every message would pay for that."""
    after = object.__new__(Conversation)
    vars(after).update(vars(conversation), **fields)
    return after
