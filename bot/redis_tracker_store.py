"""The bot's memory of a conversation: an append-only Redis list of events, one JSON document per event.

A turn costs one read and one write of its own new events, however long the conversation is. Failures are raised,
never papered over: a bot that forgets must say so (the channel answers `tracker_unavailable`).
"""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from itertools import islice
from typing import Any, Dict, Iterable, Optional, Text

import redis.asyncio
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)

_WEEK_SECONDS = 7 * 24 * 3600
_ANSWER_SECONDS = 3600
_WARM_TRACKERS = 500
_STORED = "stored_event_count"

# All or nothing: events go in only behind the events they were computed from, together with the turn's answer.
_APPEND = """
local held = redis.call('LLEN', KEYS[1])
if held ~= tonumber(ARGV[1]) then return -1 end
for i = 5, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
redis.call('EXPIRE', KEYS[1], ARGV[2])
if ARGV[4] ~= '' then redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[3]) end
return held + #ARGV - 4
"""


class TrackerUnavailable(RuntimeError):
    """Redis did not answer; nothing was written that the caller may rely on."""


class TrackerConflict(RuntimeError):
    """Somebody else wrote to this conversation in between; nothing was written."""


class AppendOnlyTrackerStore(TrackerStore):
    """Rasa's tracker store over `RPUSH`. Raises TrackerUnavailable and TrackerConflict."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Text = "redis://127.0.0.1:6379/0",
        event_broker: Optional[EventBroker] = None,
        key_prefix: Text = "warmhand:tracker",
        record_seconds: int = _WEEK_SECONDS,
        socket_seconds: float = 2.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(domain, event_broker, **kwargs)
        self._prefix = key_prefix
        self._seconds = int(record_seconds)
        self._redis = redis.asyncio.Redis.from_url(
            host,
            decode_responses=True,
            socket_timeout=float(socket_seconds),
            socket_connect_timeout=float(socket_seconds),
            # A restarted Redis leaves dead connections behind: the second try opens a new one.
            retry=Retry(ExponentialBackoff(cap=0.2, base=0.05), 2),
            retry_on_error=[RedisConnectionError, RedisTimeoutError],
        )
        self._append = self._redis.register_script(_APPEND)
        # A tracker leaves this shelf while a turn works on it, so a failed turn leaves no half-changed tracker behind.
        self._warm: OrderedDict[str, tuple[Domain, DialogueStateTracker]] = OrderedDict()

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The conversation with all its events, or None when there are none."""
        domain, warm = self._warm.pop(sender_id, (None, None))
        try:
            # Another model has other slots: its domain must read the events anew.
            fits = warm is not None and domain is self.domain
            if fits and await self._redis.llen(self._key(sender_id)) == stored_events(warm):
                return warm
            lines = await self._redis.lrange(self._key(sender_id), 0, -1)
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a read.") from error
        if not lines:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, [json.loads(line) for line in lines], self.domain.slots)
        setattr(tracker, _STORED, len(lines))
        return tracker

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """The same as `retrieve`: sessions never expire here, the desk owns a conversation's life."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new."""
        await self._write(tracker, turn_id=None, answer=None)

    async def save_turn(self, tracker: DialogueStateTracker, turn_id: str, answer: Dict[str, Any]) -> None:
        """Append what is new and remember the turn's answer, both or neither."""
        await self._write(tracker, turn_id=turn_id, answer=answer)

    async def remembered_answer(self, conversation_id: str, turn_id: str) -> Optional[Dict[str, Any]]:
        """The answer already given to this turn within the last hour, if any."""
        try:
            line = await self._redis.get(self._answer_key(conversation_id, turn_id))
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a read.") from error
        return None if line is None else dict(json.loads(line))

    async def keys(self) -> Iterable[Text]:
        """All conversation ids, found by SCAN so that Redis is never blocked."""
        head = f"{self._prefix}:events:"
        try:
            return [key[len(head) :] async for key in self._redis.scan_iter(match=f"{head}*", count=500)]
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a read.") from error

    async def is_reachable(self) -> bool:
        """Whether Redis answers right now."""
        try:
            return bool(await self._redis.ping())
        except RedisError:
            return False

    async def close(self) -> None:
        """Close all connections."""
        await self._redis.close(close_connection_pool=True)

    async def _write(
        self, tracker: DialogueStateTracker, *, turn_id: Optional[str], answer: Optional[Dict[str, Any]]
    ) -> None:
        held = stored_events(tracker)
        lines = [json.dumps(event.as_dict()) for event in islice(tracker.events, held, None)]
        if not lines and answer is None:
            return
        keys = [self._key(tracker.sender_id), self._answer_key(tracker.sender_id, turn_id or "")]
        arguments = [held, self._seconds, _ANSWER_SECONDS, "" if answer is None else json.dumps(answer), *lines]
        try:
            count = int(await self._append(keys=keys, args=arguments))
        except RedisError as error:
            raise TrackerUnavailable("The bot's memory did not answer a write.") from error
        if count < 0:
            raise TrackerConflict(f"Conversation {tracker.sender_id} was written to by somebody else.")
        setattr(tracker, _STORED, count)
        self._keep_warm(tracker)

    def _keep_warm(self, tracker: DialogueStateTracker) -> None:
        self._warm[tracker.sender_id] = (self.domain, tracker)
        self._warm.move_to_end(tracker.sender_id)
        while len(self._warm) > _WARM_TRACKERS:
            self._warm.popitem(last=False)

    def _key(self, conversation_id: str) -> str:
        return f"{self._prefix}:events:{conversation_id}"

    def _answer_key(self, conversation_id: str, turn_id: str) -> str:
        return f"{self._prefix}:answers:{conversation_id}:{turn_id}"


def stored_events(tracker: Optional[DialogueStateTracker]) -> int:
    """How many of the tracker's events Redis already holds."""
    return int(getattr(tracker, _STORED, 0))
