"""Getting into the waiting line and out of it again: every promise is made in the transaction that makes it true."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from desk import errors
from desk.conversations import conversation as rules
from desk.conversations import reopening as reopening_rules
from desk.conversations.bot_turn import HandoffWish
from desk.conversations.conversation import Change, Conversation, State
from desk.conversations.entry import SYSTEM, EntryKind
from desk.conversations.flows import conversation_of, settled
from desk.customers.customer import Customer
from desk.handoff import brief, handoff, waiting_line
from desk.handoff.handoff import Handoff
from desk.handoff.steps import announce_line, existing, hand_back_job, out_of_line, step_handoff
from desk.letters.flows import wish_for_answers
from desk.ports import DeskPorts, Unit
from desk.routing.decision import is_staffed
from desk.routing.line_order import in_order
from desk.routing.place import LinePlace, WaitContract
from desk.routing.place_making import Need, place_for
from desk.routing.team import team


async def put_in_line(
    unit: Unit, so_far: Change, wish: HandoffWish, present: Collection[str], desk: DeskPorts
) -> Change:
    """Add the handoff to a change about to be saved in `unit`: row, brief, place, and the words to the customer.

    Somebody whose place was kept while the bot tried gets that place back, not a new one.
    """
    now, conversation = desk.clock(), so_far.conversation
    await unit.jobs.drop_pending(conversation.id)
    if conversation.shopper:
        return so_far.then(_as_outcome(conversation, wish, now))
    kept = await unit.line.get(conversation.id) if conversation.in_line else None
    if kept is not None:
        await unit.line.put(replace(kept, contract=WaitContract.KEEP_WAITING, mood=conversation.mood or kept.mood))
        return so_far.then(rules.back_to_waiting(conversation, now, now + waiting_line.FIRST_WORD_WITHIN))
    handoff_id, reason = desk.new_id("h"), handoff.known_reason(wish.reason)
    waiting = so_far.then(
        rules.ask_for_agent(conversation, handoff_id, reason, now, deadline=now + waiting_line.FIRST_WORD_WITHIN)
    )
    requested = Handoff(handoff_id, conversation.id, reason, wish.evidence, now)
    await unit.handoffs.add(await with_brief(unit, conversation, requested))
    place, alone = await _new_place(unit, conversation, wish, present, desk)
    await unit.line.put(place)
    ahead = await unit.line.ahead_of(place, now, desk.routing.fairness_floor)
    promise = waiting_line.promise(handoff_id, ahead + 1, alone, desk.service.opens_words(now))
    await unit.clocks.begin(conversation.id, conversation.last_seq)
    return waiting.then(rules.say(waiting.conversation, SYSTEM, promise, now))


def _as_outcome(conversation: Conversation, wish: HandoffWish, now: datetime) -> Change:
    """The bot would have handed the mystery shopper over: that is all there is to know, and nobody is woken."""
    line, told = "Here a person would have been asked for", {"handed_over": handoff.known_reason(wish.reason)}
    over = rules.unheld(conversation, State.CLOSED)
    return rules.append(over, EntryKind.ENDED, SYSTEM, now, line=line, data=told)


async def with_brief(unit: Unit, conversation: Conversation, requested: Handoff) -> Handoff:
    """The handoff with what an agent should know of this moment."""
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None:
        raise errors.conversation_not_found()
    contacts = await unit.conversations.contacts_of(customer.id) + 1
    files = await unit.attachments.sent_in(conversation.id)
    card = brief.build(customer, contacts, await unit.jobs.of(conversation.id), requested, files)
    return handoff.with_brief(requested, card)


async def _new_place(
    unit: Unit, conversation: Conversation, wish: HandoffWish, present: Collection[str], desk: DeskPorts
) -> tuple[LinePlace, bool]:
    customer = await unit.customers.get(conversation.customer_id)
    promised = await something_is_owed(unit, conversation)
    tier = customer.tier if customer else None
    now = desk.clock()
    need = Need(conversation.id, now, conversation.mood or 0.0, tier, promised, wish.reason, wish.language)
    staffed = await team(unit, present)
    place = place_for(need, staffed, desk.routing)
    alone = not is_staffed(place, staffed)
    return replace(place, told_alone_at=now if alone else None), alone


async def something_is_owed(unit: Unit, conversation: Conversation) -> bool:
    """Whether an answer to a message they left, or a promise in any conversation, is still owed to this customer."""
    return bool(await unit.follow_ups.open_of(conversation.id) or await unit.promises.owed_to(conversation.customer_id))


async def customer_asks_for_agent(conversation_id: str, customer: Customer, desk: DeskPorts) -> Conversation:
    """The customer wants a person; works without the bot. Asking twice changes nothing."""
    present = await desk.presence.present()
    wish = HandoffWish("explicit_request", ('Chose "Talk to a person"',))

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if before.state in (State.WAITING, State.WITH_AGENT, State.MESSAGE_LEFT):
                return before
            start = Change(reopening_rules.reopened_for_agent(before))
            change = await put_in_line(unit, start, wish, present, desk)
            await unit.conversations.save(before, change)
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    return after


async def customer_leaves_line(conversation_id: str, customer: Customer, desk: DeskPorts) -> Conversation:
    """The customer goes on with the bot instead of waiting; harmless when they do not wait."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            if before.state is not State.MESSAGE_LEFT and not before.in_line:
                return before
            now = desk.clock()
            change = rules.leave_line(before, now)
            if before.in_line:
                await step_handoff(unit, before, lambda row: handoff.failed(row, "customer_left_line", now))
            await out_of_line(unit, before.id, desk)
            await unit.conversations.save(before, change)
            if before.in_line:
                await wish_for_answers(unit, change.conversation, None, desk)
            if before.state is not State.WITH_BOT:
                await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


async def customer_agrees_to_wait(
    conversation_id: str, customer: Customer, contract: WaitContract, email: str | None, desk: DeskPorts
) -> Conversation:
    """How the customer wants to wait; the place is kept with every choice, and the choice may be changed."""

    async def once() -> Conversation:
        async with desk.record.change() as unit:
            before = await conversation_of(unit, conversation_id, customer)
            place = await unit.line.get(before.id) if before.in_line else None
            if place is None:
                raise errors.wrong_state("This conversation is not waiting for a person.")
            if contract is place.contract and email == place.email:
                return before
            await unit.line.put(replace(place, contract=contract, email=email))
            change = _agreed(before, contract, email, desk.clock(), desk)
            await unit.conversations.save(before, change)
            await wish_for_answers(unit, change.conversation, email, desk)
            if contract is WaitContract.BOT_MEANWHILE and change.entries:
                await unit.jobs.add(hand_back_job(change))
            return change.conversation

    after = await settled(once)
    await announce_line(after, desk)
    desk.wake_bot(conversation_id)
    return after


def _agreed(before: Conversation, contract: WaitContract, email: str | None, now: datetime, desk: DeskPorts) -> Change:
    deadline = now + waiting_line.FIRST_WORD_WITHIN * 2
    if contract is WaitContract.BOT_MEANWHILE:
        return rules.let_bot_try(before, now) if before.state is State.WAITING else Change(before)
    so_far = Change(before) if before.state is State.WAITING else rules.back_to_waiting(before, now, deadline)
    words = waiting_line.agreed(desk.new_id("w"), contract, email)
    return so_far.then(rules.say(so_far.conversation, SYSTEM, words, now))


async def remind_waiting(desk: DeskPorts) -> int:
    """Tell everyone whose wait ran past its deadline where they stand; returns how many were told."""
    now = desk.clock()
    async with desk.record.look() as unit:
        order = in_order(await unit.line.places(), now, desk.routing)
        due = [(n, c) for n, c in enumerate([await unit.conversations.get(p.conversation_id) for p in order], 1) if c]
    late = [(position, c) for position, c in due if c.wait_deadline is not None and c.wait_deadline <= now]
    for position, seen in late:
        number = 1 + int((now - (seen.waiting_since or now)) / waiting_line.FIRST_WORD_WITHIN)
        words = waiting_line.reminder(seen.handoff_id or seen.id, number, position)
        async with desk.record.change() as unit:
            before = await existing(unit, seen.id)
            if before.version != seen.version:
                continue
            change = rules.remind_waiting(before, words, now, now + waiting_line.FIRST_WORD_WITHIN * 2)
            await unit.conversations.save(before, change)
        await desk.announce.conversation_changed(seen.id)
    return len(late)
