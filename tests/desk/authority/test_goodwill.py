"""The bot's own small cap: off by default, once for a case, never beyond its rule, and over the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desk.authority import editing
from desk.authority.goodwill import give_goodwill
from desk.authority.grant import State
from desk.authority.matrix import FIRST, Caps, Gift, Rule, Standing
from desk.conversations.bot_turn import GoodwillWish
from desk.settings import Settings
from tests.desk.authority.conftest import SHIPPED, Counter
from tests.desk.bot_side import Bot
from tests.desk.conftest import proof, running
from tests.shop.conftest import OpenShop

LATE = GoodwillWish(SHIPPED, "late")
KIND = replace(
    FIRST,
    version=1,
    rules=(*FIRST.rules, Rule(Standing.BOT, "any", "late", Gift.VOUCHER, 500)),
    caps={**FIRST.caps, Standing.BOT: Caps(500, 800, 1_200)},
)


async def allow(counter: Counter) -> None:
    """A house that lets its bot give five euros for a late order."""
    async with counter.ports.record.change() as unit:
        await editing.write_version(unit, KIND, "a_noor", counter.clock())


async def test_by_default_it_gives_nothing(counter: Counter):
    """No rule, no voucher, and the shop is not even asked."""
    await counter.fault(status=500)
    assert await give_goodwill(counter.conversation.id, LATE, counter.ports) is None
    assert counter.books() == []


async def test_it_gives_once_for_a_case_and_within_its_caps(counter: Counter):
    """Told ten times: one voucher. Another order: what the customer's cap leaves. Then nothing."""
    await allow(counter)
    for _ in range(10):
        await give_goodwill(counter.conversation.id, LATE, counter.ports)
    assert [row["amount"] for row in counter.books()] == [500]
    assert await give_goodwill(counter.conversation.id, GoodwillWish("20435", "late"), counter.ports) is not None
    assert await give_goodwill(counter.conversation.id, GoodwillWish("20406", "late"), counter.ports) is None
    assert [row["amount"] for row in counter.books()] == [500, 300]
    assert await give_goodwill(counter.conversation.id, GoodwillWish(SHIPPED, "lost"), counter.ports) is None
    assert await give_goodwill(counter.conversation.id, GoodwillWish("20433", "late"), counter.ports) is None, (
        "not theirs"
    )
    await counter.whole()


async def test_what_people_give_counts_for_the_bot_too(counter: Counter):
    """An order that was made good by an agent is not made good by the bot on top."""
    await allow(counter)
    await counter.give(counter.ask(500))
    assert await give_goodwill(counter.conversation.id, LATE, counter.ports) is None


@pytest.mark.parametrize(
    "wish", [{"order_number": "../x", "cause": "late"}, {"order_number": "20417", "cause": "whim"}]
)
async def test_a_wish_that_is_not_as_agreed_is_no_answer(desk_settings: Settings, bot: Bot, wish: dict[str, str]):
    """What comes over the wire is checked before anything is decided."""
    bot.answer_to("where is it", goodwill=wish)
    async with running(desk_settings) as desk:
        ana = await desk.visitor(proof(desk_settings, "C1003"))
        await ana.say("where is it")
        await ana.until("not answering just now")


async def test_over_the_wire(desk_settings: Settings, bot: Bot, shop: OpenShop):
    """The bot answers and wishes; the customer reads the answer, then the voucher in the bot's name."""
    bot.answer_to("where is it", goodwill={"order_number": SHIPPED, "cause": "late"})
    async with running(desk_settings) as desk:
        async with desk.desk.record.change() as unit:
            await editing.write_version(unit, KIND, "a_noor", desk.desk.ports.clock())
        ana = await desk.visitor(proof(desk_settings, "C1003"))
        await ana.say("where is it")
        said = await ana.until("gives you a voucher of €5.00")
        assert said[-1].startswith("bot: Warmhand gives you a voucher") or said[-1].startswith("bot: ")
        maya = await desk.agent()
        (kept,) = (await maya.get(f"/api/agent/conversations/{ana.conversation_id}/gifts")).json()["grants"]
        assert (kept["state"], kept["by"]["id"], kept["steps"][0]["by"]) == (str(State.DONE), "bot", "The assistant")
