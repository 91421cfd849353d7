"""The bot did not understand. Once it asks again; from the second time in a row it offers a person."""

from actions.reply import PERSON, QuickReply, Reply
from actions.turn import TrackerEvent, Turn
from actions.wish import Event, Wish

EXAMPLES = (
    QuickReply("Where is my order?", "Where is my order?"),
    QuickReply("Send something back", "I want to return something"),
    QuickReply("Shipping costs", "How much is shipping?"),
)


class Miss(Wish):
    """Says honestly that a message was not understood."""

    def name(self) -> str:
        return "action_miss"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        if misses_in_a_row(turn.events) > 1:
            reply.say("I am sorry, I still do not understand. A person can help you better than I can here.", PERSON)
        elif turn.form is not None:
            # The form asks its question again right after this.
            reply.say("I did not understand that.")
        else:
            reply.say(
                "I did not understand that. Could you say it in other words? I can find an order, cancel it, "
                "register a return, check a refund, and answer questions about shipping, payment and our shop.",
                *EXAMPLES,
            )
        return []


def misses_in_a_row(events: tuple[TrackerEvent, ...]) -> int:
    """Messages missed in a row, this one included. Any message that got an answer of its own ends the row."""
    count, missed = 0, True
    for event in reversed(events):
        kind = event.get("event")
        if kind in ("session_started", "restart"):
            break
        if kind == "action" and event.get("name") == "action_miss":
            missed = True
        elif kind == "user":
            if not missed:
                break
            count, missed = count + 1, False
    return max(count, 1)
