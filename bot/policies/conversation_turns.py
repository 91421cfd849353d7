"""Reads a Rasa tracker as a list of customer turns, from the last handoff or hand-back on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Iterable

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.handoff_decision import CustomerTurn

HAND_OVER, OFFER = "action_hand_over", "action_offer_agent"
# Honest, but no answer.
MISSES = frozenset({"action_miss", "utter_out_of_scope"})
DECISION_SLOT = "handoff_decision"
# Texts said while a person had the conversation are kept in the tracker, marked so that the bot does not act on them.
HUMAN_STRETCH = "human_stretch"
REQUEST_AGENT = "desk:request_agent"
_FORM_SLOTS = frozenset({"order_number", "email"})


def turns_since_handoff(tracker: DialogueStateTracker) -> list[CustomerTurn]:
    """The customer's turns the bot is answerable for, oldest first."""
    return turns_of(tracker.events)


def turns_of(events: Iterable[Event]) -> list[CustomerTurn]:
    """Like `turns_since_handoff`, from bare events."""
    turns: list[CustomerTurn] = []
    for event in events:
        if isinstance(event, UserUttered):
            if not (event.metadata or {}).get(HUMAN_STRETCH):
                turns.append(_turn(event))
        elif _closes_the_stretch(event):
            turns = []
        elif turns:
            turns[-1] = _with(turns[-1], event)
    return turns


def _closes_the_stretch(event: Event) -> bool:
    handed_over = isinstance(event, ActionExecuted) and event.action_name == HAND_OVER
    handed_back = isinstance(event, SlotSet) and event.key == DECISION_SLOT and event.value is None
    return handed_over or handed_back


def _turn(event: UserUttered) -> CustomerTurn:
    mark: dict[str, Any] = (event.parse_data or {}).get("frustration") or {}
    return CustomerTurn(
        text=event.text or "",
        intent=event.intent.get("name") or "",
        confidence=float(event.intent.get("confidence") or 0.0),
        displeasure=float(mark.get("score") or 0.0),
        displeasure_reasons=tuple(mark.get("reasons") or ()),
    )


def _with(turn: CustomerTurn, event: Event) -> CustomerTurn:
    if isinstance(event, ActionExecuted):
        if event.action_name in MISSES:
            return replace(turn, missed=True)
        if event.action_name == OFFER:
            return replace(turn, offered_person=True)
    elif isinstance(event, SlotSet) and event.key in _FORM_SLOTS and event.value is not None:
        return replace(turn, filled_slot=True)
    elif isinstance(event, BotUttered):
        buttons = (event.data or {}).get("buttons") or []
        if any(button.get("payload") == REQUEST_AGENT for button in buttons):
            return replace(turn, offered_person=True)
    return turn
