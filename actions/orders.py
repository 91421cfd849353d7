"""The shop's things as this process sees them. Fields are those of docs/wire.md §3, no more and no fewer."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

State = Literal[
    "paid",
    "packed",
    "shipped",
    "out_for_delivery",
    "delivered",
    "late",
    "lost",
    "cancelled",
    "returned",
    "refunded",
]
# A field nobody has agreed on means that the two sides have drifted apart: better to hear of it at once.
STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class Money:
    """An amount in a currency, exact to the cent."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    amount: Decimal
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


@dataclass(frozen=True)
class Item:
    """One line of an order."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sku: str
    name: str
    quantity: Annotated[int, Field(ge=1)]
    unit_price: Money


@dataclass(frozen=True)
class Step:
    """One step of an order's way; `at` is null while it is still to come."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    state: str
    label: str
    at: datetime | None
    done: bool


@dataclass(frozen=True)
class Refund:
    """Money on its way back."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    state: Literal["requested", "approved", "sent"]
    amount: Money
    expected_on: date | None


@dataclass(frozen=True)
class OrderGlance:
    """What a guest who knows number and e-mail may see: state and dates."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    number: str
    state: State
    state_label: str
    placed_on: date
    promised_on: date | None
    timeline: tuple[Step, ...]
    carrier: str | None
    late: bool


@dataclass(frozen=True)
class Order:
    """A whole order, for the signed-in customer whose order it is."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    number: str
    state: State
    state_label: str
    placed_on: date
    promised_on: date | None
    delivered_on: date | None
    carrier: str | None
    tracking_number: str | None
    tracking_url: str | None
    total: Money
    items: Annotated[tuple[Item, ...], Field(min_length=1)]
    timeline: tuple[Step, ...]
    refund: Refund | None
    late: bool
    cancellable: bool
    returnable: bool


@dataclass(frozen=True)
class ReturnLabel:
    """A registered return and where its parcel label is."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: str
    label_url: str


@dataclass(frozen=True)
class Product:
    """One thing the shop sells."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    sku: str
    name: str
    price: Money
    slug: str
    stock: Annotated[int, Field(ge=0)]
    sizes: tuple[str, ...]
    colours: tuple[str, ...]


def step_day(order: Order | OrderGlance, state: str) -> date | None:
    """The day on which an order reached a step, or None when it has not."""
    return next((step.at.date() for step in order.timeline if step.state == state and step.at and step.done), None)
