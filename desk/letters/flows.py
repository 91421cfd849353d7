"""Letters: wished for, gathered from what was said, and carried, each in its own transaction and at most once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from desk import errors
from desk.conversations import conversation as rules
from desk.conversations.conversation import Conversation
from desk.conversations.entry import AMENDMENTS, SYSTEM, Entry, EntryKind, Message
from desk.conversations.flows import conversation_of, settled, whole_transcript
from desk.customers.customer import Customer
from desk.letters import letter as rules_of
from desk.letters import wording
from desk.letters.letter import LEASE, AnswerWish, Letter, LetterKind, LetterState
from desk.letters.ports import NotTaken, Outgoing, Postman, Unclear
from desk.letters.wording import Sender
from desk.ports import DeskPorts, Unit

log = structlog.get_logger(__name__)


async def wish_for_answers(
    unit: Unit, conversation: Conversation, email: str | None, desk: DeskPorts, since: int | None = None
) -> None:
    """From here on answers also go to this address, or with None not any more; in the caller's transaction.

    `since`: answers behind that entry count, too.
    """
    if email is None or not desk.can_mail:
        await unit.letters.drop_wish(conversation.id)
        return
    looked = conversation.last_seq if since is None else since
    await unit.letters.put_wish(AnswerWish(conversation.id, email, looked, desk.clock()))


async def send_notice(unit: Unit, conversation: Conversation, seq: int, desk: DeskPorts) -> None:
    """What the desk itself says with entry `seq` also goes to the customer by e-mail, if they are known or agreed."""
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None or not customer.email or not desk.can_mail:
        return
    if customer.verified or customer.consented_at is not None:
        await unit.letters.add(rules_of.notice_letter(conversation.id, customer.email, seq, desk.clock()))


async def write_of_promise(unit: Unit, promise_id: str, entry: Entry, desk: DeskPorts) -> None:
    """Tell a customer who is away what is promised now, in the caller's transaction.

    To the address they gave for answers, or the one the shop vouches for; nothing is sent once they saw it here.
    """
    conversation = await unit.conversations.get(entry.conversation_id)
    if conversation is None or not desk.can_mail:
        return
    wish = await unit.letters.wish_of(conversation.id)
    customer = await unit.customers.get(conversation.customer_id)
    email = wish.email if wish else customer.email if customer and customer.verified else None
    if email:
        await unit.letters.add(rules_of.promise_letter(promise_id, entry, email, desk.clock()))


async def look_for_answers(desk: DeskPorts) -> int:
    """Make letters of what was answered since the last look; returns how many conversations were looked at.

    Read off the transcript, so nothing is missed whoever answered and whichever desk died meanwhile.
    """
    async with desk.record.look() as unit:
        behind = await unit.letters.wishes_behind()
    for wish in behind:
        await _look(wish.conversation_id, desk)
    return len(behind)


async def _look(conversation_id: str, desk: DeskPorts) -> None:
    async with desk.record.change() as unit:
        conversation = await unit.conversations.get(conversation_id)
        wish = await unit.letters.wish_of(conversation_id)
        if conversation is None or wish is None:
            return
        fresh = await unit.conversations.entries(conversation_id, wish.looked_seq)
        answers = [entry for entry in fresh if rules_of.is_answer(entry)]
        if answers and await unit.letters.gathering_of(conversation_id) is None:
            await unit.letters.add(rules_of.answer_letter(wish, answers[0].seq, desk.clock()))
        looked = fresh[-1].seq if fresh else wish.looked_seq
        owed = await unit.follow_ups.open_of(conversation_id) or await unit.follow_ups.taken_of(conversation_id)
        if looked >= conversation.last_seq and rules_of.wish_is_over(conversation, owed is not None):
            await unit.letters.drop_wish(conversation_id)
        else:
            await unit.letters.put_wish(replace(wish, looked_seq=looked))


async def letters_due(desk: DeskPorts) -> list[Letter]:
    """Those whose time has come, the longest overdue first."""
    async with desk.record.look() as unit:
        return await unit.letters.due(desk.clock())


async def deliver(due: Letter, desk: DeskPorts, postman: Postman) -> bool:
    """Carry one letter; whether it was sent."""
    if due.state is LetterState.HANDING_IN:
        await _end(due, "cut off while being handed in", desk)
        return False
    try:
        leaving = await _leave(due, desk)
    except errors.DeskError:
        raise
    except Exception:
        # A letter that cannot even be written is a mistake of ours: it must hold up no other, nor be tried for ever.
        log.exception("letter_broke", conversation=due.conversation_id, kind=str(due.kind))
        begun = replace(due, attempts=due.attempts + 1)
        await _step(due, rules_of.not_taken(begun, "could not be written", desk.clock()), desk)
        return False
    if leaving is None:
        return False
    held, outgoing = leaving

    async def before_handing_in() -> None:
        nonlocal held
        held = await _step(held, replace(held, state=LetterState.HANDING_IN), desk)

    try:
        await postman.carry(outgoing, before_handing_in)
    except NotTaken as refused:
        await _keep(held, str(refused), refused.final, desk)
        return False
    except Unclear as broken:
        await _end(held, str(broken), desk)
        return False
    await _step(held, rules_of.ended(held, LetterState.SENT, desk.clock()), desk)
    log.info("letter_sent", conversation=held.conversation_id, kind=str(held.kind), attempts=held.attempts)
    return True


async def _leave(due: Letter, desk: DeskPorts) -> tuple[Letter, Outgoing] | None:
    """Take the letter for a while and write it; None when it is needless or another desk carries it."""
    async with desk.record.change() as unit:
        conversation = await unit.conversations.get(due.conversation_id)
        if conversation is None:
            return None
        now = desk.clock()
        through = due.through_seq or conversation.last_seq
        held = replace(due, attempts=due.attempts + 1, lease_until=now + LEASE, through_seq=through)
        outgoing = await _written(unit, held, conversation, desk)
        if outgoing is None:
            held = rules_of.ended(due, LetterState.NEEDLESS, now)
        if not await unit.letters.save(due, held):
            return None
        wish = await unit.letters.wish_of(conversation.id)
        if held.kind is LetterKind.ANSWER and wish is not None and wish.looked_seq < through:
            # What this letter holds needs no second one.
            await unit.letters.put_wish(replace(wish, looked_seq=through))
    return None if outgoing is None else (held, outgoing)


async def _written(unit: Unit, letter: Letter, conversation: Conversation, desk: DeskPorts) -> Outgoing | None:
    customer = await unit.customers.get(conversation.customer_id)
    if customer is None or desk.return_links is None:
        return None
    entries = [e for e in await whole_transcript(unit, conversation.id) if e.seq <= (letter.through_seq or e.seq)]
    link = desk.return_links.link(customer, conversation.id, entries, desk.clock())
    sender = sender_of(desk)
    if letter.kind is LetterKind.TRANSCRIPT:
        return wording.transcript(letter.email, letter.id, readable(entries), customer, link, sender)
    seen = (await unit.receipts.seen(conversation.id))["customer"]
    if letter.kind is LetterKind.PROMISE:
        moved = [entry for entry in entries if entry.seq == letter.from_seq > (seen if letter.attempts == 1 else 0)]
        return wording.promised(letter.email, letter.id, moved[0], customer, link, sender) if moved else None
    if letter.kind is LetterKind.NOTICE:
        told = next((entry for entry in entries if entry.seq == letter.from_seq), None)
        if told is None or told.message is None or (letter.attempts == 1 and told.seq <= seen):
            return None
        page = desk.return_links.asking(conversation.id, told.message.id, desk.clock())
        return wording.notice(letter.email, letter.id, told, customer, page or link, sender)
    fresh = [entry for entry in entries if entry.seq >= letter.from_seq and rules_of.is_answer(entry)]
    if not fresh or (letter.attempts == 1 and fresh[-1].seq <= seen):
        return None
    unseen = [entry for entry in fresh if entry.seq > seen] or fresh
    return wording.answer(letter.email, letter.id, unseen, customer, link, sender)


async def _keep(held: Letter, problem: str, final: bool, desk: DeskPorts) -> None:
    later = rules_of.not_taken(held, problem, desk.clock())
    if final or later.state is LetterState.DEAD:
        await _end(held, problem, desk)
    else:
        await _step(held, later, desk)


async def _end(letter: Letter, problem: str, desk: DeskPorts) -> None:
    """A dead letter: kept for a supervisor, and the conversation says that nothing came by e-mail."""
    log.warning("letter_dead", conversation=letter.conversation_id, kind=str(letter.kind), problem=problem)

    async def once() -> bool:
        async with desk.record.change() as unit:
            dead = rules_of.ended(letter, LetterState.DEAD, desk.clock(), problem)
            before = await unit.conversations.get(letter.conversation_id)
            if not await unit.letters.save(letter, dead) or before is None:
                return False
            words = Message(f"letter-{letter.id}"[:80], undelivered(letter))
            await unit.conversations.save(before, rules.say(before, SYSTEM, words, desk.clock()))
            return True

    if await settled(once):
        await desk.announce.conversation_changed(letter.conversation_id)


async def _step(before: Letter, after: Letter, desk: DeskPorts) -> Letter:
    async with desk.record.change() as unit:
        if not await unit.letters.save(before, after):
            raise errors.changed_meanwhile()
    return after


async def ask_for_transcript(
    conversation_id: str, customer: Customer, request_id: str, email: str, desk: DeskPorts
) -> None:
    """Send the conversation so far by e-mail; the same request again changes nothing."""

    async def once() -> None:
        async with desk.record.change() as unit:
            conversation = await conversation_of(unit, conversation_id, customer)
            if not desk.can_mail:
                raise errors.mail_not_set_up()
            letter_id = f"transcript.{request_id}"
            earlier = await unit.letters.get(letter_id)
            if earlier is None:
                now = desk.clock()
                last = conversation.last_seq
                letter = Letter(letter_id, conversation_id, LetterKind.TRANSCRIPT, email, 1, now, now, last)
                await unit.letters.add(letter)
            elif (earlier.conversation_id, earlier.email) != (conversation_id, email):
                raise errors.message_id_reused()

    await settled(once)


async def transcript_of(conversation_id: str, customer: Customer, desk: DeskPorts) -> str:
    """The customer's own conversation as a text file."""
    async with desk.record.look() as unit:
        conversation = await conversation_of(unit, conversation_id, customer)
        entries = await whole_transcript(unit, conversation.id)
    return wording.as_text_file(readable(entries), sender_of(desk), desk.clock())


def readable(entries: Sequence[Entry]) -> list[Entry]:
    """What a customer reads of a transcript: words and calm lines; an amendment shows in the message it is about."""
    shown = [entry for entry in entries if entry.kind not in AMENDMENTS and not entry.team_only]
    return [e for e in shown if (e.kind is EntryKind.MESSAGE and e.message is not None) or e.line]


WHAT = {
    LetterKind.ANSWER: "The answer",
    LetterKind.TRANSCRIPT: "The transcript",
    LetterKind.PROMISE: "What is promised now",
    LetterKind.NOTICE: "Our message",
}
STAYS = {LetterKind.ANSWER: " You find the answer here.", LetterKind.NOTICE: " You find it here."}


def undelivered(letter: Letter) -> str:
    """What the conversation says of a dead letter."""
    return f"{WHAT[letter.kind]} could not be delivered by e-mail to {letter.email}.{STAYS.get(letter.kind, '')}"


def sender_of(desk: DeskPorts) -> Sender:
    return Sender(desk.shop_name, desk.assistant_name, desk.service.hours.zone)
