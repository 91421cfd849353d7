"""Where is my order?"""

from actions.order_lookup import glance, own_order
from actions.order_words import AnyOrder, state_words
from actions.orders import Order
from actions.promises import say_promises
from actions.reply import QuickReply, Reply
from actions.trouble_words import proof_missing
from actions.turn import Turn
from actions.wish import Event, Wish, end_of_side_wish, end_of_wish


class TrackOrder(Wish):
    """Tells where an order is, with its card; guests who gave number and e-mail see state and dates."""

    def name(self) -> str:
        return "action_track_order"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if turn.order_number is None or (turn.claim is None and turn.email is None):
            proof_missing(turn, reply)
            return end_of_wish()
        say_promises(turn.text, turn.speaker.promises, reply)
        order = await self._order(turn, turn.order_number, reply)
        said = state_words(order, self.parts.today())
        more = (
            () if isinstance(order, Order) else (QuickReply("See all of it", f"Show me all of order {order.number}"),)
        )
        reply.say(said.text, *said.quick_replies, *more)
        reply.show(order)
        if isinstance(order, Order) and (order.late or order.state == "lost"):
            reply.wish_goodwill(order.number, "lost" if order.state == "lost" else "late")
        return end_of_side_wish(turn, reply)

    async def _order(self, turn: Turn, number: str, reply: Reply) -> AnyOrder:
        shop, today = self.parts.shop, self.parts.today()
        if turn.claim is not None:
            return await own_order(shop, number, turn.claim, today, reply)
        assert turn.email is not None, "checked by the caller"
        return await glance(shop, number, turn.email, today, reply)
