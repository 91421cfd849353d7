"""How a conversation begins again, or ends by falling silent. Pure, like the rules it goes with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from desk import errors
from desk.conversations.conversation import Change, Conversation, State, append, unheld
from desk.conversations.entry import SYSTEM, Author, EntryKind


def reopened_for_agent(conversation: Conversation) -> Conversation:
    """A closed conversation whose customer asks for a person goes to the line without a turn of the bot."""
    if conversation.state in (State.CLOSED, State.WRAP_UP):
        return unheld(conversation, State.WITH_BOT)
    return conversation


def close_silent(conversation: Conversation, now: datetime) -> Change:
    """The customer fell silent and was asked: the agent is free again, the customer may write any time."""
    if conversation.state is not State.WITH_AGENT:
        raise errors.wrong_state("Nobody holds this conversation.")
    line = "Closed because nothing more was written. Write any time to reopen it."
    outcome = {"outcome": "fell_silent", "note": ""}
    return append(unheld(conversation, State.CLOSED), EntryKind.RESOLVED, SYSTEM, now, line=line, data=outcome)


def reopen_with(conversation: Conversation, agent: Author, handoff_id: str, now: datetime) -> Change:
    """A customer who writes again soon after the end comes back to the agent who knows the matter."""
    if conversation.state is not State.CLOSED:
        raise errors.wrong_state("Only a closed conversation can be reopened.")
    held = replace(
        conversation, state=State.WITH_AGENT, agent_id=agent.id, handoff_id=handoff_id, waiting_since=now, mood=None
    )
    return append(held, EntryKind.REOPENED, agent, now, line=f"Conversation reopened with {agent.name}")


def step_in(conversation: Conversation, agent: Author, handoff_id: str, now: datetime, *, over: bool = False) -> Change:
    """An agent takes a conversation that nobody holds and nobody waits in: from the bot, or a closed one.

    With `over` also from the colleague who holds it.
    """
    if conversation.shopper:
        raise errors.wrong_state("This is the mystery shopper, whom nobody has to answer.")
    if conversation.in_line or conversation.state is State.MESSAGE_LEFT:
        raise errors.wrong_state("Somebody waits here. Claim the conversation instead.")
    if conversation.state is State.CLOSED:
        return reopen_with(conversation, agent, handoff_id, now)
    from_colleague = over and conversation.state is State.WITH_AGENT and conversation.agent_id != agent.id
    if conversation.state is not State.WITH_BOT and not from_colleague:
        raise errors.already_claimed()
    held = replace(conversation, state=State.WITH_AGENT, agent_id=agent.id, handoff_id=handoff_id)
    held = replace(held, waiting_since=conversation.waiting_since or now, snoozed_until=None)
    line = f"{agent.name} joined the conversation"
    return append(held, EntryKind.CLAIMED, agent, now, line=line, data={"from": str(conversation.state)})
