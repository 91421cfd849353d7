"""What a route is: method, path, who may call it, what it takes. Sanic and the OpenAPI page are both fed from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from desk.agents.agent import Agent, AgentSession
from desk.conversations.entry import checked_message_id
from desk.customers.customer import Customer, WidgetSession
from desk.errors import DeskError
from desk.ports import DeskPorts
from desk.shop_client import Shop


class Who(StrEnum):
    """Who may call a route."""

    ANYONE = "anyone"
    CUSTOMER = "customer"
    STAFF = "staff"
    """Anyone of the team who is signed in."""
    AGENT = "agent"
    """Those of the team who may read and hold conversations."""


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


Text = Annotated[str, StringConstraints(max_length=20_000)]
"""Words of a message; their own rules (`checked_text`) give the finer refusals."""
ShortText = Annotated[str, StringConstraints(max_length=500), AfterValidator(clean)]
MessageId = Annotated[str, StringConstraints(max_length=36), AfterValidator(_uuid)]


@dataclass(frozen=True)
class Call:
    """One request, read and checked: handlers need nothing of the web server."""

    desk: DeskPorts
    shop: Shop
    shop_name: str
    path: dict[str, str] = field(default_factory=dict)
    query: Any = None
    body: Any = None
    customer: Customer | None = None
    session: WidgetSession | None = None
    agent: Agent | None = None
    agent_session: AgentSession | None = None

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
    """Status and JSON; `cookie` sets the agent's cookie, an empty one takes it away."""

    body: dict[str, Any] | None = None
    status: int = 200
    cookie: str | None = None


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
    """Which rate limit guards it (`desk/http/limits.py`), besides the general one."""
