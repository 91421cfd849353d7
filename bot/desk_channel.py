"""The only way into the bot: the desk speaks to Rasa here, on loopback, with a shared secret (docs/wire.md §2)."""

from __future__ import annotations

import hmac
import logging
from contextlib import AbstractAsyncContextManager
from typing import Any, Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.events import ActionExecuted, ActiveLoop, AgentUttered, Event, SlotSet, UserUttered
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.desk_messages import BadRequest, DeskTurn, HandBack, parse_hand_back, parse_question, parse_text, parse_turn
from bot.lean_rasa import make_lean
from bot.message_reader import MessageReading
from bot.nlu.encoder_model import load_encoder
from bot.policies.conversation_turns import DECISION_SLOT, HUMAN_STRETCH, turns_since_handoff
from bot.policies.handoff_explained import explain as explain_handoff
from bot.policies.handoff_explained import thresholds_of
from bot.redis_lock_store import HeldLock, LockUnavailable, RedisLockStore
from bot.redis_tracker_store import AppendOnlyTrackerStore, TrackerConflict, TrackerDamaged, TrackerUnavailable
from bot.settings import read_settings
from bot.turn_report import DeskOutput, handoff_of, reading_of, understanding_of

logger = logging.getLogger(__name__)

_WISH_SLOTS = (
    "order_wish",
    "order_number",
    "pending_confirmation",
    "return_reason",
    "order_code",
    "guest_proof",
    DECISION_SLOT,
    REQUESTED_SLOT,
)
_SHORTEST_SECRET = 16


class NotReady(Exception):
    """No model is loaded."""


class NoAnswer(Exception):
    """The turn produced neither a reply nor a handoff."""


class DeskChannel(InputChannel):
    """Takes turns and hand-backs from the desk and answers with replies and with what was understood."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode("utf-8")

    @classmethod
    def name(cls) -> Text:
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        """Raises RasaException at start when the secret is missing, left unfilled or too short."""
        secret = (credentials or {}).get("secret")
        if not isinstance(secret, str) or len(secret) < _SHORTEST_SECRET or secret.startswith("${"):
            raise RasaException(
                f"Set WARMHAND_BOT_SECRET to at least {_SHORTEST_SECRET} characters: the desk proves itself with it."
            )
        return cls(secret)

    def get_output_channel(self) -> Optional[OutputChannel]:
        """Nothing is sent without a turn to answer."""
        return None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("desk_channel")

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._answer(request, lambda: self._turn(request.app, parse_turn(request.body)))

        @routes.post("/handback")
        async def handback(request: Request) -> HTTPResponse:
            return await self._answer(request, lambda: self._hand_back(request.app, parse_hand_back(request.body)))

        @routes.post("/parse")
        async def parse(request: Request) -> HTTPResponse:
            return await self._answer(request, lambda: self._parse(request.app, parse_text(request.body)))

        @routes.post("/explain")
        async def explain(request: Request) -> HTTPResponse:
            return await self._answer(request, lambda: self._explain(request.app, parse_question(request.body)))

        @routes.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return await self._answer(request, lambda: self._health(request.app))

        return routes

    async def _answer(self, request: Request, work: Callable[[], Awaitable[Dict[Text, Any]]]) -> HTTPResponse:
        """Every way a request can end, as one status and one error shape; what went wrong inside stays in the log."""
        if not self._is_desk(request):
            return _error(401, "unauthorized", "This door is for the desk.")
        try:
            return json_response(await work())
        except BadRequest as error:
            return _error(400, "bad_request", error.message, error.field)
        except NotReady:
            return _error(
                503,
                "model_not_ready",
                "The bot has no model loaded. Should it stay so: the bot's log says why, `bin/train` makes a new one.",
            )
        except (TrackerUnavailable, LockUnavailable):
            logger.exception("desk_channel: Redis failed")
            return _error(503, "tracker_unavailable", "The bot's memory cannot be reached.")
        except TrackerDamaged as error:
            logger.exception("desk_channel: a conversation's memory is damaged")
            return _error(503, "tracker_damaged", str(error))
        except NoAnswer:
            logger.warning("desk_channel: a turn ended without a reply or a handoff")
            return _error(500, "no_answer", "The bot had nothing to say.")
        except TrackerConflict:
            logger.exception("desk_channel: two turns of one conversation met")
            return _error(500, "turn_failed", "The bot could not finish this turn.")
        except Exception:  # the edge of the process: nothing of it may leak, all of it is logged
            logger.exception("desk_channel: a request failed")
            return _error(500, "turn_failed", "The bot could not finish this turn.")

    def _is_desk(self, request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), b"Bearer " + self._secret)

    async def _health(self, app: Sanic) -> Dict[Text, Any]:
        agent = getattr(app.ctx, "agent", None)
        ready = agent is not None and agent.is_ready()
        return {"ready": ready, "model_id": _model_id(agent) if ready else None}

    async def _turn(self, app: Sanic, turn: DeskTurn) -> Dict[Text, Any]:
        agent, store, locks = _ready_agent(app)
        reading = make_lean(agent).begin(turn.text)
        # The desk sends one turn at a time per conversation; should two ever meet, in any process, the second waits.
        async with _place(locks, store, turn) as held:
            remembered = await store.remembered_answer(turn.conversation_id, turn.turn_id)
            return remembered if remembered is not None else await _take_turn(agent, store, turn, reading, held)

    async def _hand_back(self, app: Sanic, back: HandBack) -> Dict[Text, Any]:
        _, store, locks = _ready_agent(app)
        async with locks.lock(back.conversation_id):
            tracker = await store.get_or_create_tracker(back.conversation_id)
            tracker.update_with_events(_hand_back_events(back), store.domain)
            await store.save(tracker)
        return {"ok": True}

    async def _explain(self, app: Sanic, conversation_id: Text) -> Dict[Text, Any]:
        """What spoke for a handoff after the last turn of a conversation, which stays as it is."""
        agent, store, _ = _ready_agent(app)
        tracker = await store.get_or_create_tracker(conversation_id, append_action_listen=False)
        turns = turns_since_handoff(tracker, load_encoder(read_settings().encoder_dir).encode)
        return {"reasons": explain_handoff(turns, thresholds_of(agent))}

    async def _parse(self, app: Sanic, text: Text) -> Dict[Text, Any]:
        """How a text is read, and nothing else: no conversation is looked at, begun or changed."""
        agent: Agent | None = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise NotReady
        reading = make_lean(agent).begin(text)
        read = reading_of(await reading.finish())
        return {"model_id": _model_id(agent), **read, "reading_ms": _milliseconds(reading)}


def _ready_agent(app: Sanic) -> tuple[Agent, AppendOnlyTrackerStore, LockStore]:
    """The agent, talking to our store directly, and what keeps the order of turns.

    Rasa wraps every store in one that answers a failure with an empty conversation; a failure must be seen instead.
    Done before each turn because loading another model wraps it again.
    """
    agent: Agent | None = getattr(app.ctx, "agent", None)
    if agent is None or not agent.is_ready() or agent.processor is None:
        raise NotReady
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store  # noqa: SLF001 - Rasa gives no other way to the store inside
    if not isinstance(store, AppendOnlyTrackerStore):
        raise TrackerUnavailable(f"endpoints.yml names a tracker store that gave {type(store).__name__}.")
    agent.tracker_store = store
    agent.processor.tracker_store = store
    return agent, store, agent.lock_store


def _place(locks: LockStore, store: AppendOnlyTrackerStore, turn: DeskTurn) -> AbstractAsyncContextManager[TicketLock]:
    """The turn's place in its conversation. On one Redis, what it begins with comes along with the place."""
    if not isinstance(locks, RedisLockStore) or locks.redis.address != store.redis.address:
        return locks.lock(turn.conversation_id)
    locks.redis = store.redis
    return locks.lock(turn.conversation_id, then=lambda: store.look_ahead(turn.conversation_id, turn.turn_id))


async def _take_turn(
    agent: Agent, store: AppendOnlyTrackerStore, turn: DeskTurn, reading: MessageReading, held: TicketLock
) -> Dict[Text, Any]:
    processor, output = agent.processor, DeskOutput()
    assert processor is not None
    message = UserMessage(
        turn.text,
        output,
        turn.conversation_id,
        parse_data=await reading.finish(),
        input_channel=DeskChannel.name(),
        message_id=turn.turn_id,
        metadata={"customer": turn.customer.as_document(), "seq": turn.seq},
    )
    # The steps of Rasa's own `handle_message`, with the answer stored in the same write as the events.
    tracker = await processor.log_message(message, should_save_tracker=False)
    tracker = await processor.run_action_extract_slots(output, tracker)
    await processor._run_prediction_loop(output, tracker)  # noqa: SLF001 - the loop of `handle_message`
    handoff = handoff_of(output, tracker)
    if not output.replies and handoff is None:
        raise NoAnswer
    answer = {
        "conversation_id": turn.conversation_id,
        "turn_id": turn.turn_id,
        "seq": turn.seq,
        "model_id": _model_id(agent),
        "replies": output.replies,
        "understanding": understanding_of(tracker),
        "reading_ms": _milliseconds(reading),
        "facts": output.facts,
        "handoff": handoff,
        **({"goodwill": output.goodwill} if output.goodwill else {}),
    }
    one_redis = isinstance(held, HeldLock) and isinstance(agent.lock_store, RedisLockStore)
    travels_along = one_redis and agent.lock_store.redis is store.redis
    await store.save_turn(tracker, turn.turn_id, answer, then=held.let_go if travels_along else None)
    return answer


def _hand_back_events(back: HandBack) -> List[Event]:
    events: List[Event] = [ActiveLoop(None)]
    for line in back.stretch:
        if line.author == "customer":
            nothing_read = {"intent": {"name": None, "confidence": 0.0}, "entities": [], "text": line.text}
            events.append(UserUttered(line.text, parse_data=nothing_read, metadata={HUMAN_STRETCH: True}))
        else:
            events.append(AgentUttered(line.text))
    # Ends with listening: the next message is answered for itself, not for something said before.
    return [*events, *(SlotSet(name, None) for name in _WISH_SLOTS), ActionExecuted(ACTION_LISTEN_NAME)]


def _milliseconds(reading: MessageReading) -> float:
    return round(reading.seconds * 1000, 2)


def _model_id(agent: Agent) -> Optional[Text]:
    name = agent.model_name
    return name[: -len(".tar.gz")] if name and name.endswith(".tar.gz") else name


def _error(status: int, code: str, message: str, field: Optional[str] = None) -> HTTPResponse:
    body = {"code": code, "message": message}
    if field is not None:
        body["field"] = field
    return json_response(body, status=status)
