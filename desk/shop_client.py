"""The desk's line to the shop, for the agent's order panel (docs/wire.md §3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import httpx
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from desk import errors
from desk.certificates import trusted
from desk.warning.shared import RecentOrder

ANSWER_SECONDS = 3.0


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Owner(_Wire):
    id: str
    name: str
    notices: bool = False
    """A shop that says nothing of it has nobody's consent."""


class _Product(_Wire):
    sku: str
    name: str


class _Recent(_Wire):
    number: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,20}$")]
    customer: _Owner
    placed_on: date
    promised_on: date
    state: str
    late: bool
    open: bool
    carrier: str | None = None
    payment_method: str
    warehouse: str
    products: list[_Product]

    @property
    def order(self) -> RecentOrder:
        told = self.model_dump(exclude={"customer", "products"})
        products = tuple((product.sku, product.name) for product in self.products)
        owner = self.customer
        return RecentOrder(
            shop_customer_id=owner.id, customer_name=owner.name, notices=owner.notices, products=products, **told
        )


class Shop:
    """Reads a customer's orders from the shop; raises `shop_unavailable` whatever goes wrong."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.AsyncClient(
            verify=trusted(),
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=1.0),
            trust_env=False,
        )

    async def orders_of(self, shop_customer_id: str) -> list[dict[str, Any]]:
        """The customer's orders, newest first."""
        return _orders(await self._get("/api/orders", {"customer_id": shop_customer_id}))

    async def orders_proved_in(self, conversation_id: str) -> list[dict[str, Any]]:
        """The orders that a guest has proved in a conversation, as long as the proof holds."""
        return _orders(await self._get(f"/api/conversations/{conversation_id}/orders", {}))

    async def customer(self, shop_customer_id: str) -> dict[str, Any]:
        """What the shop knows of a customer: name, tier, since when."""
        answer = await self._get(f"/api/customers/{shop_customer_id}", {})
        customer = answer.get("customer")
        if not isinstance(customer, dict):
            raise errors.shop_unavailable()
        return customer

    async def recent_orders(self, days: int) -> list[RecentOrder]:
        """Orders of everybody placed in the last so many days, newest first; the shop gives 2,000 at most."""
        found = _orders(await self._get("/api/recent-orders", {"days": str(days)}))
        try:
            return [_Recent.model_validate(each).order for each in found]
        except ValidationError as wrong:
            raise errors.shop_unavailable() from wrong

    name = "shop"

    async def document(self, _conversation_ids: Sequence[str]) -> dict[str, Any]:
        """Codes and proofs of guests are kept for minutes and tell nothing: there is nothing to export."""
        return {}

    async def forget(self, conversation_ids: Sequence[str]) -> None:
        """Codes and proofs of these conversations; raises `store_unavailable`."""
        try:
            for conversation_id in conversation_ids:
                (await self._http.delete(f"/api/conversations/{conversation_id}")).raise_for_status()
        except httpx.HTTPError as failure:
            raise errors.store_unavailable() from failure

    async def ready(self) -> bool:
        """Whether the shop answers; never raises."""
        try:
            return (await self._http.get("/health", timeout=1.0)).is_success
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._http.aclose()

    async def _get(self, path: str, query: dict[str, str]) -> dict[str, Any]:
        try:
            answer = await self._http.get(path, params=query)
            answer.raise_for_status()
            body = answer.json()
        except (httpx.HTTPError, ValueError) as failure:
            raise errors.shop_unavailable() from failure
        if not isinstance(body, dict):
            raise errors.shop_unavailable()
        return body


def _orders(answer: dict[str, Any]) -> list[dict[str, Any]]:
    orders = answer.get("orders")
    if not isinstance(orders, list):
        raise errors.shop_unavailable()
    return orders
