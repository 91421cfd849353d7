"""WooCommerce behind the contract. What makes a change ours is the mark of its key, which its books then hold."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import Any, NoReturn

from storefront.line import Line
from storefront.money import decimal
from storefront.order import Customer, Order, Product
from storefront.vendor import Act, MayHaveActed, NotActed, Outcome, Refused, voucher_code
from storefront.woocommerce import reading
from storefront.woocommerce.reading import CANCELLED, MARK, REPLACES, RETURNED, WooCoupon, WooNote, WooRefund
from storefront.woocommerce.requests import Requests

DIGITS = re.compile(r"[0-9]{1,12}")
logger = logging.getLogger("storefront")
VOUCHER_TAKEN = "woocommerce_rest_coupon_code_already_exists"


class WooCommerce:
    """Keeps `storefront.vendor.Vendor`.

    WooCommerce knows no idempotency keys. Its refunds carry the mark in their reason, which is stored in the same step
    as the refund and before the payment provider is asked; orders and coupons carry it in their meta data. A coupon's
    code is made of the mark, and WooCommerce takes no code twice.
    """

    name = "woocommerce"
    settles = timedelta(minutes=3)
    cannot: Mapping[str, str] = {"shipping_upgrade": "This shop cannot change a delivery that is ordered already."}

    def __init__(self, line: Line, *, promised_meta: str, pepper: str) -> None:
        self._requests = Requests(line)
        self._promised_meta = promised_meta
        self._pepper = pepper
        self._currency: str | None = None

    async def order(self, number: str) -> Order | None:
        """By id, or by number where a plugin gives numbers of its own."""
        if DIGITS.fullmatch(number):
            found = self._read(await self._requests.one(f"/orders/{number}"))
            if found is not None and found.number == number:
                return found
        # A search for a short number fits half the shop: one page is looked through, whoever types what.
        every = await self._requests.every("/orders", {"search": number}, most_pages=1)
        orders = (self._read(each) for each in every)
        return next((order for order in orders if order is not None and order.number == number), None)

    async def orders_of(self, customer_id: str) -> list[Order]:
        """Newest first."""
        if not DIGITS.fullmatch(customer_id):
            return []
        query = {"customer": customer_id, "orderby": "date", "order": "desc"}
        every = [self._read(each) for each in await self._requests.every("/orders", query)]
        # The filter is the vendor's; that nobody sees a stranger's order is ours to see to.
        return [order for order in every if order is not None and order.customer_id == customer_id]

    async def customer(self, customer_id: str) -> Customer | None:
        """The account with this id."""
        if not DIGITS.fullmatch(customer_id):
            return None
        found = await self._requests.one(f"/customers/{customer_id}")
        if found is None:
            return None
        return reading.read_customer(found, await self._requests.count("/orders", {"customer": customer_id}))

    async def products(self) -> list[Product]:
        """Everything that is published and has a price."""
        currency = await self._shop_currency()
        every = await self._requests.every("/products", {"status": "publish"})
        read = (reading.read_product(each, currency) for each in every)
        return [product for product in read if product is not None]

    async def find(self, act: Act) -> Outcome | None:
        """What the books hold under the mark; a cancelled order whose money went back is also marked as cancelled."""
        if act.kind == "refund":
            return await self._refund_under(act)
        if act.kind == "voucher":
            return await self._voucher_under(act)
        if act.kind == "replacement":
            return await self._replacement_under(act)
        if act.kind == "gesture":
            return await self._note_under(act)
        if act.kind == "return":
            return Outcome(f"R{act.order.number}") if act.order.returned_under == act.mark else None
        if act.order.cancelled_under == act.mark:
            return Outcome()
        if act.kind == "cancel" and await self._refund_under(act) is not None:
            await self._then(self._mark_cancelled(act))
            return Outcome()
        return None

    async def carry_out(self, act: Act) -> Outcome:
        """Do it, once the books hold nothing under the mark."""
        if act.kind == "refund":
            return await self._refund(act, act.amount)
        if act.kind == "voucher":
            return await self._make_voucher(act)
        if act.kind == "replacement":
            return await self._send_again(act)
        if act.kind == "gesture":
            worth = f"{decimal(act.amount, act.order.currency)} {act.order.currency}"
            return await self._note(act, f"Please put a present worth {worth} into the parcel.")
        if act.kind == "return":
            return await self._register_return(act)
        if act.kind != "cancel":
            raise Refused("not_known", self.cannot[act.kind])
        # The money first: a provider that refuses then leaves an order that can still be sent.
        left = act.order.total - act.order.refunded
        if act.order.settled and left > 0:
            await self._refund(act, left)
        await self._then(self._mark_cancelled(act))
        return Outcome()

    async def take_back(self, act: Act, outcome: Outcome) -> None:
        """A coupon that nobody used is deleted, as is the note about a present."""
        if act.kind == "voucher":
            path = f"/coupons/{outcome.ref}"
            found = await self._requests.one(path)
            if found is None:
                return
            if reading.read(WooCoupon, found).usage_count:
                raise Refused("used", "This voucher was used already.")
        else:
            path = f"/orders/{act.order.id}/notes/{outcome.ref}"
        try:
            await self._requests.change("DELETE", path, query={"force": "true"})
        except Refused as refused:
            if refused.code != "gone":
                raise

    async def close(self) -> None:
        """Hang up."""
        await self._requests.line.close()

    async def _then(self, second: Awaitable[Any]) -> None:
        """The second step of a change whose first is made: what was not done is open, and not as if never begun."""
        try:
            await second
        except NotActed as failure:
            raise MayHaveActed(str(failure)) from failure
        except Refused as refused:
            logger.warning("The shop took the first step of a change and refused the second (%s).", refused.code)

    def _read(self, body: Any | None) -> Order | None:
        return None if body is None else reading.read_order(body, self._promised_meta)

    async def _shop_currency(self) -> str:
        if self._currency is None:
            found = await self._requests.one("/settings/general/woocommerce_currency")
            if not isinstance(found, dict) or not isinstance(found.get("value"), str):
                raise NotActed("no currency in the settings")
            self._currency = found["value"]
        return self._currency

    async def _refund_under(self, act: Act) -> Outcome | None:
        for body in await self._requests.every(f"/orders/{act.order.id}/refunds"):
            refund: WooRefund = reading.read(WooRefund, body)
            if act.mark in refund.reason:
                if not refund.refunded_payment:
                    logger.warning(
                        "Refund %d is in the books, but the payment provider has not confirmed it.", refund.id
                    )
                return Outcome(ref=str(refund.id))
        return None

    async def _refund(self, act: Act, amount: int) -> Outcome:
        body = {
            "amount": decimal(amount, act.order.currency),
            "reason": f"{act.reason or act.kind} [{act.mark}]",
            "api_refund": True,
            "meta_data": [{"key": MARK, "value": act.mark}],
        }
        made = await self._requests.change("POST", f"/orders/{act.order.id}/refunds", body)
        return Outcome(ref=str(_id(made)))

    async def _mark_cancelled(self, act: Act) -> None:
        body = {"status": "cancelled", "meta_data": [{"key": CANCELLED, "value": act.mark}]}
        await self._requests.change("PUT", f"/orders/{act.order.id}", body)

    async def _voucher_under(self, act: Act) -> Outcome | None:
        code = voucher_code(self._pepper, act.mark).lower()
        for body in await self._requests.every("/coupons", {"code": code}):
            coupon: WooCoupon = reading.read(WooCoupon, body)
            if coupon.code.casefold() == code:
                return Outcome(code.upper(), str(coupon.id))
        return None

    async def _make_voucher(self, act: Act) -> Outcome:
        code = voucher_code(self._pepper, act.mark).lower()
        body = {
            "code": code,
            "discount_type": "fixed_cart",
            "amount": decimal(act.amount, act.order.currency),
            "usage_limit": 1,
            "email_restrictions": [act.order.email] if act.order.email else [],
            "description": f"To make good for order {act.order.number}",
            "meta_data": [{"key": MARK, "value": act.mark}],
        }
        try:
            return Outcome(code.upper(), str(_id(await self._requests.change("POST", "/coupons", body))))
        except Refused as refused:
            there = await self._voucher_under(act) if refused.code == VOUCHER_TAKEN else None
            if there is None:
                raise
            return there

    async def _replacement_under(self, act: Act) -> Outcome | None:
        order = act.order
        query = {"customer": order.customer_id} if order.customer_id else {"search": order.email}
        for body in await self._requests.every("/orders", {**query, "orderby": "date", "order": "desc"}):
            found: reading.WooOrder = reading.read(reading.WooOrder, body)
            if found.meta(MARK) == act.mark:
                return Outcome(found.number, str(found.id))
        return None

    async def _send_again(self, act: Act) -> Outcome:
        original = await self._requests.one(f"/orders/{act.order.id}")
        if not isinstance(original, dict) or act.line is None:
            raise Refused("gone", "This order is no longer there.")
        product, _, variation = act.line.product.partition("/")
        line = {"product_id": int(product), "quantity": act.line.quantity, "subtotal": "0.00", "total": "0.00"}
        body = {
            "status": "processing",
            "customer_id": original.get("customer_id", 0),
            "billing": original.get("billing", {}),
            "shipping": original.get("shipping", {}),
            "line_items": [{**line, **({"variation_id": int(variation)} if int(variation) else {})}],
            "meta_data": [{"key": MARK, "value": act.mark}, {"key": REPLACES, "value": act.order.id}],
        }
        made = await self._requests.change("POST", "/orders", body)
        return Outcome(str(made.get("number") or _id(made)), str(_id(made))) if isinstance(made, dict) else _unread()

    async def _note_under(self, act: Act) -> Outcome | None:
        # Notes come in one list, without pages.
        for body in await self._requests.one(f"/orders/{act.order.id}/notes", {"type": "internal"}) or []:
            note: WooNote = reading.read(WooNote, body)
            if act.mark in note.note:
                return Outcome(ref=str(note.id))
        return None

    async def _note(self, act: Act, words: str) -> Outcome:
        body = {"note": f"{words} [{act.mark}]", "customer_note": False}
        return Outcome(ref=str(_id(await self._requests.change("POST", f"/orders/{act.order.id}/notes", body))))

    async def _register_return(self, act: Act) -> Outcome:
        # Those who take the parcel in read notes, not meta data.
        if await self._note_under(act) is None:
            await self._note(act, f"The customer sends this order back: {act.reason}")
        body = {"meta_data": [{"key": RETURNED, "value": act.mark}]}
        await self._then(self._requests.change("PUT", f"/orders/{act.order.id}", body))
        return Outcome(f"R{act.order.number}")


def _id(body: object) -> int:
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, int) else _unread()


def _unread() -> NoReturn:
    """It was taken, but what came back is not what was agreed: the books will say what it was."""
    raise MayHaveActed("a change without an id")
