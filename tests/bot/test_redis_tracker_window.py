"""A tracker kept short says the same as the whole one, and costs the same in the hundredth turn as in the tenth."""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    AgentUttered,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_window import Opening, WindowLimits, later_opening, tracker_of

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet, track]
entities: [number]
slots:
  number: {type: text, mappings: [{type: custom}]}
  wish: {type: categorical, values: [track, cancel], mappings: [{type: custom}]}
forms:
  order_form: {required_slots: [number]}
actions: [action_track, action_miss]
"""
)
LIMITS = WindowLimits(longest_turns=4, kept_turns=2, most_events=60)


@pytest.fixture
def prefix() -> str:
    return f"test:{uuid.uuid4().hex}"


def run(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(work())


def some_turn(chance: random.Random, number: int, *, in_form: bool) -> tuple[list[Event], bool]:
    """One turn as Rasa would log it, and whether the form is open after it."""
    events: list[Event] = [
        UserUttered(f"turn {number}", {"name": chance.choice(["greet", "track"]), "confidence": 1.0})
    ]
    if chance.random() < 0.4:
        events.append(SlotSet("wish", chance.choice(["track", "cancel", None])))
    if in_form and chance.random() < 0.4:
        events += [ActionExecutionRejected("order_form"), ActionExecuted("action_miss"), BotUttered("Pardon?")]
    elif in_form and chance.random() < 0.5:
        events += [ActionExecuted("order_form"), SlotSet("number", str(number)), ActiveLoop(None)]
        events += [ActionExecuted("action_track"), BotUttered("On its way.")]
        in_form = False
    elif in_form:
        events += [ActionExecuted("order_form"), BotUttered("Which one?")]
    elif chance.random() < 0.4:
        events += [ActionExecuted("order_form"), ActiveLoop("order_form"), SlotSet("requested_slot", "number")]
        in_form = True
    else:
        events += [ActionExecuted("action_track"), BotUttered("Here it is.")]
    return [*events, ActionExecuted("action_listen")], in_form


def opening_states(opening: Opening | None) -> int:
    """How many of a window's states come from what it begins with."""
    return len(tracker_of("c_1", opening, [], DOMAIN.slots).past_states(DOMAIN)) - 1 if opening else 0


def states(tracker: DialogueStateTracker, number: int, opening: Opening | None) -> list[Any]:
    """The last states policies read. Cut inside a form, all of them, but not whose message opened the form."""
    last = tracker.past_states(DOMAIN)[-number:]
    cut_inside = opening is not None and opening.loop is not None
    return [{name: part for name, part in state.items() if name != "user"} for state in last] if cut_inside else last


def put(tracker: DialogueStateTracker, events: list[Event]) -> None:
    for event in events:
        tracker.update(event)


@pytest.mark.parametrize("seed", range(25))
def test_a_window_says_the_same_as_the_whole(seed: int) -> None:
    """Slots, form, last message and the states policies read agree after every turn, however often it was cut."""
    chance, in_form = random.Random(seed), False
    whole = DialogueStateTracker("c_1", DOMAIN.slots)
    window = DialogueStateTracker("c_1", DOMAIN.slots)
    opening, cuts = None, 0
    put(whole, [ActionExecuted("action_listen")])
    put(window, [ActionExecuted("action_listen")])
    for number in range(40):
        turn, in_form = some_turn(chance, number, in_form=in_form)
        put(whole, turn)
        put(window, turn)
        assert window.current_slot_values() == whole.current_slot_values()
        assert {name: slot.has_been_set for name, slot in window.slots.items()} == {
            name: slot.has_been_set for name, slot in whole.slots.items()
        }
        assert window.active_loop_name == whole.active_loop_name
        assert window.is_active_loop_rejected == whole.is_active_loop_rejected
        assert window.latest_action_name == whole.latest_action_name
        assert window.latest_message == whole.latest_message
        assert window.copy().current_slot_values() == whole.current_slot_values()
        own = len(window.past_states(DOMAIN)) - opening_states(opening)
        assert own >= 3
        assert states(window, own, opening) == states(whole, own, opening)
        later = later_opening(window, opening, DOMAIN.slots, LIMITS)
        if later is not None:
            opening, cuts = Opening.from_document(json.loads(json.dumps(later.as_document()))), cuts + 1
            window = tracker_of("c_1", opening, list(whole.events)[opening.skipped :], DOMAIN.slots)
    assert cuts > 5
    assert len(window.events) < len(whole.events) / 3


def test_a_window_is_no_new_conversation() -> None:
    """What it begins with is not the beginning of a conversation, so no rule for newcomers fits."""
    opening = Opening(skipped=9, at=1.0, slots={}, loop=None, loop_rejected=False, paused=False)
    states = tracker_of("c_1", opening, [], DOMAIN.slots).past_states(DOMAIN)
    assert [state["prev_action"]["action_name"] for state in states if "prev_action" in state] == [
        "action_session_start",
        "action_listen",
    ]


def test_a_long_human_stretch_is_left_behind() -> None:
    """Hundreds of lines said while a person had the conversation are not carried through the turns after it."""
    tracker = DialogueStateTracker("c_1", DOMAIN.slots)
    put(tracker, [ActionExecuted("action_listen"), UserUttered("hi"), ActionExecuted("action_listen")])
    put(tracker, [AgentUttered(f"line {number}") for number in range(100)])
    put(tracker, [SlotSet("wish", None), ActionExecuted("action_listen")])
    opening = later_opening(tracker, None, DOMAIN.slots, LIMITS)
    assert opening is not None
    assert opening.skipped == len(tracker.events)
    assert opening.slots == {"wish": None}


def test_there_is_no_cut_in_the_middle_of_a_turn() -> None:
    """Without a moment at which the bot listens, the window stays as it is."""
    tracker = DialogueStateTracker("c_1", DOMAIN.slots)
    put(tracker, [UserUttered(f"turn {number}") for number in range(80)])
    assert later_opening(tracker, None, DOMAIN.slots, LIMITS) is None


@pytest.mark.parametrize(
    "document",
    [
        None, [], {}, {"skipped": 1},
        {"skipped": "1", "at": 0, "slots": {}, "loop": None, "loop_rejected": False, "paused": False},
    ],
)  # fmt: skip
def test_an_opening_is_read_strictly(document: Any) -> None:
    """Anything else than what was written is an error."""
    with pytest.raises(ValueError, match="opening"):
        Opening.from_document(document)
