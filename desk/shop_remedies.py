"""The desk's line to the shop for making good (docs/wire.md §3): what is offered, giving it, taking it back."""

from __future__ import annotations

from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from desk import errors
from desk.authority import refusals
from desk.authority.grant import Grant
from desk.authority.money import Money, decimal, read_decimal
from desk.authority.ports import Offer, Offers, ShopRefused, ShopSilent
from desk.certificates import trusted

ANSWER_SECONDS = 3.0
FINAL = {(404, "order_not_found"), (404, "remedy_not_found")}
"""Besides every 400 and 409: answers the shop gives again under the same key, whatever happens."""


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Money(_Wire):
    amount: str
    currency: str

    @property
    def money(self) -> Money:
        return read_decimal(self.amount, self.currency)


class _Offer(_Wire):
    kind: str
    possible: bool
    why: str | None
    most: _Money
    fixed: bool
    sku: str | None = None
    item: str | None = None


class _Customer(_Wire):
    id: str
    tier: str


class _Offers(_Wire):
    customer: _Customer
    offers: list[_Offer]


class _Remedy(_Wire):
    id: str
    number: str
    kind: str
    amount: _Money
    code: str | None = None
    new_order: str | None = None


class _Given(_Wire):
    remedy: _Remedy


class ShopRemedies:
    """Keeps `desk.authority.ports.RemedyShop`."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx.AsyncClient(
            verify=trusted(),
            base_url=url,
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=1.0),
            trust_env=False,
        )

    async def offers(self, order_number: str, claim: str) -> Offers:
        """What this order can have. Raises `shop_unavailable`, `gift_impossible`."""
        try:
            answer = await self._http.get(f"/api/orders/{order_number}/remedies", params=_claimed(claim))
            if answer.status_code == 404:
                raise refusals.gift_impossible("This customer has no such order.")
            told = _Offers.model_validate(answer.raise_for_status().json())
            found = tuple(
                Offer(o.kind, o.possible, o.why, o.most.money, o.fixed, o.sku, o.item or "") for o in told.offers
            )
        except (httpx.HTTPError, ValueError) as failure:
            raise errors.shop_unavailable() from failure
        return Offers(told.customer.id, told.customer.tier, found)

    async def give(self, grant: Grant) -> dict[str, Any]:
        """Carry it out under the grant's id. Raises `ShopSilent` or `ShopRefused`."""
        body = {
            **_claimed(grant.claim),
            "kind": str(grant.gift),
            "amount": {"amount": decimal(grant.amount), "currency": grant.amount.currency},
            "sku": grant.sku,
            "reason": str(grant.cause),
            "idempotency_key": grant.id,
        }
        remedy = await self._post(f"/api/orders/{grant.order_number}/remedies", body)
        if (remedy.kind, remedy.number, remedy.amount.money) != (str(grant.gift), grant.order_number, grant.amount):
            raise ShopSilent("the shop speaks of something else")
        return {"remedy_id": remedy.id, "code": remedy.code, "new_order": remedy.new_order}

    async def take_back(self, grant: Grant) -> None:
        """Take it back under the grant's undo key. Raises `ShopSilent` or `ShopRefused`."""
        remedy_id = (grant.told or {}).get("remedy_id", "")
        await self._post(f"/api/remedies/{remedy_id}/undo", {"idempotency_key": grant.undo_key})

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> _Remedy:
        try:
            answer = await self._http.post(path, json=body)
            said = answer.json()
        except (httpx.HTTPError, ValueError) as failure:
            raise ShopSilent(type(failure).__name__) from failure
        code = said.get("code") if isinstance(said, dict) else None
        final = answer.status_code in (400, 409) or (answer.status_code, code) in FINAL
        if final and isinstance(code, str):
            raise ShopRefused(str(said.get("message") or code))
        if answer.status_code != 200:
            raise ShopSilent(f"status {answer.status_code}")
        try:
            return _Given.model_validate(said).remedy
        except ValidationError as wrong:
            raise ShopSilent("the shop's answer is not what was agreed") from wrong


def _claimed(claim: str) -> dict[str, str]:
    kind, _, value = claim.partition(":")
    return {f"{kind}_id": value}
