"""A shop that is away, silent or odd: nothing is settled but by its own word, and nothing is paid twice."""

from __future__ import annotations

import pytest

from desk.authority.grant import State
from desk.authority.matrix import Gift
from desk.authority.ports import ShopSilent
from tests.desk.authority.conftest import PAID, Counter, refused

ON_BOTH_DATABASES = True


async def test_a_shop_that_is_away_is_noticed_before_anything_is_kept(counter: Counter):
    """No offers, no charge."""
    await counter.fault(status=500)
    assert await refused(counter.give(counter.ask(2_000))) == "shop_unavailable"
    assert await counter.quiet.row("authority", "count") == 0


async def test_a_silent_shop_leaves_it_open_and_charged(counter: Counter):
    """Nobody knows whether it was given: the cap stays reserved, the shop is asked again later, and gives it once."""
    counter.hook(before=lambda: counter.fault(status=500))
    ask = counter.ask(2_000)
    grant = await counter.give(ask)
    assert (grant.state, grant.problem, counter.books()) == (State.UNKNOWN, "status 500", [])
    spent = await counter.quiet.row("authority", "spent", grant.case_key, "-", "a_maya", "EUR", counter.clock())
    assert (spent.case, spent.agent) == (2_000, 2_000)
    await counter.well()
    counter.hook()
    assert (await counter.give(ask)).state is State.UNKNOWN, "it is left alone for a moment"
    counter.clock.forward(seconds=2)
    assert (await counter.give(ask)).state is State.DONE
    assert len(counter.books()) == 1
    await counter.whole()


async def test_an_answer_that_is_lost_is_asked_for_again(counter: Counter):
    """The shop acts after the desk has stopped listening; asked again under the same key, it answers what it did."""

    async def lost() -> None:
        raise ShopSilent("the line broke")

    counter.hook(after=lost)
    grant = await counter.give(counter.ask(2_000))
    assert (grant.state, grant.problem, grant.tries) == (State.UNKNOWN, "the line broke", 1)
    assert len(counter.books()) == 1, "the shop gave it, and the desk does not know"
    counter.hook()
    counter.clock.forward(seconds=3)
    assert await counter.settle() == 1
    assert (await counter.now_of(grant.id)).state is State.DONE
    assert len(counter.books()) == 1
    await counter.whole()


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 401},
        {"status": 404, "body": {"code": "not_found", "message": "No such route."}},
        {"status": 429},
        {"status": 503},
        {"status": 200, "body": "<html>"},
        {"status": 200, "body": {"remedy": {}}},
        {
            "status": 200,
            "body": {
                "remedy": {
                    "id": "m_other",
                    "number": "1",
                    "kind": "refund",
                    "amount": {"amount": "1.00", "currency": "EUR"},
                }
            },
        },
    ],
)
async def test_what_is_no_answer_of_the_shops_settles_nothing(counter: Counter, fault: dict):
    """A refusal is only what the shop says again under the same key; anything else leaves it open."""
    counter.hook(before=lambda: counter.fault(**fault))
    assert (await counter.give(counter.ask(2_000))).state is State.UNKNOWN
    await counter.well()
    counter.hook()
    await counter.settle()
    assert len(counter.books()) == 1
    await counter.whole()


async def test_the_shop_changes_its_mind_between_offer_and_gift(counter: Counter):
    """The parcel leaves in between: refused for good, the team reads why, and the cap is free again."""

    async def cancelled() -> None:
        body = {"customer_id": "C1003", "idempotency_key": "cancel-0001"}
        await counter.shop.api.post(f"/api/orders/{PAID}/cancel", json=body)

    counter.hook(before=cancelled)
    grant = await counter.give(counter.ask(790, PAID, Gift.SHIPPING_UPGRADE))
    assert (grant.state, grant.problem) == (State.REFUSED, "The parcel has left our house already.")
    spent = await counter.quiet.row("authority", "spent", grant.case_key, "-", "a_maya", "EUR", counter.clock())
    assert (spent.case, spent.agent) == (0, 0)
    assert await counter.ledger(grant.id) == ["asked", "refused"]
    await counter.whole()
