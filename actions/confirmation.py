"""Asking before something is done, and making sure that the "yes" belongs to that question. Pure."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

from rasa_sdk.events import FollowupAction, SlotSet

from actions.reply import QuickReply, Reply
from actions.turn import TrackerEvent, Turn, is_slot, messages_after

Kind = Literal["cancel", "return"]
KEEP = {"cancel": "No, keep it", "return": "No, I keep it"}
QUESTION_AGAIN = {
    "cancel": "And order {number}: shall I cancel it?",
    "return": "And order {number}: shall I register the return?",
}
GO_AHEAD = {"cancel": "Yes, cancel it", "return": "Yes, send it back"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the customer was last asked to confirm, and how many messages they have written since."""

    kind: str
    number: str | None
    messages_since: int


def asking_events(kind: Kind, number: str) -> list[dict[str, Any]]:
    """Remember what was asked. The number goes first, so that `last_asked` can tell which order was meant."""
    return [
        SlotSet("order_number", number),
        SlotSet("pending_confirmation", kind),
        FollowupAction("action_listen"),
    ]


def choices(kind: Kind) -> tuple[QuickReply, QuickReply]:
    """Yes and no under the question."""
    return QuickReply(GO_AHEAD[kind], "Yes"), QuickReply(KEEP[kind], "No")


def ask_again(turn: Turn, reply: Reply) -> list[dict[str, Any]]:
    """After something else was answered: put the question that is still open once more. No events when none is."""
    asked = last_asked(turn.events)
    if asked is None or asked.number is None or asked.kind not in QUESTION_AGAIN:
        return []
    kind: Kind = "cancel" if asked.kind == "cancel" else "return"
    reply.say(QUESTION_AGAIN[kind].format(number=asked.number), *choices(kind))
    # Asked anew, so that the very next "yes" belongs to this question.
    return [SlotSet("order_number", asked.number), SlotSet("pending_confirmation", kind)]


def last_asked(events: tuple[TrackerEvent, ...]) -> Asked | None:
    """The latest question that still waits for its answer, or None."""
    for index in range(len(events) - 1, -1, -1):
        if not is_slot(events[index], "pending_confirmation"):
            continue
        if not isinstance(events[index].get("value"), str):
            return None
        number = next((e.get("value") for e in reversed(events[:index]) if is_slot(e, "order_number")), None)
        return Asked(events[index]["value"], number, sum(1 for _ in messages_after(events, index)))
    return None


def confirmed(turn: Turn, kind: Kind) -> str | None:
    """The order the customer has just agreed about, or None when the "yes" may have meant something else.

    It counts only as the very next message after the question, and only while no other order was named.
    """
    asked = last_asked(turn.events)
    if asked is None or asked.kind != kind or asked.messages_since != 1:
        return None
    return asked.number if asked.number is not None and asked.number == turn.order_number else None


def idempotency_key(conversation_id: str, number: str, kind: Kind) -> str:
    """The same for the same wish in the same conversation, however often Rasa or we ask."""
    wish = json.dumps([conversation_id, number, kind])
    return hashlib.sha256(wish.encode()).hexdigest()[:40]
