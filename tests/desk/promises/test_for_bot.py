"""What the bot is told of promises: over the wire, to the customer they were made to, and to nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

from desk.conversations.conversation import Conversation
from desk.customers.customer import Customer
from desk.promises import keeping
from desk.promises.for_bot import speaker_of
from desk.promises.promise import What
from desk.settings import Settings
from tests.desk.bot_side import Bot
from tests.desk.conftest import Running, proof
from tests.desk.promises.conftest import FRIDAY, HOURS, Talk, end_of
from tests.desk.promises.test_routes import wish


async def told(talk: Talk, conversation: Conversation) -> list[dict[str, Any]]:
    async with talk.ports.record.look() as unit:
        speaker = await speaker_of(conversation, unit, talk.ports)
    assert speaker is not None
    return list(speaker.get("promises", []))


async def visitor_of(talk: Talk) -> tuple[Customer, Conversation]:
    return await talk.quiet.held(talk.maya)


async def test_the_owner_hears_of_it_late_or_not(talk: Talk):
    """What, when, by whom, and that it is late; nothing once it is kept."""
    promise = await talk.promise(note="order 20417")
    due = {"what": "refund", "note": "order 20417", "due": "Friday, 27 November", "by": "Maya", "late": False}
    assert await told(talk, talk.conversation) == [due]
    talk.clock.at = end_of(FRIDAY, HOURS).at
    assert await told(talk, talk.conversation) == [due | {"late": True}]
    await keeping.keep(promise.id, talk.maya, "", talk.ports)
    assert await told(talk, talk.conversation) == []


async def test_strangers_and_other_visitors_hear_nothing(talk: Talk):
    """Another customer's promises are nobody else's."""
    await talk.promise()
    _, stranger = await talk.quiet.held(talk.maya, "C1004")
    _, visitor = await visitor_of(talk)
    assert (await told(talk, stranger), await told(talk, visitor)) == ([], [])


async def test_a_visitor_hears_of_their_own_conversation_only(talk: Talk):
    """Whoever cannot be told from another hears only what was said here."""
    _, mine = await visitor_of(talk)
    _, another = await visitor_of(talk)
    here = Talk(talk.quiet, talk.maya, talk.ana, mine)
    await here.promise(What.CALL_BACK)
    assert [each["what"] for each in await told(talk, mine)] == ["call_back"]
    assert await told(talk, another) == []


async def test_it_travels_with_the_next_message(desk: Running, desk_settings: Settings, bot: Bot):
    """Once the conversation is back with the bot: on the wire under `customer`, absent where nothing is owed."""
    ana = await desk.visitor(proof(desk_settings, "C1003"))
    await ana.say("my refund is late")
    await ana.until("bot:")
    await ana.http.post(f"/api/widget/conversations/{ana.conversation_id}/handoff", json={})
    maya = await desk.agent()
    one = f"/api/agent/conversations/{ana.conversation_id}"
    await maya.post(f"{one}/claim", json={})
    assert (await maya.post(f"{one}/promises", json=wish())).status_code == 200
    await maya.post(f"{one}/hand-back", json={})
    before = len(bot.turns)
    await ana.say("where is my refund?")
    await ana.until("where is my refund?")
    for _ in range(200):
        if len(bot.turns) > before:
            break
        await asyncio.sleep(0.02)
    assert "promises" not in bot.turns[0]["customer"]
    (promised,) = bot.turns[-1]["customer"]["promises"]
    assert (promised["what"], promised["by"], promised["late"]) == ("refund", "Maya", False)
