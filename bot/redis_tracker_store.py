"""The bot's memory of a conversation: an append-only Redis list of events, one JSON document per event.

A turn costs one read and one write of its own new events, however long the conversation is: Rasa is handed a window
of the last turns (`tracker_window`), and what it begins with is stored beside the list. Failures are raised, never
papered over: a bot that forgets must say so (the channel answers `tracker_unavailable` or `tracker_damaged`).
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from itertools import islice
from typing import Any, Awaitable, Callable, Dict, Iterable, List, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from redis.exceptions import RedisError, ResponseError

from bot.conversation_tracker import ConversationTracker
from bot.event_lines import line_of
from bot.gathered_redis import GatheredRedis
from bot.tracker_place import Ahead, Place, ahead, place_of, put
from bot.tracker_scripts import APPEND, READ
from bot.tracker_window import Opening, WindowLimits, later_opening, tracker_of

_WEEK_SECONDS = 7 * 24 * 3600
_ANSWER_SECONDS = 3600
_WARM_TRACKERS = 500


class TrackerUnavailable(RuntimeError):
    """Redis did not answer; nothing was written that the caller may rely on."""


class TrackerConflict(RuntimeError):
    """Somebody else wrote to this conversation in between; nothing was written."""


class TrackerDamaged(RuntimeError):
    """What Redis holds of this conversation cannot be read; the message says where and what to do."""


class AppendOnlyTrackerStore(TrackerStore):
    """Rasa's tracker store over `RPUSH`. Raises TrackerUnavailable, TrackerConflict and TrackerDamaged."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Text = "redis://127.0.0.1:6379/0",
        event_broker: Optional[EventBroker] = None,
        key_prefix: Text = "warmhand:tracker",
        record_seconds: int = _WEEK_SECONDS,
        socket_seconds: float = 2.0,
        limits: Optional[WindowLimits] = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._prefix = key_prefix
        self._seconds = int(record_seconds)
        self._limits = limits or WindowLimits()
        self.redis = GatheredRedis(host, float(socket_seconds))
        # A tracker leaves this shelf while a turn works on it, so a failed turn leaves no half-changed tracker behind.
        self._warm: OrderedDict[str, tuple[Domain, DialogueStateTracker]] = OrderedDict()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The conversation's window: its last turns, on top of what it had come to before. None when it is unknown."""
        warm = self._warm_tracker(sender_id)
        self._warm.pop(sender_id, None)
        if warm is not None and await self._catch_up(warm):
            return warm
        return await self._read_window(sender_id)

    def look_ahead(self, conversation_id: str, turn_id: str) -> None:
        """Ask for what a turn begins with. To be called where nothing can be written to the conversation any more."""
        key, warm = self._answer_key(conversation_id, turn_id), self._warm_tracker(conversation_id)
        place = place_of(warm) if warm else None
        answer = self.redis.send("GET", key)
        window = asyncio.ensure_future(self._asked_window(conversation_id, place))
        ahead.set(Ahead(conversation_id, key, answer, place, window))

    def init_tracker(self, sender_id: Text) -> DialogueStateTracker:
        """The tracker of a conversation that begins."""
        return ConversationTracker(sender_id, self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """Every event there is. Costs as much as the conversation is long: not for turns."""
        lines = await self._asked("read", conversation_id, self.redis.send("LRANGE", self._key(conversation_id), 0, -1))
        if not lines:
            return None
        return self._tracker(conversation_id, None, lines)

    async def exists(self, conversation_id: Text) -> bool:
        """Whether anything is remembered of the conversation."""
        return bool(await self._asked("read", conversation_id, self.redis.send("EXISTS", self._key(conversation_id))))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new."""
        await self._write(tracker, turn_id=None, answer=None, then=None)

    async def save_turn(
        self,
        tracker: DialogueStateTracker,
        turn_id: str,
        answer: Dict[str, Any],
        then: Optional[Callable[[], None]] = None,
    ) -> None:
        """Append what is new and remember the turn's answer, both or neither. `then` gives what travels behind it."""
        await self._write(tracker, turn_id=turn_id, answer=answer, then=then)

    async def remembered_answer(self, conversation_id: str, turn_id: str) -> Optional[Dict[str, Any]]:
        """The answer already given to this turn within the last hour, if any."""
        key = self._answer_key(conversation_id, turn_id)
        begun = ahead.get()
        asked = begun.answer if begun and begun.answer_key == key else self.redis.send("GET", key)
        line = await self._asked("read", conversation_id, asked)
        try:
            return None if line is None else dict(json.loads(line))
        except (ValueError, TypeError) as error:
            raise TrackerDamaged(f"The answer kept under {key} cannot be read. Remedy: DEL {key}") from error

    async def keys(self) -> Iterable[Text]:
        """All conversation ids, found by SCAN so that Redis is never blocked."""
        head = f"{self._prefix}:events:"
        try:
            found = [key async for key in self.redis.client.scan_iter(match=f"{head}*", count=500)]
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a read.") from error
        return [key.decode("utf-8", "replace")[len(head) :] for key in found]

    async def is_reachable(self) -> bool:
        """Whether Redis answers right now."""
        try:
            return bool(await self.redis.send("PING"))
        except RedisError:
            return False

    async def close(self) -> None:
        """Close all connections."""
        await self.redis.close()

    async def _catch_up(self, tracker: DialogueStateTracker) -> bool:
        """Put on the tracker what other processes wrote since. False when its past is no longer what Redis holds."""
        place, conversation_id = place_of(tracker), tracker.sender_id
        tail = await self._asked("read", conversation_id, self._window(conversation_id, place))
        if not tail or tail[0] != place.last:
            return False
        for event in self._events(conversation_id, tail[1:], first=place.stored):
            tracker.update(event)
        stored = place.stored + len(tail) - 1
        put(tracker, Place(place.opening, stored, len(tracker.events), tail[-1]))
        return True

    async def _read_window(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        answer = await self._asked("read", conversation_id, self._window(conversation_id, None))
        document, held, lines = (*answer, None, None, None)[:3]
        opening = None if document is None else self._opening(conversation_id, document)
        if opening is not None and (held is None or held < opening.skipped):
            raise self._damaged(conversation_id, "events are missing")
        if not held:
            return None
        return self._tracker(conversation_id, opening, lines or [])

    def _window(self, conversation_id: str, place: Optional[Place]) -> Awaitable[Any]:
        """Ask for what is stored from a place on, or else for the whole window; it may have been asked for ahead."""
        begun = ahead.get()
        if begun and begun.conversation_id == conversation_id and begun.place is place:
            ahead.set(None)
            return begun.window
        return self._asked_window(conversation_id, place)

    def _asked_window(self, conversation_id: str, place: Optional[Place]) -> Awaitable[Any]:
        key = self._key(conversation_id)
        if place is not None:
            return self.redis.send("LRANGE", key, place.stored - 1, -1)
        return self.redis.run(READ, [key, self._opening_key(conversation_id)])

    def _warm_tracker(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        domain, warm = self._warm.get(conversation_id, (None, None))
        # Another model has other slots: its domain must read the events anew.
        return warm if domain is self.domain else None

    def _tracker(self, conversation_id: str, opening: Optional[Opening], lines: List[bytes]) -> DialogueStateTracker:
        skipped = opening.skipped if opening else 0
        events = self._events(conversation_id, lines, first=skipped)
        tracker = tracker_of(conversation_id, opening, events, self.domain.slots)
        last = lines[-1] if lines else b""
        put(tracker, Place(opening, skipped + len(lines), len(tracker.events), last))
        return tracker

    def _events(self, conversation_id: str, lines: List[bytes], *, first: int) -> List[Event]:
        """Raises TrackerDamaged; Rasa itself would leave out what it cannot read."""
        events = []
        for number, line in enumerate(lines, start=first):
            try:
                event = Event.from_parameters(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise self._damaged(conversation_id, f"entry {number} is not an event") from error
            if event is None:
                raise self._damaged(conversation_id, f"entry {number} is of no known kind")
            events.append(event)
        return events

    def _opening(self, conversation_id: str, document: bytes) -> Opening:
        try:
            return Opening.from_document(json.loads(document))
        except ValueError as error:
            raise self._damaged(conversation_id, "its opening is not readable") from error

    def _damaged(self, conversation_id: str, what: str) -> TrackerDamaged:
        events, opening = self._key(conversation_id), self._opening_key(conversation_id)
        return TrackerDamaged(
            f"The bot's memory of conversation {conversation_id} is damaged: {what}. Remedy: in Redis, "
            f"DEL {events} {opening}. The bot then begins this conversation anew; the desk's record is not touched."
        )

    async def _asked(self, what: str, conversation_id: str, call: Awaitable[Any]) -> Any:
        """Redis's answer, its failures in our words."""
        try:
            return await call
        except RedisError as error:
            if isinstance(error, ResponseError) and "WRONGTYPE" in str(error):
                raise self._damaged(conversation_id, "Redis holds something else under its keys") from error
            raise TrackerUnavailable(f"The bot's memory did not answer a {what}.") from error

    async def _write(
        self,
        tracker: DialogueStateTracker,
        *,
        turn_id: Optional[str],
        answer: Optional[Dict[str, Any]],
        then: Optional[Callable[[], None]],
    ) -> None:
        place = place_of(tracker)
        lines = [line_of(event).encode() for event in islice(tracker.events, place.in_window, None)]
        if not lines and answer is None:
            return
        later = later_opening(tracker, place.opening, self.domain.slots, self._limits)
        keys = [
            self._key(tracker.sender_id),
            self._answer_key(tracker.sender_id, turn_id or ""),
            self._opening_key(tracker.sender_id),
        ]
        remembered = "" if answer is None else json.dumps(answer)
        begins = "" if later is None else json.dumps(later.as_document())
        arguments = [place.stored, self._seconds, _ANSWER_SECONDS, remembered, begins, *lines]
        appended = self.redis.run(APPEND, keys, arguments)
        if then is not None:
            then()
        count = int(await self._asked("write", tracker.sender_id, appended))
        if count < 0:
            raise TrackerConflict(f"Conversation {tracker.sender_id} was written to by somebody else.")
        put(tracker, Place(place.opening, count, len(tracker.events), lines[-1] if lines else place.last))
        self._keep_warm(tracker if later is None else self._begun_later(tracker, later))

    def _begun_later(self, tracker: DialogueStateTracker, opening: Opening) -> DialogueStateTracker:
        """The same conversation in a shorter window; the caller's tracker stays as it is."""
        place = place_of(tracker)
        recent = place.stored - opening.skipped
        events = list(tracker.events)[len(tracker.events) - recent :]
        shorter = tracker_of(tracker.sender_id, opening, events, self.domain.slots)
        put(shorter, Place(opening, place.stored, len(shorter.events), place.last))
        return shorter

    def _keep_warm(self, tracker: DialogueStateTracker) -> None:
        self._warm[tracker.sender_id] = (self.domain, tracker)
        self._warm.move_to_end(tracker.sender_id)
        while len(self._warm) > _WARM_TRACKERS:
            self._warm.popitem(last=False)

    def _key(self, conversation_id: str) -> str:
        return f"{self._prefix}:events:{conversation_id}"

    def _opening_key(self, conversation_id: str) -> str:
        return f"{self._prefix}:opening:{conversation_id}"

    def _answer_key(self, conversation_id: str, turn_id: str) -> str:
        return f"{self._prefix}:answers:{conversation_id}:{turn_id}"
