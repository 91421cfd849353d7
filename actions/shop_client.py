"""The way to the shop: HTTP with short time limits, at most two tries, a breaker, and typed answers.

`requests` blocks, so every call runs in a thread and the action server stays free. Whatever happens, a call ends
within WHOLE_CALL seconds: with an answer, or with one of the errors of shop_errors.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import requests
import structlog
import urllib3
from pydantic import TypeAdapter

from actions import shop_answers
from actions.breaker import Breaker
from actions.guest_proof import Claim
from actions.orders import Order, OrderGlance, Product, ReturnLabel
from actions.shop_answers import Answer, decode
from actions.shop_errors import (
    CodeRefused,
    NotCancellable,
    NotReturnable,
    OrderNotFound,
    ShopAnswerInvalid,
    ShopError,
    ShopUnavailable,
    TooManyTries,
)

CONNECT_SECONDS = 1.0
READ_SECONDS = 1.5
WHOLE_CALL = 4.0
# The thread gives up by itself a little earlier, so that none is left behind at a shop that trickles.
IN_THREAD = 3.7
TRIES = 2
PAUSE_SECONDS = 0.1
LARGEST_BODY = 512 * 1024

REFUSALS: dict[tuple[int, str], type[ShopError]] = {
    (404, "order_not_found"): OrderNotFound,
    (403, "code_refused"): CodeRefused,
    (429, "too_many_tries"): TooManyTries,
    (409, "not_cancellable"): NotCancellable,
    (409, "not_returnable"): NotReturnable,
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """One request to the shop. Those that change something carry an idempotency key, so that they may be repeated.

    A code counts as tried each time it is told, so questions about codes do not repeat.
    """

    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: Mapping[str, str] | None = None
    repeats: bool = True

    @property
    def writes(self) -> bool:
        """True when the shop may have acted although we never heard so."""
        return self.method == "POST"


class ShopClient:
    """Asks the shop. `sleep` and `jitter` (0..1) shape the pause before a second try; `clock` is in seconds."""

    def __init__(
        self,
        url: str,
        api_key: str,
        *,
        breaker: Breaker,
        jitter: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {api_key}", "Accept-Encoding": "identity"}
        self._breaker = breaker
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._per_thread = threading.local()

    async def orders_of(self, customer_id: str) -> tuple[Order, ...]:
        """A customer's orders, newest first."""
        question = Question("GET", "/api/orders", query={"customer_id": customer_id})
        return (await self._ask(question, shop_answers.ORDERS)).orders

    async def order_of(self, number: str, claim: Claim) -> Order:
        """One order, for whom the claim names. Raises OrderNotFound."""
        question = Question("GET", _path(number), query={claim.field: claim.value})
        return (await self._ask(question, shop_answers.ORDER)).order

    async def glance_at(self, number: str, email: str) -> OrderGlance:
        """State and dates of an order for a guest who knows number and e-mail. Raises OrderNotFound."""
        question = Question("GET", _path(number), query={"email": email})
        return (await self._ask(question, shop_answers.GLANCE)).order

    async def ask_for_code(self, number: str, email: str, conversation_id: str, address: str | None) -> None:
        """Have a code sent to the address on the order, if `email` is that address. Raises TooManyTries."""
        body = {"email": email, "conversation_id": conversation_id, **({"address": address} if address else {})}
        await self._ask(Question("POST", f"{_path(number)}/proofs", body=body, repeats=False), shop_answers.LETTER)

    async def confirm_code(self, number: str, code: str, conversation_id: str, address: str | None) -> None:
        """Open an order in a conversation with the code of the letter. Raises CodeRefused, TooManyTries."""
        body = {"code": code, "conversation_id": conversation_id, **({"address": address} if address else {})}
        path = f"{_path(number)}/proofs/confirm"
        await self._ask(Question("POST", path, body=body, repeats=False), shop_answers.OPENED)

    async def cancel(self, number: str, claim: Claim, idempotency_key: str) -> Order:
        """Cancel an order; the same key again changes nothing. Raises OrderNotFound, NotCancellable."""
        body = {claim.field: claim.value, "idempotency_key": idempotency_key}
        question = Question("POST", f"{_path(number)}/cancel", body=body)
        return (await self._ask(question, shop_answers.ORDER)).order

    async def send_back(
        self, number: str, claim: Claim, reason: str, idempotency_key: str
    ) -> tuple[Order, ReturnLabel]:
        """Register a return; the same key again changes nothing. Raises OrderNotFound, NotReturnable."""
        body = {claim.field: claim.value, "reason": reason, "idempotency_key": idempotency_key}
        answer = await self._ask(Question("POST", f"{_path(number)}/return", body=body), shop_answers.RETURN)
        return answer.order, answer.label

    async def products(self) -> tuple[Product, ...]:
        """The whole catalogue."""
        return (await self._ask(Question("GET", "/api/products"), shop_answers.PRODUCTS)).products

    async def _ask(self, question: Question, adapter: TypeAdapter[Answer]) -> Answer:
        if not self._breaker.admits():
            raise ShopUnavailable("breaker_open", worth_retrying=False)
        try:
            async with asyncio.timeout(WHOLE_CALL):
                body = await asyncio.to_thread(self._tries, question, self._clock() + IN_THREAD)
            answer = decode(adapter, body)
        except TimeoutError:
            self._breaker.failed()
            log.warning("shop_unavailable", code="whole_call_timeout", method=question.method)
            raise ShopUnavailable("whole_call_timeout", may_have_acted=question.writes) from None
        except (ShopUnavailable, ShopAnswerInvalid) as error:
            self._breaker.failed()
            log.warning("shop_unavailable", code=error.code, method=question.method)
            raise
        except ShopError:
            self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return answer

    def _tries(self, question: Question, deadline: float) -> bytes:
        may_have_acted = False
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(question, deadline)
            except ShopUnavailable as error:
                may_have_acted = may_have_acted or error.may_have_acted
                pause = PAUSE_SECONDS * attempt * (1 + self._jitter())
                out_of_time = self._clock() + pause + PAUSE_SECONDS >= deadline
                if attempt == TRIES or out_of_time or not question.repeats or not error.worth_retrying:
                    # An earlier try may have reached the shop even if the last one did not.
                    error.may_have_acted = may_have_acted
                    raise
                self._sleep(pause)
        raise AssertionError("the loop above returns or raises")

    def _once(self, question: Question, deadline: float) -> bytes:
        left = max(deadline - self._clock(), 0.05)
        try:
            with self._session().request(
                question.method,
                self._url + question.path,
                params=question.query,
                json=question.body,
                headers=self._headers,
                timeout=(min(CONNECT_SECONDS, left), min(READ_SECONDS, left)),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = self._body(response, question, deadline)
                return _accepted(response.status_code, body, question)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            sent = not _never_connected(error)
            raise ShopUnavailable(type(error).__name__, may_have_acted=sent and question.writes) from None

    def _body(self, response: requests.Response, question: Question, deadline: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ShopAnswerInvalid("encoded_body")
        body = bytearray()
        # read1 gives what has arrived, so a body that trickles in cannot outlast the deadline.
        while chunk := response.raw.read1(64 * 1024):
            body += chunk
            if len(body) > LARGEST_BODY:
                response.close()
                raise ShopAnswerInvalid("body_too_large")
            if self._clock() > deadline:
                response.close()
                raise ShopUnavailable("slow_body", may_have_acted=question.writes, worth_retrying=False)
        return bytes(body)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._per_thread, "session", None)
        if session is None:
            session = requests.Session()
            # Proxies and .netrc of the machine have no say in how we reach the shop.
            session.trust_env = False
            self._per_thread.session = session
        return session


def _path(number: str) -> str:
    return f"/api/orders/{quote(number, safe='')}"


def _never_connected(error: Exception) -> bool:
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(cause, urllib3.exceptions.NewConnectionError)


def _accepted(status: int, body: bytes, question: Question) -> bytes:
    if status in (200, 201, 202):
        return body
    known = REFUSALS.get((status, _code(body)))
    if known is not None:
        raise known()
    if status == 429:
        raise ShopUnavailable("too_many_requests")
    if status >= 500:
        raise ShopUnavailable(f"status_{status}", may_have_acted=question.writes)
    if status in (401, 403):
        raise ShopUnavailable("not_authorised", worth_retrying=False)
    decode(shop_answers.REFUSAL, body)
    raise ShopAnswerInvalid(f"status_{status}")


def _code(body: bytes) -> str:
    try:
        return decode(shop_answers.REFUSAL, body).code
    except ShopAnswerInvalid:
        return ""
