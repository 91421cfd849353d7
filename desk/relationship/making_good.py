"""Something for a bad case: from the assistant within its own cap, else suggested to whoever talks to the customer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from desk import errors
from desk.authority.goodwill import give_at_most
from desk.authority.matrix import Cause
from desk.conversations.flows import settled
from desk.ports import DeskPorts
from desk.relationship.bad_case import BadCase, State
from desk.relationship.refusals import case_not_found
from desk.relationship.standings import bought_by

LOOK_BACK = timedelta(days=7)
AT_ONCE = 20
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
ONE_A_CASE = uuid.UUID("3d0e6a9c-8f0d-5c3b-a1c4-0d7a0f8c52e4")
"""A gift's id is made from its case: seen to ten times, it is given once."""

log = structlog.get_logger(__name__)


async def see_to_bad_cases(desk: DeskPorts) -> int:
    """See to what went badly in the last days and was not seen to; how many."""
    async with desk.record.look() as unit:
        found = await unit.relationship.new_bad_cases(desk.clock() - LOOK_BACK, AT_ONCE)
    for case in found:
        await _see_to(case, desk)
    return len(found)


async def _see_to(case: BadCase, desk: DeskPorts) -> None:
    # Asked before it is kept: a desk that dies in between asks again under the same id, and nothing is given twice.
    grant_id = await _give(case, desk)
    state = State.GIVEN if grant_id else State.SUGGESTED

    async def once() -> None:
        async with desk.record.change() as unit:
            if await unit.customers.get(case.customer_id) is not None:
                await unit.relationship.keep_bad_case(replace(case, state=state, grant_id=grant_id))

    await settled(once)


async def _give(case: BadCase, desk: DeskPorts) -> str | None:
    async with desk.record.look() as unit:
        customer = await unit.customers.get(case.customer_id)
    if customer is None or customer.shop_customer_id is None:
        return None
    try:
        bought = await bought_by(customer.shop_customer_id, desk)
    except errors.DeskError as refused:
        log.info("orders_not_asked", code=refused.code)
        raise
    if not bought.orders:
        return None
    key = str(uuid.uuid5(ONE_A_CASE, case.id))
    async with desk.record.look() as unit:
        if await unit.authority.get(key) is not None:
            # Another desk gave it, or this one before it died.
            return key
    grant = await give_at_most(case.conversation_id, bought.orders[-1][0], Cause.POOR_SERVICE, key, desk)
    return grant.id if grant else None


async def put_away(conversation_id: str, case_id: str, desk: DeskPorts) -> None:
    """Nothing is to be given for it; raises `bad_case_not_found`."""
    async with desk.record.change() as unit:
        conversation = await unit.conversations.get(conversation_id)
        cases = await unit.relationship.bad_cases(conversation.customer_id, BEGINNING) if conversation else []
        case = next((each for each in cases if each.id == case_id), None)
        if case is None:
            raise case_not_found()
        if case.state is State.SUGGESTED:
            await unit.relationship.save_bad_case(replace(case, state=State.PUT_AWAY))
