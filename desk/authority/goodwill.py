"""A voucher from the bot after a bad case, within a cap of its own. Off until the matrix has a rule for the bot."""

from __future__ import annotations

import uuid
from dataclasses import replace

import structlog

from desk.authority.giving import Ask, Giver, check, give, offered
from desk.authority.grant import Grant
from desk.authority.matrix import TIERS, Cause, Gift, Matrix, Standing
from desk.authority.money import Money
from desk.authority.verdict import Answer
from desk.conversations.bot_turn import GoodwillWish
from desk.errors import DeskError
from desk.ports import DeskPorts

log = structlog.get_logger(__name__)

BOT = "bot"
ONE_A_CASE = uuid.UUID("6b7c3f0e-4a55-5b6e-9d0f-2f8f6f7a1c11")
"""Ids of the bot's gifts are made from the case: told of it ten times, it gives once."""


async def give_goodwill(conversation_id: str, wish: GoodwillWish | None, desk: DeskPorts) -> Grant | None:
    """As much as the matrix lets the bot give, once for an order and cause; nothing where it lets it give nothing.

    Never raises: what the customer asked was answered already, and nobody promised them anything.
    """
    if wish is None:
        return None
    cause = Cause(wish.cause)
    key = str(uuid.uuid5(ONE_A_CASE, f"{wish.order_number} {cause}"))
    return await give_at_most(conversation_id, wish.order_number, cause, key, desk)


async def give_at_most(
    conversation_id: str, order_number: str, cause: Cause, key: str, desk: DeskPorts
) -> Grant | None:
    """The same under an id of the caller's: asked for twice it is given once."""
    async with desk.record.look() as unit:
        matrix = await unit.authority.matrix()
    if not _ever(matrix, cause):
        return None
    giver = Giver(BOT, desk.assistant_name, Standing.BOT)
    ask = Ask(key, order_number, Gift.VOUCHER, cause, Money(1, matrix.currency))
    try:
        tier = (await offered(conversation_id, order_number, desk)).tier
        verdict = await check(conversation_id, giver, ask, desk)
        up_to = min(verdict.left, matrix.up_to(Standing.BOT, tier, cause, Gift.VOUCHER) or 0)
        if verdict.answer is not Answer.WITHIN or up_to == 0:
            return None
        return await give(conversation_id, giver, replace(ask, amount=Money(up_to, matrix.currency)), desk)
    except DeskError as refused:
        log.info("goodwill_not_given", conversation=conversation_id, code=refused.code)
        return None


def _ever(matrix: Matrix, cause: Cause) -> bool:
    return any(matrix.up_to(Standing.BOT, tier, cause, Gift.VOUCHER) for tier in TIERS)
