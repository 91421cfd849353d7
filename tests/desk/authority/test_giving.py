"""Giving, approving and taking back, on real databases and against a real shop."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from desk.authority.approvals import lapse_old, pending_for
from desk.authority.grant import State
from desk.authority.matrix import FIRST, Approvers, Cause, Gift
from desk.authority.money import Money
from desk.errors import DeskError
from desk.ports import DeskPorts
from desk.privacy.flows import erase_customer
from tests.desk.authority.conftest import DELIVERED, PAID, SHIPPED, Counter, refused

ON_BOTH_DATABASES = True


async def given_or_full(work) -> None:
    """It is given, or it would be too much."""
    (answer,) = await asyncio.gather(work, return_exceptions=True)
    assert not isinstance(answer, BaseException) or getattr(answer, "code", answer) == "approval_needed"


async def test_a_voucher_within_the_cap_is_given_at_once(counter: Counter):
    """The shop makes it, the customer reads its code in the conversation, the ledger has both steps."""
    grant = await counter.give(counter.ask(1_000))
    assert (grant.state, grant.authority_of, grant.matrix_version) == (State.DONE, "a_maya", 0)
    assert [(row["kind"], row["amount"]) for row in counter.books()] == [("voucher", 1_000)]
    code = counter.books()[0]["detail"]
    said = await counter.quiet.lines(counter.conversation)
    assert said[-1] == f"agent: Maya gives you a voucher of €10.00 for the trouble with order 20417: {code}"
    assert await counter.ledger(grant.id) == ["asked", "done"]
    await counter.whole()


async def test_the_same_id_gives_once(counter: Counter):
    """Twenty clicks at once and one more later: one voucher; the id for something else is refused."""
    ask = counter.ask(1_000)
    answers = await asyncio.gather(*(counter.give(ask) for _ in range(20)))
    assert {answer.id for answer in answers} == {ask.id}
    assert (await counter.give(ask)).state is State.DONE
    assert len(counter.books()) == 1
    assert await refused(counter.give(replace(ask, amount=Money(1_001)))) == "grant_id_reused"
    tom = await counter.quiet.agent("a_tom")
    assert await refused(counter.give(ask, tom)) == "grant_id_reused"
    await counter.whole()


async def test_two_desks_together_do_not_exceed_a_cap(counter: Counter, second_desk: DeskPorts):
    """Thirty vouchers of €20 asked through two desks at the same moment: five are given, which is the order's cap."""
    asks = [counter.ask(2_000) for _ in range(30)]
    desks = (counter.ports, second_desk)
    work = [counter.give(ask, ports=desks[number % 2]) for number, ask in enumerate(asks)]
    answers = await asyncio.gather(*work, return_exceptions=True)
    codes = [answer.code for answer in answers if isinstance(answer, DeskError)]
    assert set(codes) <= {"approval_needed", "changed_meanwhile"}, codes
    await counter.settle()
    assert sum(row["amount"] for row in counter.books()) <= FIRST.caps["agent"].case
    # Those who met at the same moment and gave up may ask again, and then the cap is used to the last cent.
    for ask in asks:
        await given_or_full(counter.give(ask))
    assert sum(row["amount"] for row in counter.books()) == FIRST.caps["agent"].case
    await counter.whole()


async def test_over_the_cap_somebody_else_decides(counter: Counter):
    """Without asking it is refused with the reason; asked for, it waits, and a supervisor's yes carries it out."""
    assert await refused(counter.give(counter.ask(5_000))) == "approval_needed"
    waiting = await counter.give(counter.ask(5_000, with_approval=True))
    assert (waiting.state, counter.books()) == (State.WAITING, [])
    assert await refused(counter.decide(waiting, "a_maya")) == "forbidden"
    olu = await counter.quiet.agent("a_olu")
    assert [pending.grant.id for pending in await pending_for(olu, counter.ports)] == [waiting.id]
    done = await counter.decide(waiting, "a_olu")
    assert (done.state, done.authority_of, done.decided_by_name) == (State.DONE, "a_olu", "Olu")
    assert [row["amount"] for row in counter.books()] == [5_000]
    assert await counter.ledger(waiting.id) == ["approval_asked", "approved", "done"]
    said = await counter.quiet.lines(counter.conversation)
    assert "agent: Olu approved a voucher of €50.00 for order 20417" in said
    assert (await counter.decide(waiting, "a_olu")).state is State.DONE, "the same click again changes nothing"
    assert await refused(counter.decide(waiting, "a_noor")) == "approval_over"
    await counter.whole()


async def test_two_supervisors_decide_once(counter: Counter, second_desk: DeskPorts):
    """Yes and no at the same moment: one of them is told that it was decided."""
    waiting = await counter.give(counter.ask(5_000, with_approval=True))
    both = await asyncio.gather(
        counter.decide(waiting, "a_olu", yes=True),
        counter.decide(waiting, "a_noor", yes=False, ports=second_desk),
        return_exceptions=True,
    )
    assert [type(each) for each in both].count(DeskError) == 1
    now = await counter.now_of(waiting.id)
    assert len(counter.books()) == (1 if now.state is State.DONE else 0)
    await counter.whole()


async def test_a_no_gives_nothing_and_charges_nothing(counter: Counter):
    """Declined: the agent's cap is as it was."""
    waiting = await counter.give(counter.ask(5_000, with_approval=True))
    assert (await counter.decide(waiting, "a_olu", yes=False)).state is State.DECLINED
    assert counter.books() == []
    for _ in range(5):
        assert (await counter.give(counter.ask(2_000))).state is State.DONE
    await counter.whole()


async def test_what_nobody_may_give_cannot_be_asked_for(counter: Counter):
    """Beyond everybody there is nobody to ask."""
    assert await refused(counter.give(counter.ask(20_001, with_approval=True))) == "beyond_authority"


async def test_first_approver_then_deputy_then_all(counter: Counter):
    """Who is asked moves on with the clock; those whose turn it is not cannot decide."""
    named = replace(FIRST, version=1, approvers=Approvers("a_olu", "a_noor", 3))
    async with counter.ports.record.change() as unit:
        await unit.authority.put_matrix(named)
    waiting = await counter.give(counter.ask(5_000, with_approval=True))
    assert await refused(counter.decide(waiting, "a_noor")) == "forbidden"
    counter.clock.forward(minutes=3)
    assert await refused(counter.decide(waiting, "a_olu")) == "forbidden"
    counter.clock.forward(minutes=3)
    assert (await counter.decide(waiting, "a_olu")).state is State.DONE


async def test_nobody_decides_for_a_day(counter: Counter):
    """It ends by itself, and the team is told."""
    waiting = await counter.give(counter.ask(5_000, with_approval=True))
    counter.clock.forward(hours=24)
    assert await lapse_old(counter.ports) == 1
    assert (await counter.now_of(waiting.id)).state is State.LAPSED
    assert await refused(counter.decide(waiting, "a_olu")) == "approval_over"
    await counter.whole()


async def test_taking_back_frees_the_cap_and_is_an_entry_of_its_own(counter: Counter):
    """The voucher is void at the shop, the cap is free again, the conversation and the ledger tell of both."""
    grants = [await counter.give(counter.ask(2_000)) for _ in range(5)]
    assert await refused(counter.give(counter.ask(100))) == "approval_needed"
    back = await counter.undo(grants[0])
    assert back.state is State.UNDONE
    assert counter.books()[0]["taken_back_at"] is not None
    assert await counter.ledger(back.id) == ["asked", "done", "undo_asked", "undone"]
    assert (await counter.give(counter.ask(2_000))).state is State.DONE
    assert (await counter.quiet.lines(counter.conversation))[-2] == (
        "agent: Maya took back a voucher of €20.00 for order 20417"
    )
    assert (await counter.undo(grants[0])).state is State.UNDONE, "again changes nothing"
    await counter.whole()


async def test_taking_back_ends_with_its_window(counter: Counter):
    """After five minutes it is given for good; a colleague without the standing cannot take it back at all."""
    grant = await counter.give(counter.ask(1_000))
    assert await refused(counter.undo(grant, await counter.quiet.agent("a_tom"))) == "forbidden"
    counter.clock.forward(minutes=5)
    assert await refused(counter.undo(grant)) == "undo_over"


async def test_the_shop_may_refuse_to_take_back(counter: Counter):
    """When the shop has sent it already, it stays given and charged."""
    grant = await counter.give(counter.ask(1_000))
    counter.shop.clock.turn(minutes=16)
    left = await counter.undo(grant)
    assert (left.state, left.undo_until, left.problem) == (State.DONE, None, "It is too late to take this back.")
    assert await counter.ledger(grant.id) == ["asked", "done", "undo_asked", "undo_refused"]
    await counter.whole()


@pytest.mark.parametrize(
    ("gift", "order", "amount"),
    [(Gift.REFUND, PAID, 500), (Gift.SHIPPING_UPGRADE, PAID, 790), (Gift.GESTURE, SHIPPED, 300)],
)
async def test_every_gift_reaches_the_shop(counter: Counter, gift: Gift, order: str, amount: int):
    """What was asked is what the shop's books say."""
    assert (await counter.give(counter.ask(amount, order, gift))).state is State.DONE
    assert [(row["kind"], row["number"], row["amount"]) for row in counter.books()] == [(str(gift), order, amount)]


async def test_a_replacement_names_its_new_order(counter: Counter):
    """The customer reads the number of the order that is sent."""
    told = (await counter.shop.api.get(f"/api/orders/{DELIVERED}/remedies?customer_id=C1003")).json()["offers"]
    offer = next(each for each in told if each["kind"] == "replacement" and each["possible"])
    worth = int(offer["most"]["amount"].replace(".", ""))
    ask = counter.ask(worth, DELIVERED, Gift.REPLACEMENT, cause=Cause.DAMAGED, sku=offer["sku"])
    grant = await counter.decide(await counter.give(replace(ask, with_approval=True)), "a_olu")
    assert grant.told is not None
    assert grant.told["new_order"] in (await counter.quiet.lines(counter.conversation))[-1]


async def test_what_the_shop_cannot_do_is_said_before_anything_is_kept(counter: Counter):
    """A faster delivery of a parcel that has left, an order of somebody else: refused, and nothing is charged."""
    late = counter.ask(790, SHIPPED, Gift.SHIPPING_UPGRADE)
    assert await refused(counter.give(late)) == "gift_impossible"
    assert await refused(counter.give(counter.ask(100, "20433"))) == "gift_impossible"
    assert await counter.quiet.row("authority", "count") == 0


async def test_only_who_holds_the_conversation_gives(counter: Counter):
    """A colleague who looks on cannot."""
    assert await refused(counter.give(counter.ask(100), await counter.quiet.agent("a_tom"))) == "not_yours"


async def test_a_clock_that_was_wrong_frees_no_cap(counter: Counter):
    """A month ahead and back again: what was given before the jump and after it counts together."""
    for _ in range(5):
        await counter.give(counter.ask(2_000, PAID))
    counter.clock.forward(days=31)
    await counter.give(counter.ask(2_000, SHIPPED))
    counter.clock.forward(days=-31)
    times = [
        line.at for line in await counter.quiet.row("authority", "lines_of", [g.id for g in await all_of(counter)])
    ]
    assert times == sorted(times), "the ledger's time never runs backwards"
    for _ in range(7):
        await given_or_full(counter.give(counter.ask(2_000, SHIPPED)))
    charged = sum(row["amount"] for row in counter.books() if row["number"] == SHIPPED)
    assert charged <= FIRST.caps["agent"].case
    await counter.whole()


async def all_of(counter: Counter):
    return await counter.quiet.row("authority", "of_conversation", counter.conversation.id)


async def test_an_erasure_takes_the_person_and_leaves_the_cap(counter: Counter):
    """Erased, the customer is nowhere in what stays; what was given to them still counts, and the ledger is whole."""
    grant = await counter.give(counter.ask(2_000))
    others = counter.quiet.desk.others[1:]
    erased = await erase_customer(counter.conversation.customer_id, "shell", others, counter.ports)
    assert erased["conversations"] == 1
    assert await counter.quiet.row("authority", "get", grant.id) is None
    spent = await counter.quiet.row(
        "authority", "spent", grant.case_key, grant.customer_key, "a_maya", "EUR", counter.clock()
    )
    assert (spent.case, spent.customer, spent.agent) == (2_000, 2_000, 2_000)
    lines = await counter.quiet.row("authority", "lines_of", [grant.id])
    written = json.dumps([line.detail for line in lines])
    assert not [name for name in ("C1003", counter.conversation.id, SHIPPED) if name in written]
    await counter.whole()
