"""The desk's line to the shop, for the agent's order panel (docs/wire.md §3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from desk import errors

ANSWER_SECONDS = 3.0


class Shop:
    """Reads a customer's orders from the shop; raises `shop_unavailable` whatever goes wrong."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.AsyncClient(
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
