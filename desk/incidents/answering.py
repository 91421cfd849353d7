"""What the bot is to say of troubles the speaker's own orders are in."""

from __future__ import annotations

from typing import Any

from desk.ports import Unit

MOST_NOTICES = 20
"""As many as the bot takes."""


async def with_notices(speaker: dict[str, Any] | None, customer_id: str, unit: Unit) -> dict[str, Any] | None:
    """The speaker as the bot gets them (docs/wire.md §2), with words for open incidents; None when they are gone."""
    customer = await unit.customers.get(customer_id) if speaker is not None else None
    if customer is None or speaker is None:
        return None
    answers = await unit.incidents.answers_for(customer.shop_customer_id) if customer.shop_customer_id else {}
    return speaker | {"notices": dict(list(answers.items())[:MOST_NOTICES])} if answers else speaker
