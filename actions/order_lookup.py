"""Looking up the order a conversation is about, as the person who speaks may see it."""

from datetime import date

from actions.guest_proof import Claim
from actions.order_words import state_fact
from actions.orders import Order, OrderGlance
from actions.reply import Reply
from actions.shop_client import ShopClient


async def own_order(shop: ShopClient, number: str, claim: Claim, today: date, reply: Reply) -> Order:
    """The order of a signed-in customer, or of a guest who proved it, with the fact noted. Raises ShopError."""
    with reply.asking(f"order {number}") as fact:
        order = await shop.order_of(number, claim)
        fact.answered = state_fact(order, today)
    return order


async def glance(shop: ShopClient, number: str, email: str, today: date, reply: Reply) -> OrderGlance:
    """State and dates of an order for a guest, with the fact noted. Raises ShopError."""
    with reply.asking(f"order {number}, by number and e-mail") as fact:
        order = await shop.glance_at(number, email)
        fact.answered = state_fact(order, today)
    return order
