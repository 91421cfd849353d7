"""Asking which order: signed-in people pick from their newest, guests are told what is needed."""

from collections.abc import Sequence

from actions.order_form import asked_before
from actions.orders import Order
from actions.proofs import is_lacking
from actions.reply import PERSON, QuickReply, Reply
from actions.shop_errors import ShopAnswerInvalid, ShopUnavailable
from actions.turn import Turn
from actions.wish import Event, Wish

MOST_OFFERED = 4
LONGEST_LABEL = 60
WHERE_IT_IS = (
    "The number is in the confirmation we sent by e-mail when you ordered: five digits, near the top. "
    "If you cannot find it, a person can look for the order with you."
)
QUESTIONS = {
    "cancel": "Which order do you want to cancel?",
    "return": "Which order do you want to send back?",
    "refund": "Which order is the refund for?",
}


class AskOrderNumber(Wish):
    """Asks for the order number. A shop that is down costs only the quick replies."""

    def name(self) -> str:
        return "action_ask_order_number"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        question = QUESTIONS.get(turn.slot_text("order_wish") or "", "Which order is it about?")
        again = asked_before(turn.events)
        lacking = again and is_lacking(turn.text)
        # Who has been asked before and still has no number may be better off with a person.
        way_out = (PERSON,) if again else ()
        if not turn.speaker.verified:
            reply.say(_guest_question(again, lacking), *way_out)
            return []
        orders = await self._orders(turn, reply)
        if orders:
            words = (
                "You do not need it: which of these is it?" if lacking else f"{question} You can also type its number."
            )
            reply.say(words, *offered(orders, turn.slot_text("order_wish")), *way_out)
        elif lacking:
            reply.say(WHERE_IT_IS, *way_out)
        elif again:
            reply.say("What is the order number?", *way_out)
        else:
            reply.say(f"{question} Please send me its number: five digits, like 20417.")
        return []

    async def _orders(self, turn: Turn, reply: Reply) -> tuple[Order, ...]:
        customer_id = turn.speaker.customer_id
        if customer_id is None:
            return ()
        try:
            with reply.asking("this customer's orders") as fact:
                orders = await self.parts.shop.orders_of(customer_id)
                fact.answered = f"{len(orders)} orders, newest {orders[0].number}" if orders else "no orders"
        except (ShopUnavailable, ShopAnswerInvalid):
            return ()
        return orders


def offered(orders: Sequence[Order], wish: str | None) -> list[QuickReply]:
    """The newest orders as quick replies; only those the wish can be fulfilled for, if there are any."""

    def fits(order: Order) -> bool:
        return {"cancel": order.cancellable, "return": order.returnable, "refund": order.refund is not None}.get(
            wish or "", True
        )

    fitting = [order for order in orders if fits(order)] or orders
    return [QuickReply(_label(order), order.number) for order in fitting[:MOST_OFFERED]]


def _label(order: Order) -> str:
    label = f"{order.number} · {order.state_label.lower()} · {order.items[0].name}"
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def _guest_question(again: bool, lacking: bool) -> str:
    if lacking:
        return f"{WHERE_IT_IS} When you are signed in, I see your orders without it."
    if again:
        return "What is the order number? It has five digits and is in your confirmation e-mail."
    return (
        "I can look that up. As you are not signed in, I need two things: the order number and the e-mail address "
        "you ordered with. What is the order number? It has five digits, like 20417."
    )
