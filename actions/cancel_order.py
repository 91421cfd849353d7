"""Cancelling a whole order: first the question, then the deed."""

from datetime import date

from actions import spoken
from actions.confirmation import asking_events, choices, confirmed, idempotency_key
from actions.order_lookup import own_order
from actions.order_words import refund_words, state_words
from actions.orders import Order
from actions.reply import PERSON, QuickReply, Reply
from actions.shop_client import ShopClient
from actions.shop_errors import NotCancellable
from actions.trouble_words import guest_limit_once, proof_missing
from actions.turn import Turn
from actions.wish import Event, Wish, end_of_wish


class CancelOrder(Wish):
    """Asks whether the order is really to be cancelled, if the shop still can."""

    def name(self) -> str:
        return "action_cancel_order"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        return await ask_to_cancel(turn, reply, self.parts.shop, self.parts.today())


class ConfirmCancel(Wish):
    """Cancels the order the customer has just been asked about."""

    def name(self) -> str:
        return "action_confirm_cancel"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        number, claim = confirmed(turn, "cancel"), turn.claim
        if number is None or claim is None:
            return await ask_to_cancel(turn, reply, self.parts.shop, self.parts.today())
        key = idempotency_key(turn.conversation_id, number, "cancel")
        try:
            with reply.asking(f"cancel order {number}") as fact:
                order = await self.parts.shop.cancel(number, claim, key)
                fact.answered = "cancelled"
        except NotCancellable:
            reply.say(
                f"I am sorry, order {number} left our house in the meantime, so it can no longer be cancelled. "
                f"Nothing has been changed. {_instead()}",
                QuickReply("Where is it now?", f"Where is order {number}?"),
                PERSON,
            )
            return end_of_wish()
        refund = f" {refund_words(order.refund, self.parts.today())}" if order.refund else ""
        reply.say(f"Order {number} is cancelled and will not be sent.{refund}")
        reply.show(order)
        return end_of_wish()


async def ask_to_cancel(turn: Turn, reply: Reply, shop: ShopClient, today: date) -> list[Event]:
    """Ask for a yes, or say why it cannot be done. Raises ShopError."""
    if turn.claim is None and not turn.speaker.verified:
        guest_limit_once(turn, reply, "cancel")
        return end_of_wish()
    if turn.order_number is None or turn.claim is None:
        proof_missing(turn, reply)
        return end_of_wish()
    order = await own_order(shop, turn.order_number, turn.claim, today, reply)
    if not order.cancellable:
        _too_late(order, today, reply)
        return end_of_wish()
    reply.say(
        f"Order {order.number} ({spoken.goods(order.items)}, {spoken.money(order.total)}) has not left our house yet, "
        "so I can cancel all of it. Shall I?",
        *choices("cancel"),
    )
    return asking_events("cancel", order.number)


def _too_late(order: Order, today: date, reply: Reply) -> None:
    said = state_words(order, today)
    if order.state in ("cancelled", "returned", "refunded"):
        reply.say(said.text, *said.quick_replies)
    else:
        replies = said.quick_replies if PERSON in said.quick_replies else (*said.quick_replies, PERSON)
        reply.say(f"It is too late to cancel. {said.text} {_instead()}", *replies)
    reply.show(order)


def _instead() -> str:
    return "Once it is with you, you can send it back within 30 days."
