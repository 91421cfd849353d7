"""Where is my money?"""

from datetime import date

from actions.order_lookup import own_order
from actions.order_words import refund_is_overdue, refund_words, state_words
from actions.orders import Order
from actions.promises import say_promises
from actions.reply import PERSON, QuickReply, Reply
from actions.trouble_words import guest_limit_once, proof_missing
from actions.turn import Turn
from actions.wish import Event, Wish, end_of_side_wish, end_of_wish


class RefundStatus(Wish):
    """Tells a signed-in customer where a refund stands, and what to do when there is none."""

    def name(self) -> str:
        return "action_refund_status"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if turn.claim is None and not turn.speaker.verified:
            guest_limit_once(turn, reply, "refund")
            return end_of_wish()
        if turn.order_number is None or turn.claim is None:
            proof_missing(turn, reply)
            return end_of_wish()
        today = self.parts.today()
        promised = say_promises(turn.text, turn.speaker.promises, reply)
        order = await own_order(self.parts.shop, turn.order_number, turn.claim, today, reply)
        if order.refund is None:
            if not promised:  # What a person promised holds, also where the shop knows nothing of it yet.
                _no_refund(order, today, reply)
        elif refund_is_overdue(order.refund, today):
            reply.say(
                f"About order {order.number}: {refund_words(order.refund, today)} "
                "If the money is not there, a person can trace it.",
                PERSON,
            )
        else:
            reply.say(f"About order {order.number}: {refund_words(order.refund, today)}")
        reply.show(order)
        return end_of_side_wish(turn, reply)


def _no_refund(order: Order, today: date, reply: Reply) -> None:
    none = f"There is no refund for order {order.number} so far."
    said = state_words(order, today)
    if order.state in ("lost", "cancelled", "returned", "refunded"):
        reply.say(f"{none} There should be one, so a person had better look at it.", PERSON)
    elif order.returnable:
        back = QuickReply("Send it back", f"I want to return order {order.number}")
        reply.say(f"{none} If you send it back, the money follows once the parcel has reached us.", back, PERSON)
    else:
        replies = said.quick_replies if PERSON in said.quick_replies else (*said.quick_replies, PERSON)
        reply.say(f"{none} {said.text}", *replies)
