"""Rasa's tracker, which remembers how far it has replayed its own events.

Rasa replays a conversation from its first event for each copy of a tracker and for each prediction, several times a
turn. Here a copy is a copy, and a prediction replays what was said since the customer's last message.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Text

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

_REWRITING = (ActionReverted, UserUtteranceReverted)


@dataclass
class _Replay:
    """The states of a conversation up to a message of the customer, and the tracker to go on with from there."""

    domain: Domain
    tracker: DialogueStateTracker
    events: List[Event] = field(default_factory=list)
    states: List[State] = field(default_factory=list)


class ConversationTracker(DialogueStateTracker):
    """Gives what `DialogueStateTracker` gives; events are never taken out of it or put between others."""

    _replay: Optional[_Replay] = None

    def copy(self) -> DialogueStateTracker:
        if any(isinstance(event, _REWRITING) for event in self.events):
            return super().copy()
        twin = _bare(self)
        twin.events = copy.copy(self.events)
        # What was said last is kept, but an action that was asked for and is being run now is asked for again.
        twin.followup_action = _asked_for(self)
        return twin

    def past_states(
        self,
        domain: Domain,
        omit_unset_slots: bool = False,
        ignore_rule_only_turns: bool = False,
        rule_only_data: Optional[Dict[Text, Any]] = None,
    ) -> List[State]:
        if omit_unset_slots or ignore_rule_only_turns:
            return super().past_states(domain, omit_unset_slots, ignore_rule_only_turns, rule_only_data)
        events = self.applied_events()
        replay = self._replay_until_message(domain, events)
        states = [{part: dict(values) for part, values in state.items()} for state in replay.states]
        tracker = _bare(replay.tracker)
        _go_on(tracker, domain, events[len(replay.events) :], states)
        return [*states, domain._clean_state(domain.get_active_state(tracker))]  # noqa: SLF001 - as Rasa does

    def _replay_until_message(self, domain: Domain, events: List[Event]) -> _Replay:
        """Up to the last message: what came before it does not change any more."""
        replay = self._replay
        if replay is None or replay.domain is not domain or not _begins_with(events, replay.events):
            replay = self._replay = _Replay(domain, self.init_copy())
        done = len(replay.events)
        until = next((at for at in range(len(events) - 1, done - 1, -1) if isinstance(events[at], UserUttered)), done)
        if until > done:
            _go_on(replay.tracker, domain, events[done:until], replay.states)
            replay.events = events[:until]
        return replay


def _go_on(tracker: DialogueStateTracker, domain: Domain, events: List[Event], states: List[State]) -> None:
    """Apply events, and add the state before each action to `states`."""
    for event in events:
        if isinstance(event, ActionExecuted):
            states.append(domain._clean_state(domain.get_active_state(tracker)))  # noqa: SLF001 - as Rasa does
        event.apply_to(tracker)


def _begins_with(events: List[Event], first: List[Event]) -> bool:
    return len(events) >= len(first) and all(map(_is_same, events, first))


def _is_same(one: Event, other: Event) -> bool:
    return one is other


def _bare(tracker: DialogueStateTracker) -> ConversationTracker:
    """A tracker in the same state, without events."""
    twin = ConversationTracker(tracker.sender_id, (), tracker._max_event_history)  # noqa: SLF001 - copied as a whole
    twin.is_rule_tracker = tracker.is_rule_tracker
    twin.slots = {name: copy.copy(slot) for name, slot in tracker.slots.items()}
    twin._paused = tracker._paused  # noqa: SLF001
    twin.followup_action = tracker.followup_action
    twin.latest_action = tracker.latest_action
    twin.latest_message = tracker.latest_message
    twin.latest_bot_utterance = tracker.latest_bot_utterance
    twin.active_loop = copy.copy(tracker.active_loop)
    return twin


def _asked_for(tracker: DialogueStateTracker) -> Optional[Text]:
    """The action that the events ask for, whether or not somebody has begun with it."""
    for event in reversed(tracker.events):
        if isinstance(event, (ActionExecuted, UserUttered)):
            return None
        if isinstance(event, FollowupAction):
            return event.action_name
        if isinstance(event, Restarted):
            return ACTION_SESSION_START_NAME
        if isinstance(event, SessionStarted):
            break
    return ACTION_LISTEN_NAME
