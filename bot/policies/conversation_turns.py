"""Reads a Rasa tracker as a list of customer turns, from the last handoff or hand-back on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any, Iterable, Reversible

from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.customer_turn import CustomerTurn, Encode, with_likeness

HAND_OVER, OFFER = "action_hand_over", "action_offer_agent"
# Honest, but no answer.
MISSES = frozenset({"action_miss", "utter_out_of_scope"})
DECISION_SLOT = "handoff_decision"
# Texts said while a person had the conversation are kept in the tracker, marked so that the bot does not act on them.
HUMAN_STRETCH = "human_stretch"
REQUEST_AGENT = "desk:request_agent"
_FORM_SLOTS = frozenset({"order_number", "email", "return_reason"})
# Older turns weigh nothing in the decision; reading them would make long conversations slower.
_MOST_TURNS = 8


def turns_since_handoff(tracker: DialogueStateTracker, encode: Encode | None = None) -> list[CustomerTurn]:
    """The last of the customer's turns the bot is answerable for, oldest first; `encode` gives the likeness."""
    return turns_of(tracker.events, encode)


def turns_of(events: Reversible[Event], encode: Encode | None = None) -> list[CustomerTurn]:
    """Like `turns_since_handoff`, from bare events."""
    turns: list[CustomerTurn] = []
    said_at: list[float | None] = []
    places: list[int | None] = []
    for event in _recent(events):
        if isinstance(event, UserUttered):
            turns.append(_turn(event))
            said_at.append(event.timestamp)
            places.append((event.metadata or {}).get("seq"))
        elif turns:
            turns[-1] = _with(turns[-1], event)
    turns = [replace(turn, waited_s=_seconds(said_at[i - 1 : i + 1])) for i, turn in enumerate(turns)]
    turns = _joined(turns, places)
    return turns if encode is None else with_likeness(turns, encode)


def _joined(turns: list[CustomerTurn], places: list[int | None]) -> list[CustomerTurn]:
    """Messages written in a row are one turn: the second was sent before the reply to the first could be read.

    The desk numbers every line of a conversation, replies too; a sender that numbers only the customer's lines leaves
    no gap anywhere, and tells nothing.
    """
    steps = [after - before if before is not None and after is not None else 0 for before, after in pairwise(places)]
    if not any(step > 1 for step in steps):
        return turns
    joined = turns[:1]
    for turn, step in zip(turns[1:], steps, strict=True):
        if step == 1:
            joined[-1] = joined[-1].followed_by(turn)
        else:
            joined.append(turn)
    return joined


def _recent(events: Reversible[Event]) -> Iterable[Event]:
    """The events of the last turns, in order, without what a person was told."""
    found: list[Event] = []
    count = 0
    for event in reversed(events):
        if _closes_the_stretch(event):
            break
        if isinstance(event, UserUttered):
            if (event.metadata or {}).get(HUMAN_STRETCH):
                continue
            count += 1
        found.append(event)
        if count == _MOST_TURNS:
            break
    return reversed(found)


def _closes_the_stretch(event: Event) -> bool:
    handed_over = isinstance(event, ActionExecuted) and event.action_name == HAND_OVER
    handed_back = isinstance(event, SlotSet) and event.key == DECISION_SLOT and event.value is None
    return handed_over or handed_back


def _turn(event: UserUttered) -> CustomerTurn:
    return turn_of_parse(event.text or "", event.parse_data or {}, event.intent)


def turn_of_parse(text: str, parsed: Any, intent: Any) -> CustomerTurn:
    """What the components read in a message. Marks may be missing: a command is not read by them."""
    mark, language = parsed.get("frustration") or {}, parsed.get("language") or {}
    return CustomerTurn(
        text=text,
        intent=intent.get("name") or "",
        confidence=float(intent.get("confidence") or 0.0),
        cues=dict(parsed.get("cues") or {}),
        displeasure_reasons=tuple(mark.get("reasons") or ()),
        language=language.get("code") or "",
        language_confidence=float(language.get("confidence") or 0.0),
    )


def _seconds(times: list[float | None]) -> float | None:
    if len(times) < 2 or times[0] is None or times[1] is None:
        return None
    return times[1] - times[0]


def _with(turn: CustomerTurn, event: Event) -> CustomerTurn:
    if isinstance(event, ActionExecuted):
        if event.action_name in MISSES:
            return replace(turn, missed=True)
        if event.action_name == OFFER:
            return replace(turn, offered_person=True)
    elif isinstance(event, SlotSet) and event.key in _FORM_SLOTS and event.value is not None:
        return replace(turn, filled_slot=True)
    elif isinstance(event, BotUttered):
        turn = turn.answered(event.text or "")
        buttons = (event.data or {}).get("buttons") or []
        if any(button.get("payload") == REQUEST_AGENT for button in buttons):
            return replace(turn, offered_person=True)
    return turn
