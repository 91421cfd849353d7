"""The bot did not understand. Once it asks again; from the second time in a row it offers a person."""

import re

from actions.confirmation import ask_again
from actions.reply import PERSON, QuickReply, Reply
from actions.turn import TrackerEvent, Turn
from actions.wish import Event, Wish

EXAMPLES = (
    QuickReply("Where is my order?", "Where is my order?"),
    QuickReply("Send something back", "I want to return something"),
    QuickReply("Shipping costs", "How much is shipping?"),
)
# Added where a form is open and does not ask again by itself.
STILL_OPEN = {
    "order_number": "I still need the order number: five digits, like 20417.",
    "email": "I still need the e-mail address you ordered with.",
    "return_reason": "Tell me in words why it goes back, or skip it.",
}
# What people sometimes send instead of words.
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LONG = 1200


class Miss(Wish):
    """Says honestly that a message was not understood, and what to do about it."""

    promises_instead = True
    tells_notices = False

    def name(self) -> str:
        return "action_miss"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        why = why_missed(turn.text)
        if misses_in_a_row(turn.events) > 1:
            reply.say("I am sorry, I still do not understand. A person can help you better than I can here.", PERSON)
        elif turn.form is not None and is_wordless(turn.text):
            reply.say(f"{why} {STILL_OPEN.get(turn.slot_text('requested_slot') or '', '')}".strip())
        elif turn.form is not None or turn.slot_text("pending_confirmation") is not None:
            # The open question is asked again right after this.
            reply.say(why or "I did not understand that.")
        elif why is not None:
            reply.say(f"{why} Tell me in a sentence what it is about, and I will see what I can do.", *EXAMPLES)
        else:
            reply.say(
                "I did not understand that. Could you say it in other words? I can find an order, cancel it, "
                "register a return, check a refund, and answer questions about shipping, payment and our shop.",
                *EXAMPLES,
            )
        return [] if turn.form is not None else ask_again(turn, reply)


def is_wordless(text: str) -> bool:
    """True for emojis, punctuation and links alone. The bot answers those without asking the open form."""
    return not any(character.isalnum() for character in _LINK.sub(" ", text))


def why_missed(text: str) -> str | None:
    """What kept the bot from understanding, where that can be seen from the message itself."""
    if is_wordless(text):
        return "I cannot open links." if _LINK.search(text) else "I can only read words."
    if len(text) > _LONG:
        return "That is more than I can take in at once, so I did not understand it."
    return None


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
