"""Two readings of a message are close: the customer says which one is meant, with one press."""

from collections.abc import Sequence

from rasa_sdk.events import FollowupAction

from actions.answers import wishes
from actions.reply import QuickReply, Reply
from actions.turn import Reading, TrackerEvent, Turn
from actions.wish import Event, Wish

CLARIFY = "action_clarify"
MISS = "action_miss"
FALLBACK = "nlu_fallback"
MOST_OFFERED = 3
# The likeliest readings together must explain this much of the message, and each at least this share of the first.
LIKELY_TOGETHER = 0.35
AS_LIKELY = 0.4


class Clarify(Wish):
    """Asks which of two or three things is meant; where there are none, the turn goes on as a miss."""

    promises_instead = True
    tells_notices = False

    def name(self) -> str:
        return CLARIFY

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        choices = close_readings(turn.ranking)
        busy = turn.form is not None or turn.slot_text("pending_confirmation") is not None
        if busy or not choices or asked_last_time(turn.events):
            return [FollowupAction(MISS)]
        reply.say("I want to get this right: which of these is it about?", *choices)
        return []


def close_readings(ranking: Sequence[Reading]) -> list[QuickReply]:
    """Two or three wishes that are about as likely as each other; none when the message may mean anything."""
    readings = [reading for reading in ranking if reading.intent != FALLBACK]
    first = readings[0].confidence if readings else 0.0
    close = [reading for reading in readings[:MOST_OFFERED] if reading.confidence >= AS_LIKELY * first]
    if len(close) < 2 or sum(reading.confidence for reading in close) < LIKELY_TOGETHER:
        return []
    if any(reading.intent not in wishes() for reading in close[:2]):
        return []
    offered = [wishes()[reading.intent] for reading in close if reading.intent in wishes()]
    return [QuickReply(wish.label, wish.says) for wish in offered]


def asked_last_time(events: tuple[TrackerEvent, ...]) -> bool:
    """True when the message before this one was met with the same question: asking twice in a row helps nobody."""
    messages = 0
    for event in reversed(events):
        if event.get("event") == "user":
            messages += 1
        elif messages == 1 and event.get("event") == "action" and event.get("name") == CLARIFY:
            return True
        if messages > 1:
            return False
    return False
