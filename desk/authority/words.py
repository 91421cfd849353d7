"""What a conversation is told of a grant: one calm line for the customer, others for the team alone. Pure."""

from __future__ import annotations

from desk.authority.grant import Grant
from desk.authority.matrix import Gift
from desk.authority.money import in_words


def given(grant: Grant) -> str:
    """To the customer, once the shop has carried it out."""
    amount, told = in_words(grant.amount.minor, grant.amount.currency), grant.told or {}
    who, order = grant.asked_by_name, f"order {grant.order_number}"
    return {
        Gift.VOUCHER: f"{who} gives you a voucher of {amount} for the trouble with {order}: {told.get('code')}",
        Gift.REFUND: f"{who} sends {amount} of {order} back to you",
        Gift.REPLACEMENT: f"{who} sends you a replacement for {order}. Its number is {told.get('new_order')}",
        Gift.SHIPPING_UPGRADE: f"{who} makes {order} travel faster, at no cost to you",
        Gift.GESTURE: f"{who} adds a small present to {order}",
    }[grant.gift]


def taken_back(grant: Grant) -> str:
    """To the customer."""
    return f"{grant.asked_by_name} took back {grant.says}"


def refused(grant: Grant) -> str:
    """To the team."""
    return f"The shop did not give {grant.says}: {grant.problem}"


def undo_refused(grant: Grant) -> str:
    """To the team."""
    return f"The shop did not take back {grant.says}: {grant.problem}"


def asks(grant: Grant) -> str:
    """To the team."""
    return f"{grant.asked_by_name} asks for approval of {grant.says}"


def decided(grant: Grant, yes: bool) -> str:
    """To the team."""
    why = f": {grant.problem}" if grant.problem and not yes else ""
    return f"{grant.decided_by_name} {'approved' if yes else 'declined'} {grant.says}{why}"


def lapsed(grant: Grant) -> str:
    """To the team."""
    return f"Nobody decided about {grant.says} within a day"
