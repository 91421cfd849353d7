"""What people do in a conversation: open it, read it, write in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from desk import errors
from desk.agents.agent import Agent
from desk.attachments.sending import attach, files_to_send
from desk.conversations import conversation as rules
from desk.conversations.bot_turn import BotJob, JobKind, JobState
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import Author, AuthorKind, Entry, Message, checked_text
from desk.customers.customer import Customer
from desk.handoff.reopening import reopened
from desk.ports import DeskPorts, Unit
from desk.relationship.preference import Kind

TRIES = 5

Result = TypeVar("Result")


@dataclass(frozen=True)
class Written:
    """A stored message and the change that stored it; no change when it had been stored before."""

    entry: Entry
    change: Change | None = None

    @property
    def repeat(self) -> bool:
        return self.change is None


async def settled(flow: Callable[[], Awaitable[Result]]) -> Result:
    """Run a flow again when another writer changed the conversation in between; gives up with `changed_meanwhile`."""
    for _ in range(TRIES - 1):
        try:
            return await flow()
        except errors.DeskError as refused:
            if refused.code != "changed_meanwhile":
                raise
    return await flow()


async def open_conversation(
    customer: Customer, desk: DeskPorts, language: str | None = None
) -> tuple[Conversation, bool]:
    """The customer's conversation, begun if there is none; the flag says whether it is new.

    `language` is the one they read the chat in: what is known until they wrote enough to tell, unless they told us one.

    Raises `consent_needed` or `details_needed` when this house asks for more before the first word.
    """

    async def once() -> tuple[Conversation, bool]:
        async with desk.record.change() as unit:
            current = await unit.conversations.current_of(customer.id)
            if current is not None:
                return current, False
            if not customer.shopper:
                desk.reception.check(customer)
            wish = await unit.relationship.preference(customer.id, Kind.LANGUAGE) if customer.verified else None
            told = wish.value if wish else language
            begun = rules.start(desk.new_id("c"), customer.id, desk.clock(), told, customer.shopper)
            await unit.conversations.add(begun)
            return begun, True

    return await settled(once)


async def conversation_of(unit: Unit, conversation_id: str, customer: Customer) -> Conversation:
    """The customer's own conversation; anybody else's looks exactly like an unknown one."""
    found = await unit.conversations.get(conversation_id)
    if found is None or found.customer_id != customer.id:
        raise errors.conversation_not_found()
    return found


async def customer_writes(
    conversation_id: str,
    customer: Customer,
    message_id: str,
    text: str,
    desk: DeskPorts,
    attachments: Sequence[str] = (),
) -> Written:
    """Store what a customer wrote and give the bot its job; the same id, text and files again change nothing."""
    text = checked_text(text, may_be_empty=bool(attachments))
    author = Author(AuthorKind.CUSTOMER, customer.shown_name)
    present: frozenset[str] | None = None

    async def once(repeated: bool) -> Written | None:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            said = Message(message_id, text)
            earlier = await _earlier(unit, before, said, attachments, author) if repeated else None
            if earlier is not None:
                return Written(earlier)
            if before.state is State.CLOSED and present is None:
                # Who is here is asked outside of the transaction, and only when it matters.
                return None
            files = await files_to_send(unit, before.id, author, attachments, desk.attachment_limits)
            message = Message(message_id, text, attachments=files)
            again = await reopened(unit, before, present or frozenset(), desk)
            change = rules.customer_says(again.conversation if again else before, author, message, desk.clock())
            change = again.then(change) if again else change
            await unit.conversations.save(before, change)
            await attach(unit, files, change.entries[-1].seq)
            if change.conversation.state is State.WITH_BOT:
                await unit.jobs.add(_turn(change, message_id, text))
            return Written(change.entries[-1], change)

    written = await _stored(once)
    if written is None:
        present = await desk.presence.present()
        written = await _stored(once)
    assert written is not None
    await _told(written, desk)
    return written


async def _told(written: Written, desk: DeskPorts) -> None:
    if written.change is None:
        return
    await desk.announce.conversation_changed(written.entry.conversation_id, written.change)
    if written.change.conversation.state is State.WITH_BOT:
        desk.wake_bot(written.entry.conversation_id)


async def agent_writes(
    conversation_id: str,
    agent: Agent,
    message_id: str,
    text: str,
    desk: DeskPorts,
    attachments: Sequence[str] = (),
) -> Written:
    """Store an agent's reply; only the agent who holds the conversation may write (`not_yours`)."""
    text = checked_text(text, may_be_empty=bool(attachments))
    author = agent_author(agent)

    async def once(repeated: bool) -> Written:
        async with desk.record.change() as unit:
            before = await unit.conversations.get(conversation_id)
            if before is None:
                raise errors.conversation_not_found()
            said = Message(message_id, text)
            earlier = await _earlier(unit, before, said, attachments, author) if repeated else None
            if earlier is not None:
                return Written(earlier)
            files = await files_to_send(unit, before.id, author, attachments, desk.attachment_limits)
            change = rules.agent_says(before, author, Message(message_id, text, attachments=files), desk.clock())
            await unit.conversations.save(before, change)
            await attach(unit, files, change.entries[-1].seq)
            return Written(change.entries[-1], change)

    written = await _stored(once)
    if written.change is not None:
        await desk.announce.conversation_changed(conversation_id, written.change)
    return written


async def _stored(once: Callable[[bool], Awaitable[Result]]) -> Result:
    """Store a message, taken for a new one; only when it is turned away, look whether it had been stored before.

    The record takes an id once for each conversation, so a repeat is always turned away and never stored again.
    """
    try:
        return await once(False)
    except errors.DeskError as refused:
        if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
    return await settled(lambda: once(True))


async def whole_transcript(unit: Unit, conversation_id: str) -> list[Entry]:
    """All entries of a conversation, oldest first."""
    found: list[Entry] = []
    while page := await unit.conversations.entries(conversation_id, after=found[-1].seq if found else 0):
        found += page
    return found


def agent_author(agent: Agent) -> Author:
    return Author(AuthorKind.AGENT, agent.name, agent.id)


async def _earlier(
    unit: Unit, conversation: Conversation, message: Message, files: Sequence[str], author: Author
) -> Entry | None:
    earlier = await unit.conversations.entry_by_message(conversation.id, message.id)
    if earlier is None:
        return None
    known = earlier.message
    same = known is not None and known.text == message.text and [f.id for f in known.attachments] == list(files)
    if not same or (earlier.author.kind, earlier.author.id) != (author.kind, author.id):
        raise errors.message_id_reused()
    return earlier


def _turn(change: Change, message_id: str, text: str) -> BotJob:
    entry = change.entries[-1]
    return BotJob(
        conversation_id=entry.conversation_id,
        seq=entry.seq,
        kind=JobKind.TURN,
        state=JobState.PENDING,
        created_at=entry.at,
        text=text,
        turn_id=message_id,
    )
