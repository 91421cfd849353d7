"""Keeps a conversation's tracker short: the last turns as they were, everything before them as one state.

Rasa replays every event of a tracker several times in each turn and sends all of them to each action. Handed only a
window, a turn costs the same in the hundredth turn as in the tenth. Pure: events in, events out.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Iterable, List, Mapping, Optional, Sequence

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.conversation_tracker import ConversationTracker


@dataclass(frozen=True)
class WindowLimits:
    """After more than `longest_turns` the window is cut to `kept_turns`: what policies and actions may look back at.

    A single turn may be long (hundreds of lines said while a person had the conversation): beyond `most_events` even
    fewer turns are kept.
    """

    longest_turns: int = 9
    kept_turns: int = 6
    most_events: int = 160


@dataclass(frozen=True)
class Opening:
    """What a conversation had come to after its first `skipped` events, at a moment when the bot was listening.

    `at` is the time of the last event left out, in seconds. `slots` holds every slot that was ever set, also to None:
    policies tell the two apart.
    """

    skipped: int
    at: float
    slots: Mapping[str, Any]
    loop: Optional[str]
    loop_rejected: bool
    paused: bool

    def as_document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_document(cls, document: Any) -> Opening:
        """Raises ValueError when the document is not one of `as_document`."""
        try:
            opening = cls(**document)
        except TypeError as error:
            raise ValueError("not the opening of a conversation") from error
        if not isinstance(opening.skipped, int) or not isinstance(opening.slots, dict):
            raise ValueError("not the opening of a conversation")  # noqa: TRY004 - a document, not an argument
        return opening

    def events(self) -> List[Event]:
        """The state as events. It does not begin as a new conversation does: it must not be greeted like one."""
        events: List[Event] = [ActionExecuted(ACTION_SESSION_START_NAME)]
        events += [SlotSet(name, value) for name, value in self.slots.items()]
        if self.loop is not None:
            events += [ActionExecuted(self.loop), ActiveLoop(self.loop)]
            events += [ActionExecutionRejected(self.loop)] if self.loop_rejected else []
        events += [ConversationPaused()] if self.paused else []
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        for event in events:
            event.timestamp = self.at
        return events


def tracker_of(
    sender_id: str, opening: Optional[Opening], events: Iterable[Event], slots: Sequence[Slot]
) -> DialogueStateTracker:
    """The tracker of a window: the opening, then the events after it."""
    before = opening.events() if opening else []
    return ConversationTracker.from_events(sender_id, [*before, *events], slots)


def later_opening(
    tracker: DialogueStateTracker, opening: Optional[Opening], slots: Sequence[Slot], limits: WindowLimits
) -> Optional[Opening]:
    """Where the window is to begin once it has grown past its limits; None while it is short enough."""
    before = len(opening.events()) if opening else 0
    events = list(islice(tracker.events, before, None))
    moments = [at for at in range(1, len(events) + 1) if _is_listening(events, at)]
    # A turn lies between two such moments.
    if len(moments) - 1 <= limits.longest_turns and len(events) <= limits.most_events:
        return None
    fitting = [at for at in moments[-1 - limits.kept_turns :] if len(events) - at <= limits.most_events]
    if not fitting:
        return None
    # To policies an open form is one long turn: cut before it, unless it has been open for too long.
    free = [at for at in _without_loop(events, opening) if at in moments and at <= fitting[0]]
    if not free and len(moments) - 1 <= 2 * limits.longest_turns and len(events) <= limits.most_events:
        return None
    cut = free[-1] if free and len(events) - free[-1] <= limits.most_events else fitting[0]
    past = tracker_of(tracker.sender_id, opening, events[:cut], slots)
    loop = past.active_loop
    return Opening(
        skipped=(opening.skipped if opening else 0) + cut,
        at=float(events[cut - 1].timestamp),
        slots={name: slot.value for name, slot in past.slots.items() if slot.has_been_set},
        loop=loop.name if loop else None,
        loop_rejected=bool(loop and loop.rejected),
        paused=past.is_paused(),
    )


def _is_listening(events: Sequence[Event], at: int) -> bool:
    """Whether the bot was waiting for the customer between the events before `at` and those from it on."""
    last = events[at - 1]
    listening = isinstance(last, ActionExecuted) and last.action_name == ACTION_LISTEN_NAME
    return listening and (at == len(events) or isinstance(events[at], UserUttered))


def _without_loop(events: Sequence[Event], opening: Optional[Opening]) -> List[int]:
    """The places before which no form is open."""
    places, loop = [], opening.loop if opening else None
    for at, event in enumerate(events, start=1):
        if isinstance(event, ActiveLoop):
            loop = event.name
        if loop is None:
            places.append(at)
    return places
