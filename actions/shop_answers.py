"""Bytes from the shop become frozen dataclasses here, or ShopAnswerInvalid; nothing in between."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from actions.orders import STRICT, Order, OrderGlance, Product, ReturnLabel
from actions.shop_errors import ShopAnswerInvalid

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class OrdersAnswer:
    """`GET /api/orders`"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    orders: tuple[Order, ...]


@dataclass(frozen=True)
class OrderAnswer:
    """`GET /api/orders/{number}` for a customer, and a cancelled order"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    order: Order


@dataclass(frozen=True)
class GlanceAnswer:
    """`GET /api/orders/{number}` for a guest"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    order: OrderGlance


@dataclass(frozen=True)
class ReturnAnswer:
    """`POST /api/orders/{number}/return`"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    order: Order
    label: Annotated[ReturnLabel, Field(alias="return")]


@dataclass(frozen=True)
class ProductsAnswer:
    """`GET /api/products`"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    products: tuple[Product, ...]


@dataclass(frozen=True)
class LetterAnswer:
    """`POST /api/orders/{number}/proofs`, the same whether there was a letter or not"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    expires_at: datetime


@dataclass(frozen=True)
class OpenedAnswer:
    """`POST /api/orders/{number}/proofs/confirm`"""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    open_until: datetime


@dataclass(frozen=True)
class Refusal:
    """The one error shape of all processes."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    code: str
    message: str
    field: str | None = None


ORDERS = TypeAdapter(OrdersAnswer)
ORDER = TypeAdapter(OrderAnswer)
GLANCE = TypeAdapter(GlanceAnswer)
RETURN = TypeAdapter(ReturnAnswer)
PRODUCTS = TypeAdapter(ProductsAnswer)
LETTER = TypeAdapter(LetterAnswer)
OPENED = TypeAdapter(OpenedAnswer)
REFUSAL = TypeAdapter(Refusal)
_CARD: TypeAdapter[Order | OrderGlance] = TypeAdapter(Order | OrderGlance)


def decode(adapter: TypeAdapter[Answer], body: bytes) -> Answer:
    """Read an answer of the shop. Raises ShopAnswerInvalid on anything the contract does not name."""
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ShopAnswerInvalid(f"{first['type']} at {where or 'the whole body'}") from None


def order_card(order: Order | OrderGlance) -> dict[str, Any]:
    """The order as a card for the transcript, in the wire's own shape."""
    shown: Any = _CARD.dump_python(order, mode="json")
    return {"kind": "order", "order": shown}
