"""The way to the desk's knowledge base: the published article for an intent, or quickly none.

Short time limits, one try, a breaker, and answers kept some seconds: no customer waits for an article.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

import requests
import structlog
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from actions.breaker import Breaker

SECONDS = (0.3, 0.7)
WHOLE_CALL = 1.2
KEPT_SECONDS = 5.0
LARGEST_BODY = 128 * 1024
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Article:
    """What the desk tells of an article: customers may read all of it."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="ignore")
    id: Annotated[str, Field(max_length=60)]
    slug: Annotated[str, Field(max_length=120)]
    url: Annotated[str, Field(pattern=r"^/help/[a-z0-9-]+$")]
    number: int
    title: Annotated[str, Field(min_length=1, max_length=120)]
    summary: Annotated[str, Field(min_length=1, max_length=700)]

    @property
    def card(self) -> dict[str, Any]:
        """The article as a card of the transcript."""
        shown = {"id": self.id, "number": self.number, "title": self.title, "url": self.url}
        return {"kind": "article", "article": shown}


@dataclass(frozen=True)
class _Answer:
    article: Article


_ANSWER = TypeAdapter(_Answer)


class Articles:
    """Asks the desk. `clock` gives seconds that only grow."""

    def __init__(self, url: str, *, breaker: Breaker, clock: Callable[[], float]) -> None:
        self._url = url
        self._breaker = breaker
        self._clock = clock
        self._kept: dict[str, tuple[float, Article | None]] = {}
        self._per_thread = threading.local()

    async def answering(self, intent: str) -> Article | None:
        """The published article for that intent; None where there is none or nobody answers."""
        at, kept = self._kept.get(intent, (-KEPT_SECONDS, None))
        if self._clock() - at < KEPT_SECONDS:
            return kept
        if not self._breaker.admits():
            return None
        try:
            async with asyncio.timeout(WHOLE_CALL):
                found = await asyncio.to_thread(self._ask, intent)
        except (TimeoutError, requests.exceptions.RequestException, ValidationError, ValueError) as failure:
            self._breaker.failed()
            log.warning("article_unavailable", problem=type(failure).__name__)
            return None
        self._breaker.succeeded()
        self._kept[intent] = (self._clock(), found)
        return found

    def _ask(self, intent: str) -> Article | None:
        session: requests.Session | None = getattr(self._per_thread, "session", None)
        if session is None:
            session = self._per_thread.session = requests.Session()
            session.trust_env = False
        address = f"{self._url}/api/help/answers/{quote(intent, safe='')}"
        with session.get(address, timeout=SECONDS, allow_redirects=False, stream=True) as answer:
            if answer.status_code == 404:
                return None
            answer.raise_for_status()
            body = answer.raw.read(LARGEST_BODY, decode_content=True)
        return _ANSWER.validate_json(body).article
