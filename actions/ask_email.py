"""Asking a guest for the e-mail address of the order."""

from actions.order_form import asked_before
from actions.proofs import is_lacking
from actions.reply import PERSON, Reply
from actions.turn import Turn, is_answered
from actions.wish import Event, Wish


class AskEmail(Wish):
    """Asks, says where the address is to be found, and leaves the word to what was said just before."""

    def name(self) -> str:
        return "action_ask_email"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if is_lacking(turn.text) and asked_before(turn.events) and not is_answered(turn.events):
            reply.say(
                "It is the address our confirmation of the order went to: searching your mailboxes for "
                f"{turn.order_number or 'the order number'} shows which one. If it cannot be found, a person can help.",
                PERSON,
            )
        else:
            reply.say("Which e-mail address did you order with? I only use it to make sure the order is yours.")
        return []
