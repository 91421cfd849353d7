"""The desk's line to Rasa: one HTTP client, typed answers, no patience beyond the budget (docs/wire.md §2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from desk.certificates import trusted
from desk.conversations.bot_turn import BotAnswer, BotJob, BotReply, Fact, GoodwillWish, HandoffWish, Understanding
from desk.conversations.entry import QuickReply
from desk.conversations.ports import BotFailed, BotUnavailable
from desk.models.turn import Reading

TURN_SECONDS = 8.0
"""A turn that takes longer is given up; actions answer within 5 s, whatever the shop does."""

ASK_SECONDS = 1.0

NOT_READY = frozenset({"model_not_ready", "tracker_unavailable"})


LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _QuickReply(_Wire):
    label: str
    text: str | None = None
    command: str | None = None


class _Reply(_Wire):
    text: str = ""
    quick_replies: list[_QuickReply] = []
    card: dict[str, Any] | None = None


class _Scored(_Wire):
    name: str
    confidence: float


class _Frustration(_Wire):
    score: float = 0.0
    reasons: list[str] = []


class _Understanding(_Wire):
    intent: _Scored
    ranking: list[_Scored] = []
    entities: list[dict[str, Any]] = []
    slots: dict[str, Any] = {}
    actions: list[str] = []
    missed: bool = False
    frustration: _Frustration | None = None
    language: LanguageCode | None = None


class _Fact(_Wire):
    asked: str
    answered: str
    ok: bool


class _Handoff(_Wire):
    reason: str
    evidence: list[str] = []
    language: LanguageCode | None = None


class _Goodwill(_Wire):
    order_number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,20}$")]
    cause: Literal["late", "lost"]


class _Answer(_Wire):
    model_id: str
    replies: list[_Reply]
    understanding: _Understanding
    facts: list[_Fact] = Field(default_factory=list)
    handoff: _Handoff | None = None
    reading_ms: float | None = None
    goodwill: _Goodwill | None = None


class _Read(_Wire):
    model_id: str
    intent: _Scored
    reading_ms: float | None = None


class RasaBot:
    """Keeps `desk.conversations.ports.Bot`."""

    def __init__(self, url: str, secret: str) -> None:
        self._http = httpx.AsyncClient(
            verify=trusted(),
            base_url=url,
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(TURN_SECONDS, connect=1.0),
            trust_env=False,
        )

    async def answer(self, job: BotJob, customer: dict[str, Any]) -> BotAnswer:
        """The bot's answer to one message; raises `BotUnavailable` or `BotFailed`."""
        body = {
            "conversation_id": job.conversation_id,
            "turn_id": job.turn_id,
            "seq": job.seq,
            "text": job.text,
            "customer": customer,
        }
        answered = await self._post("/webhooks/desk/turn", body)
        try:
            return _noun(_Answer.model_validate(answered))
        except ValidationError as wrong:
            raise BotFailed(f"the bot's answer is not what was agreed ({wrong.error_count()} fields)") from wrong

    async def hand_back(self, conversation_id: str, stretch: Sequence[dict[str, str]]) -> None:
        """Tell the bot what a person and the customer said; raises as `answer` does."""
        await self._post("/webhooks/desk/handback", {"conversation_id": conversation_id, "stretch": list(stretch)})

    async def read(self, text: str) -> Reading:
        """How the bot's model reads a text, outside any conversation; raises as `answer` does."""
        answered = await self._post("/webhooks/desk/parse", {"text": text})
        try:
            read = _Read.model_validate(answered)
        except ValidationError as wrong:
            raise BotFailed(f"the bot's reading is not what was agreed ({wrong.error_count()} fields)") from wrong
        return Reading(read.model_id, read.intent.name, read.intent.confidence, read.reading_ms)

    async def explain(self, conversation_id: str) -> list[dict[str, Any]]:
        """What spoke for a handoff after the last turn; raises as `answer` does."""
        told = await self._post("/webhooks/desk/explain", {"conversation_id": conversation_id})
        reasons = told.get("reasons") if isinstance(told, dict) else None
        if not isinstance(reasons, list):
            raise BotFailed("the bot's explanation is not what was agreed")
        return [dict(reason) for reason in reasons]

    async def model(self) -> str | None:
        """The model that is loaded and answers; None when there is none, or nobody. Never raises but `BotFailed`.

        `BotFailed` when the bot is there and too busy to say: then what was known holds.
        """
        try:
            answer = await self._http.get("/webhooks/desk/health", timeout=ASK_SECONDS)
            said: Any = answer.json() if answer.status_code == 200 else {}
        except httpx.ReadTimeout as busy:
            raise BotFailed("the bot does not say how it is") from busy
        except (httpx.HTTPError, ValueError):
            return None
        model_id = said.get("model_id") if isinstance(said, dict) and said.get("ready") is True else None
        return model_id if isinstance(model_id, str) else None

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        try:
            answer = await self._http.post(path, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError) as failure:
            raise BotUnavailable(f"the bot cannot be reached ({type(failure).__name__})") from failure
        except httpx.HTTPError as failure:
            raise BotFailed(f"the bot did not answer in time ({type(failure).__name__})") from failure
        if answer.status_code == 200:
            return _json(answer)
        code = _code(answer)
        if answer.status_code == 503 and code in NOT_READY:
            raise BotUnavailable(code)
        raise BotFailed(code)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as wrong:
        raise BotFailed("the bot's answer is not JSON") from wrong


def _code(answer: httpx.Response) -> str:
    try:
        body = answer.json()
    except ValueError:
        return f"status {answer.status_code}"
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, str) else f"status {answer.status_code}"


def _noun(answer: _Answer) -> BotAnswer:
    read = answer.understanding
    felt = read.frustration or _Frustration()
    return BotAnswer(
        model_id=answer.model_id,
        replies=tuple(
            BotReply(reply.text, tuple(QuickReply(q.label, q.text, q.command) for q in reply.quick_replies), reply.card)
            for reply in answer.replies
        ),
        understanding=Understanding(
            intent=read.intent.name,
            confidence=read.intent.confidence,
            ranking=tuple((scored.name, scored.confidence) for scored in read.ranking),
            entities=tuple(read.entities),
            slots=read.slots,
            actions=tuple(read.actions),
            missed=read.missed,
            frustration=felt.score,
            frustration_reasons=tuple(felt.reasons),
            language=read.language,
        ),
        facts=tuple(Fact(fact.asked, fact.answered, fact.ok) for fact in answer.facts),
        handoff=_wish(answer.handoff),
        reading_ms=answer.reading_ms,
        goodwill=GoodwillWish(answer.goodwill.order_number, answer.goodwill.cause) if answer.goodwill else None,
    )


def _wish(handoff: _Handoff | None) -> HandoffWish | None:
    return HandoffWish(handoff.reason, tuple(handoff.evidence), handoff.language) if handoff else None
