"""You said, we did: a group of comments becomes a change that is published, and those who said it are told once."""

from __future__ import annotations

from collections.abc import Sequence

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations import conversation as rules
from desk.conversations.conversation import State
from desk.conversations.entry import SYSTEM, Message
from desk.conversations.flows import settled
from desk.customers.customer import Customer
from desk.feedback import improvement as words_of
from desk.feedback.improvement import Improvement, Link, LinkKind, Voice, checked
from desk.feedback.refusals import improvement_reused, voices_unknown
from desk.letters.flows import send_notice
from desk.ports import DeskPorts, Unit

QUIET = (State.CLOSED, State.WITH_BOT)
"""States in which news of something else disturbs nobody."""


async def publish(
    improvement_id: str,
    said: str,
    did: str,
    link: Link | None,
    voices: Sequence[tuple[str, int]],
    agent: Agent,
    desk: DeskPorts,
) -> Improvement:
    """Put a change on the list; the same again changes nothing. Raises `voices_unknown`, `improvement_reused`."""
    wanted = checked(Improvement(improvement_id, _line(said), _line(did), link, agent.id, agent.name, desk.clock()))

    async def once() -> Improvement:
        async with desk.record.change() as unit:
            earlier = await unit.improvements.get(improvement_id)
            if earlier is not None:
                if (earlier.said, earlier.did, earlier.link) != (wanted.said, wanted.did, wanted.link):
                    raise improvement_reused()
                return earlier
            await _check_link(unit, link)
            await unit.improvements.add(wanted, await _voices(unit, wanted.id, voices))
            told = {"said": wanted.said, "comments": len(voices)}
            await unit.audit.append(agent.id, Action.IMPROVEMENT_PUBLISHED, wanted.id, told, wanted.at)
            return wanted

    return await settled(once)


async def tell(desk: DeskPorts) -> int:
    """Tell those whose words led to a change, each person once for each change; returns how many were told."""
    async with desk.record.look() as unit:
        waiting = await unit.improvements.untold()
    told = 0
    for voice in waiting:
        conversation_id = await settled(lambda voice=voice: _tell(voice, desk))  # type: ignore[misc]  # bound at once
        if conversation_id is not None:
            told += 1
            await desk.announce.conversation_changed(conversation_id)
    return told


def may_be_told(customer: Customer) -> bool:
    """Whether we know who they are, or they agreed to be written to."""
    return customer.verified or customer.consented_at is not None


async def _tell(voice: Voice, desk: DeskPorts) -> str | None:
    async with desk.record.change() as unit:
        improvement = await unit.improvements.get(voice.improvement_id)
        before = await unit.conversations.current_of(voice.customer_id)
        if improvement is None or before is None or before.state not in QUIET or before.in_line:
            return None
        if not await unit.improvements.told(voice, desk.clock()):
            return None
        message = Message(f"we-did-{improvement.id}"[:80], words_of.told_in(improvement))
        change = rules.say(before, SYSTEM, message, desk.clock())
        await unit.conversations.save(before, change)
        await send_notice(unit, before, change.entries[-1].seq, desk)
        return before.id


async def _voices(unit: Unit, improvement_id: str, keys: Sequence[tuple[str, int]]) -> list[Voice]:
    """A voice for each rating; of one person's the first is told."""
    found, known = [], set[str]()
    for conversation_id, seq in dict.fromkeys(keys):
        rating = await unit.ratings.get(conversation_id, seq)
        conversation = await unit.conversations.get(conversation_id)
        customer = await unit.customers.get(conversation.customer_id) if conversation else None
        if rating is None or customer is None:
            raise voices_unknown()
        tell_them = may_be_told(customer) and customer.id not in known
        known.add(customer.id)
        found.append(Voice(improvement_id, conversation_id, seq, customer.id, tell_them))
    return found


async def _check_link(unit: Unit, link: Link | None) -> None:
    if link is not None and link.kind is LinkKind.ARTICLE and await unit.articles.get(link.to) is None:
        raise errors.invalid_field("link", "There is no such article.")


def _line(text: str) -> str:
    return " ".join(text.split())
