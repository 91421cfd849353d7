"""What a route is: method, path, who may call it, what it takes. Sanic and the OpenAPI page are both fed from it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.access.rights import Owner as Owner  # noqa: PLC0414 - routes import it from here
from desk.access.rights import Who as Who  # noqa: PLC0414 - as above
from desk.agents.agent import Agent, AgentSession
from desk.agents.device import DeviceMarks
from desk.conversations.entry import checked_message_id
from desk.customers.customer import Customer, WidgetSession
from desk.errors import DeskError
from desk.live.shared_limits import SharedLimits
from desk.ports import DeskPorts
from desk.privacy.ports import OtherStore
from desk.shop_client import Shop


class Body(BaseModel):
    """A request body: unknown fields are refused, types are not bent."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def clean(text: str) -> str:
    if "\x00" in text or any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ValueError("holds a NUL character or broken Unicode")
    return text


def _uuid(text: str) -> str:
    try:
        return checked_message_id(text)
    except DeskError as refused:
        raise ValueError("must be a UUID in lower case") from refused


AttachmentId = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(clean)]
Attachments = Annotated[list[AttachmentId], Field(max_length=100)]
"""Files of a message; how many it takes is a rule of its own (`check_wanted`)."""
Text = Annotated[str, StringConstraints(max_length=20_000)]
"""Words of a message; their own rules (`checked_text`) give the finer refusals."""
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""ISO 639-1."""
ShortText = Annotated[str, StringConstraints(max_length=500), AfterValidator(clean)]
MessageId = Annotated[str, StringConstraints(max_length=36), AfterValidator(_uuid)]


@dataclass(frozen=True)
class SentFile:
    """A request whose body is a file, read once from `chunks`; what must not end half-way goes through `sheltered`."""

    name: str
    chunks: AsyncIterator[bytes]
    sheltered: Callable[[Coroutine[Any, Any, Any]], Awaitable[Any]]


@dataclass(frozen=True)
class FileAnswer:
    """A file as an answer: its bytes piece by piece, its size, and the headers that say how to take it."""

    chunks: AsyncIterator[bytes]
    type: str
    headers: dict[str, str]


async def _as_it_is(work: Coroutine[Any, Any, Any]) -> Any:
    return await work


@dataclass(frozen=True)
class Call:
    """One request, read and checked: handlers need nothing of the web server."""

    desk: DeskPorts
    shop: Shop
    shop_name: str
    limits: SharedLimits
    devices: DeviceMarks
    others: tuple[OtherStore, ...]
    address_key: str = ""
    """An opaque key of the caller's network address."""
    path: dict[str, str] = field(default_factory=dict)
    query: Any = None
    body: Any = None
    customer: Customer | None = None
    session: WidgetSession | None = None
    cookie: str | None = None
    """The console's cookie, as it came."""
    browser: str = ""
    """What the browser says it is."""
    device: str = ""
    """The mark of a browser that a colleague has signed in on, as it came."""
    agent: Agent | None = None
    agent_session: AgentSession | None = None
    sheltered: Callable[[Coroutine[Any, Any, Any]], Awaitable[Any]] = _as_it_is
    """For what is read from the record while a file is being sent: its end is waited for, whoever leaves."""
    sent: SentFile | None = None
    """The file of a `takes_file` route, not read yet."""

    @property
    def speaker(self) -> Customer:
        """The customer of a `Who.CUSTOMER` route."""
        if self.customer is None:
            raise RuntimeError("this route is not for customers")
        return self.customer

    @property
    def worker(self) -> Agent:
        """The agent of a `Who.AGENT` route."""
        if self.agent is None:
            raise RuntimeError("this route is not for agents")
        return self.agent


@dataclass(frozen=True)
class Answer:
    """Status and JSON, or a file; `cookie` sets the agent's cookie, an empty one takes it away."""

    body: dict[str, Any] | None = None
    status: int = 200
    cookie: str | None = None
    device: str | None = None
    """Marks this browser as one a colleague has signed in on."""
    file: FileAnswer | None = None
    open_to_pages: bool = False
    """Nobody's in particular: any page may read it, and browsers may keep it for some minutes."""


Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """One thing the desk can be asked."""

    method: str
    path: str
    says: str
    who: Who
    handler: Handler
    body: type[Body] | None = None
    query: type[BaseModel] | None = None
    limit: str | None = None
    """Which rate limit guards it (`desk/access/limits.py`), besides the general one."""
    owner: Owner | None = None
    """Whose things it reaches; may be left out only where the path names nothing of anybody's."""
    takes_file: bool = False
    """The body is a file as it is, read by the handler; its name comes in the header `X-File-Name`."""

    def __post_init__(self) -> None:
        if self.owner is None and "<" in self.path:
            raise ValueError(f"{self.method} {self.path} has no owner in the role table")

    @property
    def reach(self) -> Owner:
        """The owner, spelt out."""
        if self.owner is not None:
            return self.owner
        return Owner.NOBODY if self.who is Who.ANYONE else Owner.SELF
