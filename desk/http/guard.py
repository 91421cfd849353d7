"""What is counted of a call, and what is noted of one that reached for somebody else's things."""

from __future__ import annotations

from collections.abc import Awaitable

from desk.access.audit import Action
from desk.access.limits import Counted
from desk.conversations.flows import settled
from desk.customers.customer import hashed
from desk.errors import DeskError
from desk.http.contract import Answer, Call


async def noting_foreign(call: Call, work: Awaitable[Answer]) -> Answer:
    """A visitor who names a conversation that is not theirs gets a line in the audit log, whether it exists or not."""
    try:
        return await work
    except DeskError as refused:
        if refused.code == "conversation_not_found" and call.customer is not None:
            await _note_foreign(call)
        raise


async def _note_foreign(call: Call) -> None:
    try:
        await call.limits.check([Counted("foreign_audit", call.address_key)])
    except DeskError:
        return

    async def once() -> None:
        async with call.desk.record.change() as unit:
            subject = unit.audit.subject("customer", call.speaker.id)
            told = {"conversation": unit.audit.subject("conversation", call.path.get("conversation_id", ""))}
            action = Action.FOREIGN_CONVERSATION_ASKED
            await unit.audit.append("visitor", action, subject, told, call.desk.clock())

    await settled(once)


def guesses(call: Call, email: str) -> list[Counted]:
    """Guesses at a password are counted by where they come from and by account; a browser let in before, by itself.

    So a stranger who tries passwords can shut out strangers only, never the colleague at their own desk.
    """
    device = call.devices.known(call.device, email)
    if device:
        return [Counted("sign_in_device", device)]
    return [Counted("sign_in", call.address_key), Counted("sign_in_account", hashed(email))]


def counted(limit: str, call: Call) -> list[Counted]:
    """Under what a call is counted: the speaker, where they sit, and the shop as a whole."""
    if limit == "session":
        return [Counted("session", call.address_key), Counted("session_shop", "all")]
    speaker = call.session.id if call.session else call.agent.id if call.agent else call.address_key
    if limit == "message":
        return [
            Counted("message", speaker),
            Counted("message_address", call.address_key),
            Counted("message_shop", "all"),
        ]
    if limit == "letter":
        return [Counted("letter", speaker), Counted("letter_address", call.address_key)]
    return [Counted(limit, speaker)]
