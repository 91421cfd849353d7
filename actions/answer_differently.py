"""The answer did not help: the same once in another way, or the next nearest answer; after that a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.answer_question import HELPED, HELPED_AT_ALL, NOT_HELPED
from actions.answers import routine_answers, wishes
from actions.reply import PERSON, QuickReply, Reply
from actions.turn import Reading, TrackerEvent, Turn, read_ranking
from actions.wish import Event, Wish

ANSWERED = "action_answer_question"
# Less likely than this, and the customer hardly meant it.
LIKELY_ENOUGH = 0.05
MOST_NEAREST = 2
NOT_IN_IT = "I am sorry that this did not help. The whole article may have it; if not, a person can take it up."
DID_THIS_HELP = "Did this help? If not, a person can take it up."


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that was answered last, as it was read."""

    intent: str
    ranking: tuple[Reading, ...]


class AnswerDifferently(Wish):
    """Only an answer that asked whether it helped is tried again; a "no" after plain facts is just a no."""

    def name(self) -> str:
        return "action_answer_differently"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        answered = last_answered(turn.events)
        answer = routine_answers().get(answered.intent) if answered else None
        if (
            answered is not None
            and (answer is None or answer.otherwise is None)
            and asked_whether_it_helped(turn.events)
        ):
            reply.say(NOT_IN_IT, *nearest(answered), PERSON)
            return []
        if answered is None or answer is None or answer.otherwise is None:
            reply.say("All right. Tell me if there is anything else.")
            return []
        others = nearest(answered)
        meant = " Or did you mean something else?" if others else ""
        reply.say(f"{answer.otherwise}{meant} {DID_THIS_HELP}", *others, HELPED, NOT_HELPED)
        return []


def last_answered(events: tuple[TrackerEvent, ...]) -> Answered | None:
    """The latest message that got a routine answer, or None."""
    answered = False
    for event in reversed(events):
        if event.get("event") == "action" and event.get("name") == ANSWERED:
            answered = True
        elif event.get("event") == "user" and answered:
            parsed: Any = event.get("parse_data")
            message: Mapping[str, Any] = parsed if isinstance(parsed, Mapping) else {}
            intent = (message.get("intent") or {}).get("name")
            return Answered(intent, read_ranking(message)) if isinstance(intent, str) else None
    return None


def asked_whether_it_helped(events: tuple[TrackerEvent, ...]) -> bool:
    """Whether the latest message answers our question of whether the answer helped."""
    users = 0
    for event in reversed(events):
        users += event.get("event") == "user"
        if users > 1:
            return False
        if event.get("event") == "bot" and HELPED_AT_ALL in str(event.get("text") or ""):
            return True
    return False


def nearest(answered: Answered) -> list[QuickReply]:
    """What else the answered message may have meant, as quick replies."""
    others = [
        wishes()[reading.intent]
        for reading in answered.ranking
        if reading.intent != answered.intent and reading.confidence >= LIKELY_ENOUGH and reading.intent in wishes()
    ]
    return [QuickReply(wish.label, wish.says) for wish in others[:MOST_NEAREST]]
