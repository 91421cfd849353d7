"""The bot's memory of a conversation: an append-only Redis list of events, one JSON document per event.

A turn costs one read and one write of its own new events, however long the conversation is: Rasa is handed a window
of the last turns (`tracker_window`), and what it begins with is stored beside the list. Failures are raised, never
papered over: a bot that forgets must say so (the channel answers `tracker_unavailable` or `tracker_damaged`).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import Any, Awaitable, Dict, Iterable, List, Optional, Text

import redis.asyncio
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from bot.conversation_tracker import ConversationTracker
from bot.event_lines import line_of
from bot.tracker_window import Opening, WindowLimits, later_opening, tracker_of

_WEEK_SECONDS = 7 * 24 * 3600
_ANSWER_SECONDS = 3600
_WARM_TRACKERS = 500
_PLACE = "place_in_redis"

# The opening and the events after it, of one moment.
_READ = """
local opening = redis.call('GET', KEYS[2])
local skipped = 0
if opening then
  local readable, document = pcall(cjson.decode, opening)
  if not readable or type(document) ~= 'table' or type(document['skipped']) ~= 'number' then return {opening} end
  skipped = document['skipped']
end
return {opening, redis.call('LLEN', KEYS[1]), redis.call('LRANGE', KEYS[1], skipped, -1)}
"""

# All or nothing: events go in only behind the events they were computed from, together with the turn's answer.
_APPEND = """
local held = redis.call('LLEN', KEYS[1])
if held ~= tonumber(ARGV[1]) then return -1 end
for i = 6, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[3]) end
if ARGV[5] ~= '' then redis.call('SET', KEYS[3], ARGV[5]) end
redis.call('EXPIRE', KEYS[3], ARGV[2])
return held + #ARGV - 5
"""


class TrackerUnavailable(RuntimeError):
    """Redis did not answer; nothing was written that the caller may rely on."""


class TrackerConflict(RuntimeError):
    """Somebody else wrote to this conversation in between; nothing was written."""


class TrackerDamaged(RuntimeError):
    """What Redis holds of this conversation cannot be read; the message says where and what to do."""


@dataclass(frozen=True)
class _Place:
    """Where a tracker stands: what it begins with, and what of it Redis held when it was read or saved last.

    `last` is the last stored entry: finding it again at its number tells that the list is still the same one.
    """

    opening: Optional[Opening]
    stored: int
    in_window: int
    last: bytes


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
        self._redis = redis.asyncio.Redis.from_url(
            host,
            socket_timeout=float(socket_seconds),
            socket_connect_timeout=float(socket_seconds),
            # A restarted Redis leaves dead connections behind: the second try opens a new one.
            retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
            retry_on_error=[RedisConnectionError, RedisTimeoutError],
        )
        self._read = self._redis.register_script(_READ)
        self._append = self._redis.register_script(_APPEND)
        # A tracker leaves this shelf while a turn works on it, so a failed turn leaves no half-changed tracker behind.
        self._warm: OrderedDict[str, tuple[Domain, DialogueStateTracker]] = OrderedDict()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The conversation's window: its last turns, on top of what it had come to before. None when it is unknown."""
        domain, warm = self._warm.pop(sender_id, (None, None))
        # Another model has other slots: its domain must read the events anew.
        if warm is not None and domain is self.domain and await self._catch_up(warm):
            return warm
        return await self._read_window(sender_id)

    def init_tracker(self, sender_id: Text) -> DialogueStateTracker:
        """The tracker of a conversation that begins."""
        return ConversationTracker(sender_id, self.domain.slots)

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """Every event there is. Costs as much as the conversation is long: not for turns."""
        lines = await self._asked("read", conversation_id, self._redis.lrange(self._key(conversation_id), 0, -1))
        if not lines:
            return None
        return self._tracker(conversation_id, None, lines)

    async def exists(self, conversation_id: Text) -> bool:
        """Whether anything is remembered of the conversation."""
        return bool(await self._asked("read", conversation_id, self._redis.exists(self._key(conversation_id))))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new."""
        await self._write(tracker, turn_id=None, answer=None)

    async def save_turn(self, tracker: DialogueStateTracker, turn_id: str, answer: Dict[str, Any]) -> None:
        """Append what is new and remember the turn's answer, both or neither."""
        await self._write(tracker, turn_id=turn_id, answer=answer)

    async def remembered_answer(self, conversation_id: str, turn_id: str) -> Optional[Dict[str, Any]]:
        """The answer already given to this turn within the last hour, if any."""
        key = self._answer_key(conversation_id, turn_id)
        line = await self._asked("read", conversation_id, self._redis.get(key))
        try:
            return None if line is None else dict(json.loads(line))
        except (ValueError, TypeError) as error:
            raise TrackerDamaged(f"The answer kept under {key} cannot be read. Remedy: DEL {key}") from error

    async def keys(self) -> Iterable[Text]:
        """All conversation ids, found by SCAN so that Redis is never blocked."""
        head = f"{self._prefix}:events:"
        try:
            found = [key async for key in self._redis.scan_iter(match=f"{head}*", count=500)]
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a read.") from error
        return [key.decode("utf-8", "replace")[len(head) :] for key in found]

    async def is_reachable(self) -> bool:
        """Whether Redis answers right now."""
        try:
            return bool(await self._redis.ping())
        except RedisError:
            return False

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.close(close_connection_pool=True)

    async def _catch_up(self, tracker: DialogueStateTracker) -> bool:
        """Put on the tracker what other processes wrote since. False when its past is no longer what Redis holds."""
        place, conversation_id = _place_of(tracker), tracker.sender_id
        tail = await self._asked(
            "read", conversation_id, self._redis.lrange(self._key(conversation_id), place.stored - 1, -1)
        )
        if not tail or tail[0] != place.last:
            return False
        for event in self._events(conversation_id, tail[1:], first=place.stored):
            tracker.update(event)
        stored = place.stored + len(tail) - 1
        setattr(tracker, _PLACE, _Place(place.opening, stored, len(tracker.events), tail[-1]))
        return True

    async def _read_window(self, conversation_id: str) -> Optional[DialogueStateTracker]:
        keys = [self._key(conversation_id), self._opening_key(conversation_id)]
        answer = await self._asked("read", conversation_id, self._read(keys=keys))
        document, held, lines = (*answer, None, None, None)[:3]
        opening = None if document is None else self._opening(conversation_id, document)
        if opening is not None and (held is None or held < opening.skipped):
            raise self._damaged(conversation_id, "events are missing")
        if not held:
            return None
        return self._tracker(conversation_id, opening, lines or [])

    def _tracker(self, conversation_id: str, opening: Optional[Opening], lines: List[bytes]) -> DialogueStateTracker:
        skipped = opening.skipped if opening else 0
        events = self._events(conversation_id, lines, first=skipped)
        tracker = tracker_of(conversation_id, opening, events, self.domain.slots)
        last = lines[-1] if lines else b""
        setattr(tracker, _PLACE, _Place(opening, skipped + len(lines), len(tracker.events), last))
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
        self, tracker: DialogueStateTracker, *, turn_id: Optional[str], answer: Optional[Dict[str, Any]]
    ) -> None:
        place = _place_of(tracker)
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
        count = int(await self._asked("write", tracker.sender_id, self._append(keys=keys, args=arguments)))
        if count < 0:
            raise TrackerConflict(f"Conversation {tracker.sender_id} was written to by somebody else.")
        setattr(tracker, _PLACE, _Place(place.opening, count, len(tracker.events), lines[-1] if lines else place.last))
        self._keep_warm(tracker if later is None else self._begun_later(tracker, later))

    def _begun_later(self, tracker: DialogueStateTracker, opening: Opening) -> DialogueStateTracker:
        """The same conversation in a shorter window; the caller's tracker stays as it is."""
        place = _place_of(tracker)
        recent = place.stored - opening.skipped
        events = list(tracker.events)[len(tracker.events) - recent :]
        shorter = tracker_of(tracker.sender_id, opening, events, self.domain.slots)
        setattr(shorter, _PLACE, _Place(opening, place.stored, len(shorter.events), place.last))
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


def _place_of(tracker: DialogueStateTracker) -> _Place:
    """Of a tracker that was never stored: the very beginning."""
    place: _Place = getattr(tracker, _PLACE, _Place(None, 0, 0, b""))
    return place
