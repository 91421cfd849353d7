"""What the bot cannot do itself: honest words, and the offer of a person."""

from actions.answers import offer_words
from actions.reply import PERSON, Reply
from actions.turn import Turn, is_answered
from actions.wish import Event, Wish

OFFER = "Would you like to talk to a person about it?"
DEFAULT = "I am sorry, I cannot do that myself."


class OfferAgent(Wish):
    """Offers a person. Where a response has already said why in this turn, only the offer is added."""

    promises_instead = True

    def name(self) -> str:
        return "action_offer_agent"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if is_answered(turn.events):
            reply.say(OFFER, PERSON)
        else:
            reply.say(f"{offer_words().get(turn.intent or '', DEFAULT)} {OFFER}", PERSON)
        return []
