"""Why something is sent back: asked for once, never insisted on. Pure."""

import re

from actions.reply import QuickReply
from actions.turn import TrackerEvent

RETURN_FORM = "return_form"
RETURN_REASON = "return_reason"
NOT_GIVEN = "not given"
LONGEST_REASON = 500
SKIP = QuickReply("Skip", "Skip")
# The shop's own reasons, as its account page offers them, and the words they are told by.
REASONS = {
    "Does not fit": (
        r"\b(?:too (?:small|big|large|tight|long|short|wide|narrow|loose)|(?:do|does|did)(?:n'?t| not) fit"
        r"|wrong size)\b"
    ),
    "Not as expected": (
        r"\b(?:expected|looks? different|not like (?:in|on) the (?:picture|photo)|quality"
        r"|not what i (?:hoped|thought))\b"
    ),
    "Arrived damaged": r"\b(?:damaged|broken|cracked|scratched|torn|stained|faulty|defect\w*|a hole)\b",
    "Changed my mind": (
        r"\b(?:changed my mind|(?:do|does)(?:n'?t| not) (?:need|want|like) (?:it|them)|no longer (?:need|want)"
        r"|cheaper)\b"
    ),
}
CHOICES = (*(QuickReply(reason, reason) for reason in REASONS), SKIP)
_ASKS = re.compile(
    r"\?\s*$|^\W*(?:what|when|where|how|who|why|which|can|could|do you|does|is there|are there|will)\b", re.IGNORECASE
)
_OTHER_WISHES = frozenset(["track_order", "order_status", "cancel_order", "refund_status", "human_request", "greet"])
_NO_REASON = frozenset(["affirm", "deny", "thanks", "goodbye"])
_SKIPS = re.compile(
    r"\W*(?:skip(?: (?:it|this|that))?|no|nope|none|no reason|rather not|not saying|nothing|pass)\W*", re.IGNORECASE
)


def told_reason(text: str) -> str | None:
    """The shop's reason that a message tells of, or None."""
    plain = text.replace("’", "'")
    return next((reason for reason, words in REASONS.items() if re.search(words, plain, re.IGNORECASE)), None)


def told_before(events: tuple[TrackerEvent, ...]) -> str | None:
    """The reason given with the wish itself: "I want to return the shirt, it is too small"."""
    for event in reversed(events):
        intent = ((event.get("parse_data") or {}).get("intent") or {}) if event.get("event") == "user" else {}
        if intent.get("name") == "return_item":
            return told_reason(str(event.get("text") or ""))
    return None


def reason_in_answer(text: str, intent: str | None) -> str | None:
    """The reason in the answer to "why?", NOT_GIVEN for a refusal, or None when the message is about something else."""
    if not any(character.isalnum() for character in text):
        return None
    if _SKIPS.fullmatch(text):
        return NOT_GIVEN
    told = told_reason(text)
    if told is None and (_ASKS.search(text.strip()) or intent in _OTHER_WISHES):
        return None
    if told is None and intent in _NO_REASON:
        return NOT_GIVEN
    return " ".join(text.split())[:LONGEST_REASON]
