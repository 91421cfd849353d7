"""Sending an order back: can it be, why, the question, and then the registration and the label."""

from datetime import date

from rasa_sdk.events import FollowupAction, SlotSet

from actions import spoken
from actions.confirmation import asking_events, choices, confirmed, idempotency_key
from actions.order_lookup import own_order
from actions.order_words import RETURN_DAYS, refund_words, return_deadline, state_words
from actions.orders import Order
from actions.reply import PERSON, Reply
from actions.return_reason import LONGEST_REASON, NOT_GIVEN, RETURN_FORM, RETURN_REASON, told_before
from actions.shop_client import ShopClient
from actions.shop_errors import NotReturnable
from actions.trouble_words import guest_limit_once, proof_missing
from actions.turn import Turn
from actions.wish import Event, Wish, end_of_wish


class ReturnItem(Wish):
    """Asks whether a return is to be registered, if the order can be sent back."""

    def name(self) -> str:
        return "action_return_item"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        return await ask_to_return(turn, reply, self.parts.shop, self.parts.today())


class ConfirmReturn(Wish):
    """Registers the return the customer has just been asked about, and gives the label."""

    def name(self) -> str:
        return "action_confirm_return"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        number, claim = confirmed(turn, "return"), turn.claim
        if number is None or claim is None:
            return await ask_to_return(turn, reply, self.parts.shop, self.parts.today())
        key = idempotency_key(turn.conversation_id, number, "return")
        reason = _reason(turn)
        try:
            with reply.asking(f"return order {number}") as fact:
                order, label = await self.parts.shop.send_back(number, claim, reason, key)
                fact.answered = f"return {label.id} registered"
        except NotReturnable:
            reply.say(
                f"I am sorry, the shop does not take a return of order {number} any more. Nothing has been changed. "
                "A person can look at it with you.",
                PERSON,
            )
            return end_of_wish()
        refund = f" {refund_words(order.refund, self.parts.today())}" if order.refund else ""
        reply.say(
            f"Your return of order {number} is registered. Print the label at {label.label_url}, stick it on the "
            f"parcel and hand it in at any parcel shop within 14 days.{refund}"
        )
        reply.show(order)
        return end_of_wish()


async def ask_to_return(turn: Turn, reply: Reply, shop: ShopClient, today: date) -> list[Event]:
    """Ask for a yes, or say why it cannot be sent back. Raises ShopError."""
    if turn.claim is None and not turn.speaker.verified:
        guest_limit_once(turn, reply, "return")
        return end_of_wish()
    if turn.order_number is None or turn.claim is None:
        proof_missing(turn, reply)
        return end_of_wish()
    order = await own_order(shop, turn.order_number, turn.claim, today, reply)
    deadline = return_deadline(order)
    if not order.returnable:
        _not_now(order, deadline, today, reply)
        return end_of_wish()
    until = f" until {spoken.day(deadline, today)}" if deadline else ""
    possible = f"You can send order {order.number} ({spoken.goods(order.items)}) back{until}, free of charge."
    reason = turn.slot_text(RETURN_REASON) or told_before(turn.events)
    if reason is None:
        reply.say(possible)
        return [SlotSet("order_number", order.number), FollowupAction(RETURN_FORM)]
    # Said before the reason was asked for, it need not be said again.
    first = "Thank you." if turn.slot_text(RETURN_REASON) else possible
    reply.say(f"{first} Shall I register the return of order {order.number} and make the label?", *choices("return"))
    return [SlotSet(RETURN_REASON, reason), *asking_events("return", order.number)]


def _not_now(order: Order, deadline: date | None, today: date, reply: Reply) -> None:
    said = state_words(order, today)
    if order.state == "delivered" and deadline:
        reply.say(
            f"The time to send order {order.number} back ended on {spoken.day(deadline, today)}, {RETURN_DAYS} days "
            "after delivery. If something is wrong with it, a person can look at what is possible.",
            PERSON,
        )
    elif order.state in ("cancelled", "returned", "refunded", "lost"):
        reply.say(said.text, *said.quick_replies)
    elif order.cancellable:
        reply.say(f"There is nothing to send back yet. {said.text}", *said.quick_replies)
    else:
        then = f"Once it is with you, you can send it back within {RETURN_DAYS} days."
        reply.say(f"{said.text} {then}", *said.quick_replies)
    reply.show(order)


def _reason(turn: Turn) -> str:
    reason = turn.slot_text(RETURN_REASON) or NOT_GIVEN
    return " ".join(reason.split())[:LONGEST_REASON]
