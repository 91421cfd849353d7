"""How each step of a grant is written down: its row, its line of the ledger, its line in the conversation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from desk.authority.grant import Grant
from desk.authority.matrix import Standing
from desk.conversations.conversation import Change, append
from desk.conversations.entry import Author, AuthorKind, EntryKind
from desk.ports import DeskPorts, Unit

LINE_LIMIT = 200


async def into_ledger(unit: Unit, step: str, grant: Grant, actor: str, at: datetime, **more: Any) -> None:
    """A line of the ledger: who did what for which case, under which version; nobody is named who is a customer."""
    detail = {
        "gift": str(grant.gift),
        "cause": str(grant.cause),
        "amount": grant.amount.minor,
        "currency": grant.amount.currency,
        "tier": grant.tier,
        "standing": str(grant.standing),
        "authority_of": grant.authority_of,
        "matrix_version": grant.matrix_version,
        "order": grant.case_key,
        "customer": grant.customer_key,
        "conversation": unit.authority.key("conversation", grant.conversation_id),
    }
    await unit.authority.write(actor, step, grant.id, detail | more, at)


async def into_conversation(
    unit: Unit, grant: Grant, line: str, desk: DeskPorts, *, team_only: bool, by: Author | None = None
) -> Change | None:
    """An entry of the conversation; None where it is gone."""
    before = await unit.conversations.get(grant.conversation_id)
    if before is None:
        return None
    data = {"grant": grant.id} | ({"team_only": True} if team_only else {})
    change = append(before, EntryKind.GRANT, by or giver(grant), desk.clock(), line=line[:LINE_LIMIT], data=data)
    await unit.conversations.save(before, change)
    return change


def giver(grant: Grant) -> Author:
    """Who gives it, as the conversation names them."""
    if grant.standing is Standing.BOT:
        return Author(AuthorKind.BOT, grant.asked_by_name)
    return Author(AuthorKind.AGENT, grant.asked_by_name, grant.asked_by)


async def announce(change: Change | None, desk: DeskPorts, *, approvals: bool = False) -> None:
    """Tell those who look at the conversation, and those who approve."""
    if change is not None:
        await desk.announce.conversation_changed(change.conversation.id, change)
    if approvals:
        await desk.announce.line_changed()
