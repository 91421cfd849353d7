"""Telling customers what is kept of them, erasing it, and keeping nothing for longer than it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.conversations.entry import stamp
from desk.conversations.flows import settled
from desk.ports import DeskPorts
from desk.privacy.ports import OtherStore
from desk.search.flows import forget_removed_words

LATE_ANSWERS = timedelta(minutes=15)
"""For how long after an erasure something late may still come: a turn of the bot takes seconds."""
BATCH = 200


@dataclass(frozen=True)
class Keeping:
    """How long closed conversations are kept after their last change."""

    anonymous: timedelta
    known: timedelta


async def export_customer(reference: str, by: str, others: Sequence[OtherStore], desk: DeskPorts) -> dict[str, Any]:
    """Everything kept of a customer, as JSON, and nothing of anybody else. Raises `customer_not_found`."""
    customer_id, conversations = await _found(reference, desk)
    elsewhere = {store.name: await store.document(conversations) for store in others}
    now = desk.clock()

    async def once() -> dict[str, Any]:
        async with desk.record.change() as unit:
            kept = await unit.privacy.document(customer_id)
            subject = unit.audit.subject("customer", customer_id)
            await unit.audit.append(by, Action.CUSTOMER_EXPORTED, subject, {"conversations": len(conversations)}, now)
            return kept

    return {"exported_at": stamp(now), "customer_id": customer_id, "record": await settled(once), **elsewhere}


async def erase_customer(reference: str, by: str, others: Sequence[OtherStore], desk: DeskPorts) -> dict[str, int]:
    """Erase a customer everywhere; returns how much was erased. Raises `customer_not_found`.

    The record goes first and in one transaction, so that nothing new can begin; the other stores follow, and are gone
    over again later, since an answer of the bot may be on its way.
    """
    customer_id, _ = await _found(reference, desk)

    async def once() -> tuple[list[str], list[str], int]:
        async with desk.record.change() as unit:
            now = desk.clock()
            conversations = await unit.privacy.conversations_of(customer_id)
            files = await unit.privacy.files_of(conversations)
            rows = await unit.privacy.erase_conversations(conversations, now)
            rows += await unit.privacy.erase_customer(customer_id)
            subject = unit.audit.subject("customer", customer_id)
            await unit.audit.append(by, Action.CUSTOMER_ERASED, subject, {"rows": rows}, now)
            return conversations, files, rows

    conversations, files, rows = await settled(once)
    # Should we be killed here, the round that looks for files without a row removes them.
    await desk.files.remove(files)
    await forget_removed_words(desk)
    for conversation_id in conversations:
        await desk.announce.conversation_changed(conversation_id)
    await desk.announce.access_changed()
    await desk.announce.line_changed()
    await forget_elsewhere(others, desk)
    return {"conversations": len(conversations), "files": len(files), "rows": rows}


async def forget_elsewhere(others: Sequence[OtherStore], desk: DeskPorts) -> int:
    """Go over the other stores for what was erased not long ago; returns how many conversations are done with.

    A store that is away is gone over until it was there.
    """
    async with desk.record.look() as unit:
        waiting = await unit.privacy.still_to_forget()
    if not waiting:
        return 0
    for store in others:
        try:
            await store.forget([conversation_id for conversation_id, _ in waiting])
        except errors.DeskError:
            return 0
    over = [conversation_id for conversation_id, at in waiting if at + LATE_ANSWERS < desk.clock()]
    if over:
        async with desk.record.change() as unit:
            await unit.privacy.forgotten(over)
    return len(over)


async def retire(keeping: Keeping, desk: DeskPorts) -> int:
    """Erase conversations that were kept long enough, and what is left of people without any; returns how many."""
    now = desk.clock()
    retired = 0
    while True:

        async def once() -> tuple[int, list[str]]:
            async with desk.record.change() as unit:
                over = await unit.privacy.over(now - keeping.anonymous, now - keeping.known, BATCH)
                files = await unit.privacy.files_of(over)
                if over:
                    rows = await unit.privacy.erase_conversations(over, now)
                    told = {"conversations": len(over), "rows": rows}
                    await unit.audit.append("system", Action.CONVERSATIONS_RETIRED, "retention", told, now)
                return len(over), files

        done, files = await settled(once)
        await desk.files.remove(files)
        retired += done
        if done < BATCH:
            break
    async with desk.record.change() as unit:
        await unit.privacy.drop_leftovers(now - keeping.anonymous)
    return retired


async def _found(reference: str, desk: DeskPorts) -> tuple[str, list[str]]:
    async with desk.record.look() as unit:
        customer_id = await unit.privacy.find(reference)
        if customer_id is None:
            raise errors.customer_not_found()
        return customer_id, await unit.privacy.conversations_of(customer_id)
