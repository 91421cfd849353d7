"""Noting, calling colleagues, labelling, and keeping canned replies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desk import errors
from desk.agents.agent import Agent
from desk.collaboration import canned_reply as canned_rules
from desk.collaboration import label as label_rules
from desk.collaboration import note as note_rules
from desk.collaboration.canned_reply import CannedReply
from desk.collaboration.customer_note import NOTE_LIMIT, CustomerNote
from desk.conversations.conversation import Change
from desk.conversations.entry import EntryKind, Message, checked_text
from desk.conversations.flows import Written, agent_author, settled
from desk.handoff.steps import existing
from desk.ports import DeskPorts, Unit


async def write_note(
    conversation_id: str, agent: Agent, message_id: str, text: str, mentions: Sequence[str], desk: DeskPorts
) -> Written:
    """Store a private note and call the colleagues in it; the same id and text again change nothing."""
    text, wanted = checked_text(text), note_rules.checked_mentions(mentions)

    async def once() -> Written:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            earlier = await unit.conversations.entry_by_message(before.id, message_id)
            if earlier is not None:
                same = earlier.kind is EntryKind.NOTE and earlier.message is not None and earlier.message.text == text
                if not same or earlier.author.id != agent.id:
                    raise errors.message_id_reused()
                return Written(earlier)
            called = await _colleagues(unit, wanted)
            change = note_rules.noted(before, agent_author(agent), Message(message_id, text), called, desk.clock())
            await unit.conversations.save(before, change)
            await unit.mentions.add(note_rules.mentions_of(change, called))
            return Written(change.entries[-1], change)

    written = await settled(once)
    if written.change is not None:
        await desk.announce.conversation_changed(conversation_id, written.change)
    return written


async def _colleagues(unit: Unit, agent_ids: Sequence[str]) -> list[Agent]:
    found = []
    for agent_id in agent_ids:
        agent = await unit.agents.get(agent_id)
        if agent is None or not agent.may_answer:
            raise errors.invalid_field("mentions", "Somebody called in this note does not work here.")
        found.append(agent)
    return found


async def change_labels(
    conversation_id: str, agent: Agent, add: Sequence[str], remove: Sequence[str], desk: DeskPorts
) -> list[str]:
    """Put labels on and take some off; returns what is on it now."""

    async def once() -> tuple[list[str], Change]:
        async with desk.record.change() as unit:
            before = await existing(unit, conversation_id)
            present = await unit.labels.of(before.id)
            wanted = sorted(label_rules.after(present, add, remove))
            change = label_rules.labelled(before, agent_author(agent), present, wanted, desk.clock())
            if change.entries:
                await unit.labels.put(before.id, wanted)
                await unit.conversations.save(before, change)
            return wanted, change

    wanted, change = await settled(once)
    if change.entries:
        await desk.announce.conversation_changed(conversation_id, change)
    return wanted


async def keep_canned_reply(reply: CannedReply, agent: Agent, desk: DeskPorts) -> CannedReply:
    """Add a reply or put it in place of the one with its id. Whose it is cannot change."""
    kept = canned_rules.checked(reply)
    async with desk.record.change() as unit:
        before = await unit.canned_replies.get(kept.id)
        if before is not None:
            kept = replace(kept, owner_id=before.owner_id)
        if not canned_rules.may_change(kept, agent):
            raise errors.forbidden("Replies of the whole team are kept by supervisors.")
        mine = await unit.canned_replies.for_agent(kept.owner_id or "")
        if any(r.shortcut == kept.shortcut and r.owner_id == kept.owner_id and r.id != kept.id for r in mine):
            raise errors.invalid_field("shortcut", "There is a reply with this shortcut already.")
        await unit.canned_replies.put(kept)
    return kept


async def remove_canned_reply(reply_id: str, agent: Agent, desk: DeskPorts) -> None:
    """Take a reply away; somebody else's own looks like one that does not exist."""
    async with desk.record.change() as unit:
        reply = await unit.canned_replies.get(reply_id)
        if reply is None or reply.owner_id not in (None, agent.id):
            raise errors.not_found("There is no such reply.")
        if not canned_rules.may_change(reply, agent):
            raise errors.forbidden("Replies of the whole team are kept by supervisors.")
        await unit.canned_replies.remove(reply_id)


async def note_customer(conversation_id: str, agent: Agent, text: str, desk: DeskPorts) -> CustomerNote:
    """Keep one note of the conversation's customer, in place of the earlier one; an empty one takes it away."""
    words = checked_text(text, may_be_empty=True)
    if len(words) > NOTE_LIMIT:
        raise errors.message_too_long(NOTE_LIMIT)
    async with desk.record.change() as unit:
        conversation = await existing(unit, conversation_id)
        kept = CustomerNote(conversation.customer_id, words, agent.name, desk.clock())
        await unit.customer_notes.put(kept)
    return kept
