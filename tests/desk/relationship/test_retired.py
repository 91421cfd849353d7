"""What is remembered does not outlive its customer, nor keep them from being retired."""

from __future__ import annotations

import uuid
from datetime import timedelta

from desk.collaboration.flows import note_customer
from desk.privacy.flows import Keeping, retire
from desk.relationship import remembering
from desk.relationship.preference import Kind
from tests.desk.quiet import Quiet

ON_BOTH_DATABASES = True
KEEPING = Keeping(timedelta(days=90), timedelta(days=730))


async def test_who_has_no_conversation_left_goes_with_what_was_remembered(quiet: Quiet):
    """A preference and the team's note hang on the customer: the round that retires people takes both along."""
    maya = await quiet.agent()
    ana, held = await quiet.held(maya, "C1003")
    await remembering.note(held.id, maya, str(uuid.uuid4()), Kind.CALLED, "Annie", quiet.ports)
    await note_customer(held.id, maya, "Likes tea.", quiet.ports)
    async with quiet.ports.record.change() as unit:
        await unit.privacy.erase_conversations([held.id], quiet.clock())
    quiet.clock.forward(days=200)
    assert await retire(KEEPING, quiet.ports) == 0
    assert await quiet.row("customers", "get", ana.id) is None
    assert await quiet.row("relationship", "preference", ana.id, Kind.CALLED) is None
    assert await quiet.row("customer_notes", "of", ana.id) is None
