"""The line to a vendor: HTTP with time limits, its own pace, and repetition only where it cannot do anything twice."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from storefront.vendor import MayHaveActed, NotActed, VendorError

CONNECT_SECONDS = 3.0
ANSWER_SECONDS = 15.0
TRIES = 4
LONGEST_PAUSE = 10.0
FIRST_PAUSE = 0.3
LARGEST_ANSWER = 8 * 1024 * 1024
AT_ONCE = 4
logger = logging.getLogger("storefront")


@dataclass(frozen=True)
class Said:
    """An answer of the vendor that could be read. `body` is what its JSON holds."""

    status: int
    headers: httpx.Headers
    body: Any


@dataclass
class Line:
    """Requests to one vendor, at most a few at once.

    A read is repeated whatever went wrong; a change only when it was certainly not made: nobody was reached, or the
    vendor said that it is too busy to look at it.
    """

    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = lambda: 0.0
    answer_seconds: float = ANSWER_SECONDS

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            headers=dict(self.headers),
            auth=self.auth,
            timeout=httpx.Timeout(self.answer_seconds, connect=CONNECT_SECONDS),
            trust_env=False,
            follow_redirects=False,
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        changes: bool = False,
    ) -> Said:
        """The vendor's answer, whatever its status below 500 (429 excepted). Raises NotActed, MayHaveActed."""
        for attempt in range(1, TRIES + 1):
            try:
                async with self._places:
                    return await self._once(method, path, query, body, changes)
            except _TooBusy as busy:
                pause, failure = busy.pause, NotActed(str(busy))
            except NotActed as failed:
                pause, failure = None, failed
            if attempt == TRIES:
                raise failure
            await self.sleep(min(LONGEST_PAUSE, pause if pause is not None else self._backoff(attempt)))
        raise AssertionError("the loop returns or raises")

    async def close(self) -> None:
        """Hang up."""
        await self._http.aclose()

    def _backoff(self, attempt: int) -> float:
        pause: float = FIRST_PAUSE * 2 ** (attempt - 1)
        return pause * (1 + self.jitter())

    async def _once(self, method: str, path: str, query: Mapping[str, str] | None, body: object, changes: bool) -> Said:
        try:
            answer = await self._http.request(method, path, params=query, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
            raise NotActed(type(failure).__name__) from None
        except httpx.HTTPError as failure:
            raise _unanswered(changes, type(failure).__name__) from None
        if answer.status_code == 429:
            raise _TooBusy(_pause(answer.headers))
        if len(answer.content) > LARGEST_ANSWER:
            raise _unanswered(changes, "an answer without end")
        if answer.status_code in (401, 403):
            # Not a matter of trying again, but nothing was done either.
            logger.error("The vendor does not accept our key (status %d).", answer.status_code)
        try:
            read = answer.json()
        except (ValueError, RecursionError):
            raise _unanswered(changes, f"status {answer.status_code}, no JSON") from None
        if answer.status_code >= 500 and not _is_decision(read):
            raise _unanswered(changes, f"status {answer.status_code}")
        return Said(answer.status_code, answer.headers, read)


DECIDED = "woocommerce_rest_cannot_create_order_refund"
"""WooCommerce says with a 500 that the payment provider has refused; that is a decision and no failure."""


class _TooBusy(VendorError):
    def __init__(self, pause: float | None) -> None:
        super().__init__("too many requests")
        self.pause = pause


def _is_decision(read: object) -> bool:
    return isinstance(read, dict) and read.get("code") == DECIDED


def _unanswered(changes: bool, why: str) -> VendorError:
    return MayHaveActed(why) if changes else NotActed(why)


def _pause(headers: httpx.Headers) -> float | None:
    """Seconds the vendor asks us to wait; vendors write `2` and `2.0`."""
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < 3600 else None
