"""Did it hold? Asked once on its day, where the customer comes back to and by letter; a no brings them back to us."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from desk.conversations import conversation as rules
from desk.conversations.bot_turn import HandoffWish
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import SYSTEM, Author, AuthorKind, EntryKind, Message, QuickReply
from desk.conversations.flows import conversation_of, settled, whole_transcript
from desk.conversations.reopening import reopened_for_agent
from desk.customers.customer import Customer
from desk.feedback.refusals import held_link_refused, nothing_to_answer
from desk.feedback.resolution import SAID, Resolution, answered, postponed, why_not_ask
from desk.handoff.queueing import put_in_line
from desk.handoff.reopening import back_to_last_agent
from desk.handoff.steps import announce_line, existing
from desk.letters.flows import send_notice
from desk.ports import DeskPorts, Unit
from desk.ratings.survey import MONTH, About, Asked, WhyNot, pleasant

POSTPONED_BY = timedelta(days=1)
YES, NO = "held_yes", "held_no"


async def ask_due(desk: DeskPorts) -> int:
    """Ask everybody whose day has come; returns how many were asked."""
    async with desk.record.look() as unit:
        due = await unit.resolutions.to_ask(desk.clock())
    asked = 0
    for found in due:
        conversation = await settled(lambda found=found: _ask(found, desk))  # type: ignore[misc]  # bound at once
        if conversation is not None:
            asked += 1
            await desk.announce.conversation_changed(conversation.id)
    return asked


async def _ask(seen: Resolution, desk: DeskPorts) -> Conversation | None:
    async with desk.record.change() as unit:
        found = await unit.resolutions.get(seen.conversation_id, seen.seq)
        before = await unit.conversations.get(seen.conversation_id)
        if found is None or before is None or found.asked_at is not None or found.dropped is not None:
            return None
        now = desk.clock()
        earlier = await unit.surveys.of_customer(found.customer_id, now - MONTH)
        why = why_not_ask(found, await _came_back(unit, before, found.seq), earlier, now)
        if why is not None:
            await unit.resolutions.save(_not_asked(found, why, desk))
            return None
        change = rules.say(before, SYSTEM, question(found), now)
        await unit.conversations.save(before, change)
        await unit.resolutions.save(replace(found, asked_at=now))
        person = found.agent_id is not None
        await unit.surveys.add(Asked(before.id, found.seq, About.HELD, found.customer_id, person, now))
        await send_notice(unit, before, change.entries[-1].seq, desk)
        return change.conversation


def _not_asked(found: Resolution, why: WhyNot, desk: DeskPorts) -> Resolution:
    if postponed(why):
        return replace(found, ask_at=desk.clock() + POSTPONED_BY)
    return replace(found, dropped=why)


async def _came_back(unit: Unit, conversation: Conversation, seq: int) -> bool:
    if conversation.state is not State.CLOSED:
        return True
    return any(
        entry.kind is EntryKind.HANDOFF_REQUESTED
        or (
            entry.kind is EntryKind.MESSAGE
            and entry.author.kind is AuthorKind.CUSTOMER
            and entry.message is not None
            and not pleasant(entry.message.text, None)
        )
        for entry in await whole_transcript(unit, conversation.id)
        if entry.seq > seq
    )


def question(found: Resolution) -> Message:
    """What is asked, with one tap to answer."""
    about = (found.reason or "your question").replace("_", " ")
    text = f"A few days ago we helped you ({about}). Did it hold?"
    return Message(
        f"held-{found.seq}", text, (QuickReply("Yes, all is well", command=YES), QuickReply("No", command=NO))
    )


async def answer(conversation_id: str, customer: Customer, held: bool, desk: DeskPorts) -> Conversation:
    """The customer says whether it held; raises `nothing_to_answer`, `answered_already`."""
    async with desk.record.look() as unit:
        await conversation_of(unit, conversation_id, customer)
        found = await unit.resolutions.asked_in(conversation_id)
    if found is None:
        raise nothing_to_answer()
    return await _answer(found, held, desk)


async def asked_by_link(token: str, desk: DeskPorts) -> Resolution:
    """What a letter's link asks about; raises `held_link_refused`."""
    if desk.return_links is None:
        raise held_link_refused()
    conversation_id, seq = desk.return_links.handling(token, desk.clock())
    async with desk.record.look() as unit:
        found = await unit.resolutions.get(conversation_id, seq)
    if found is None:
        raise held_link_refused()
    return found


async def answer_by_link(token: str, held: bool, desk: DeskPorts) -> Conversation:
    """The same as `answer`, by whoever has the letter."""
    return await _answer(await asked_by_link(token, desk), held, desk)


async def _answer(seen: Resolution, held: bool, desk: DeskPorts) -> Conversation:
    present = await desk.presence.present()

    async def once() -> tuple[Conversation, bool]:
        async with desk.record.change() as unit:
            before = await existing(unit, seen.conversation_id)
            found = await unit.resolutions.get(seen.conversation_id, seen.seq)
            customer = await unit.customers.get(before.customer_id)
            if found is None or customer is None:
                raise nothing_to_answer()
            after = answered(found, held, desk.clock())
            if after == found:
                return before, False
            change = await _said(unit, before, after, customer, present, desk)
            await unit.resolutions.save(after)
            await unit.conversations.save(before, change)
            return change.conversation, True

    conversation, new = await settled(once)
    if new:
        await announce_line(conversation, desk)
    return conversation


async def _said(
    unit: Unit, before: Conversation, found: Resolution, customer: Customer, present: Collection[str], desk: DeskPorts
) -> Change:
    """The answer in the transcript; after a no, with the agent who knows the matter, or in the line."""
    author = Author(AuthorKind.CUSTOMER, customer.shown_name)
    message = Message(f"held-{found.seq}-answer", SAID[bool(found.held)])
    if found.held or before.state not in (State.CLOSED, State.WITH_BOT) or before.in_line:
        return rules.say(before, author, message, desk.clock())
    back = await back_to_last_agent(unit, before, present, desk) if before.state is State.CLOSED else None
    if back is not None:
        await unit.clocks.begin(before.id, before.last_seq)
        return back.then(rules.say(back.conversation, author, message, desk.clock()))
    said = rules.say(reopened_for_agent(before), author, message, desk.clock())
    about = (found.reason or "something").replace("_", " ")
    evidence = f"Solved on {found.at:%Y-%m-%d} ({about}), and it did not hold"
    return await put_in_line(unit, said, HandoffWish("did_not_hold", (evidence,)), present, desk)
