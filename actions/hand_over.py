"""A person is to take over. The desk promises that, once it is stored; here are only the reason and kind words."""

from collections.abc import Mapping
from typing import Any

import structlog
from rasa_sdk.events import FollowupAction, SlotSet

from actions.answers import other_languages
from actions.reply import Reply
from actions.turn import Turn
from actions.wish import Event, Wish

KIND_WORDS = {
    "explicit_request": "",
    "frustration": "I am sorry this has been so tiresome.",
    "repeated_failure": "I am sorry, I have not been able to help you with this.",
    "unresolved_after_answer": "I am sorry that this did not solve it.",
    "sensitive": "Thank you for telling me. This is something for a person, not for a program like me.",
    "policy_exception": "That is a decision I cannot make; a person can.",
    "high_value_risk": "I understand. This should be decided by a person.",
    "language": "I am sorry, I only speak English.",
    "identity_trouble": "I am sorry that the check does not work for you.",
}
MOST_EVIDENCE = 10
LONGEST_EVIDENCE = 300
log = structlog.get_logger(__name__)


class HandOver(Wish):
    """Sends the desk the reason and the evidence the handoff policy left in `handoff_decision`."""

    tells_notices = False

    def name(self) -> str:
        return "action_hand_over"

    async def answer(self, turn: Turn, reply: Reply) -> list[Event]:
        reason, evidence = decision(turn)
        reply.hand_over(reason, evidence)
        language = other_languages().get(turn.language or "") if reason == "language" else None
        if language is not None:
            reply.say(f"{language.sentence}\n{KIND_WORDS[reason]}")
        elif KIND_WORDS[reason]:
            reply.say(KIND_WORDS[reason])
        return [SlotSet("handoff_decision", None), FollowupAction("action_listen")]


def decision(turn: Turn) -> tuple[str, list[str]]:
    """Reason and evidence; without a decision the customer asked for a person, in their own words."""
    decided = turn.slots.get("handoff_decision")
    if decided is not None:
        reason, evidence = _read(decided)
        if reason is not None:
            return reason, evidence or [_own_words(turn)]
        log.error("handoff_decision_invalid")
    return "explicit_request", [_own_words(turn)]


def _read(decided: Any) -> tuple[str | None, list[str]]:
    reason = decided.get("reason") if isinstance(decided, Mapping) else None
    if not isinstance(reason, str) or reason not in KIND_WORDS:
        return None, []
    given = decided.get("evidence")
    evidence = [line[:LONGEST_EVIDENCE] for line in given if isinstance(line, str)] if isinstance(given, list) else []
    return reason, evidence[:MOST_EVIDENCE]


def _own_words(turn: Turn) -> str:
    words = " ".join(turn.text.split())
    return f'asked: "{words[:LONGEST_EVIDENCE]}"' if words else "asked for a person"
