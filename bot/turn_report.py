"""What a turn came to: replies collected from the actions, and what was understood, read from the tracker."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.conversation_turns import DECISION_SLOT, HAND_OVER, MISSES, REQUEST_AGENT

# Rasa's own bookkeeping: true, but nothing an agent or a designer would call a step of the bot.
_SILENT_ACTIONS = frozenset({"action_listen", "action_session_start", "action_extract_slots"})
_SILENT_SLOTS = frozenset({"requested_slot", "session_started_metadata", "order_code", "guest_proof", DECISION_SLOT})
_RANKING_LENGTH = 5
# From here on a language counts as read: the same as for handing over because of it.
_SURE_OF_LANGUAGE = 0.6


class DeskOutput(OutputChannel):
    """Collects what the bot says during one turn, in the desk's own words."""

    def __init__(self) -> None:
        self.replies: List[Dict[Text, Any]] = []
        self.facts: List[Dict[Text, Any]] = []
        self.handoff: Dict[Text, Any] | None = None
        self.goodwill: Dict[Text, Any] | None = None

    @classmethod
    def name(cls) -> Text:
        return "desk"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        text = message.get("text")
        buttons = [_quick_reply(button) for button in message.get("buttons") or message.get("quick_replies") or []]
        if text or buttons:
            self.replies.append({"text": text or "", "quick_replies": buttons, "card": None})
        if message.get("custom"):
            self._take_document(message["custom"])

    def _take_document(self, document: Dict[Text, Any]) -> None:
        if "card" in document:
            if self.replies and self.replies[-1]["card"] is None:
                self.replies[-1]["card"] = document["card"]
            else:
                self.replies.append({"text": "", "quick_replies": [], "card": document["card"]})
        if "fact" in document:
            self.facts.append(document["fact"])
        if "handoff" in document:
            self.handoff = document["handoff"]
        if "goodwill" in document:
            self.goodwill = document["goodwill"]


def _quick_reply(button: Dict[Text, Any]) -> Dict[Text, Any]:
    label = str(button.get("title") or "")
    payload = str(button.get("payload") or label)
    return (
        {"label": label, "command": "request_agent"} if payload == REQUEST_AGENT else {"label": label, "text": payload}
    )


def handoff_of(output: DeskOutput, tracker: DialogueStateTracker) -> Dict[Text, Any] | None:
    """The handoff of this turn. When the action could not be reached, the policy's decision still counts."""
    found = output.handoff
    if found is None and HAND_OVER in actions_of_turn(tracker):
        found = tracker.get_slot(DECISION_SLOT) or {"reason": "explicit_request", "evidence": []}
    if found is None or found.get("reason") != "language":
        return found
    # So that the desk can look for somebody who speaks it; "other" and "unknown" name no language.
    parsed: Dict[Text, Any] = dict(tracker.latest_message.parse_data or {}) if tracker.latest_message else {}
    code = (parsed.get("language") or {}).get("code") or ""
    return {**found, "language": code} if len(code) == 2 else found


def reading_of(parsed: Dict[Text, Any]) -> Dict[Text, Any]:
    """Intent and ranking of a text that was read outside a conversation."""
    ranking = [_named(intent) for intent in parsed.get("intent_ranking", [])[:_RANKING_LENGTH]]
    return {"intent": _named(parsed.get("intent") or {}), "ranking": ranking}


def understanding_of(tracker: DialogueStateTracker) -> Dict[Text, Any]:
    """Intent, ranking, entities, slots and steps of the tracker's last turn."""
    message = tracker.latest_message or UserUttered("")
    parsed: Dict[Text, Any] = dict(message.parse_data or {})
    actions = actions_of_turn(tracker)
    return {
        "intent": _named(message.intent),
        "ranking": [_named(intent) for intent in parsed.get("intent_ranking", [])[:_RANKING_LENGTH]],
        "entities": [
            {key: entity.get(key) for key in ("entity", "value", "start", "end")} for entity in message.entities or []
        ],
        "slots": {
            name: slot.value
            for name, slot in tracker.slots.items()
            if slot.value is not None and name not in _SILENT_SLOTS
        },
        "actions": actions,
        "missed": not MISSES.isdisjoint(actions),
        "frustration": parsed.get("frustration") or {"score": 0.0, "reasons": []},
        "language": _language(parsed),
    }


def actions_of_turn(tracker: DialogueStateTracker) -> List[Text]:
    """The bot's steps since the customer's last message, in order."""
    names: List[Text] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name and event.action_name not in _SILENT_ACTIONS:
            names.append(event.action_name)
    return names[::-1]


def _language(parsed: Dict[Text, Any]) -> Text | None:
    """ISO 639-1, where the message said enough; "other" and "unknown" name no language."""
    read = parsed.get("language") or {}
    code = read.get("code") or ""
    return code if len(code) == 2 and float(read.get("confidence") or 0.0) >= _SURE_OF_LANGUAGE else None


def _named(intent: Dict[Text, Any]) -> Dict[Text, Any]:
    return {"name": intent.get("name"), "confidence": round(float(intent.get("confidence") or 0.0), 4)}
