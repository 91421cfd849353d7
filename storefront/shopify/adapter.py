"""Shopify behind the contract. The mark of a key is written into refunds, orders, codes and fields of its books."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from storefront.line import Line
from storefront.money import decimal
from storefront.order import Customer, Order, Product
from storefront.shopify import questions, reading
from storefront.shopify.requests import Requests
from storefront.vendor import Act, MayHaveActed, NotActed, Outcome, Refused, voucher_code

DIGITS = re.compile(r"[0-9]{1,20}")
NUMBER = re.compile(r"[A-Za-z0-9-]{1,20}")
LOOKS = 8
LOOK_SECONDS = 0.5
LONGEST_NOTE = 250
NAMESPACE = uuid.UUID("6b3e3a0e-2f0c-5d0b-9b0a-77a9a0e3c001")
logger = logging.getLogger("storefront")


class Shopify:
    """Keeps `storefront.vendor.Vendor`.

    Refunds go with Shopify's own idempotency key and carry the mark in their note. A code is made of the mark, and
    Shopify takes no code twice; an order sent again carries it as a tag; cancellation and return, which Shopify does
    once in any case, are noted in a field of the order. Its search runs behind its books, which `settles` covers.
    """

    name = "shopify"
    settles = timedelta(minutes=3)
    cannot: Mapping[str, str] = {"shipping_upgrade": "This shop cannot change a delivery that is ordered already."}

    def __init__(self, line: Line, *, api_version: str, pepper: str, clock: Callable[[], datetime]) -> None:
        self._requests = Requests(line, api_version)
        self._pepper = pepper
        self._clock = clock

    async def order(self, number: str) -> Order | None:
        """By name: `#1001` is the customer's 1001."""
        if not NUMBER.fullmatch(number):
            return None
        found = (each for each in await self._find(f"name:{number}") if str(each["name"]).lstrip("#") == number)
        named = next(found, None)
        return await self._read(str(named["id"])) if named else None

    async def orders_of(self, customer_id: str) -> list[Order]:
        """Newest first."""
        if not DIGITS.fullmatch(customer_id):
            return []
        pages = await self._requests.pages(questions.ORDERS, {"query": f"customer_id:{customer_id}"}, "orders")
        bodies = [each for page in pages for each in page["orders"]["nodes"]]
        found = [await self._whole(each) for each in bodies]
        # The filter is the vendor's; that nobody sees a stranger's order is ours to see to.
        return [order for order in found if order.customer_id == customer_id]

    async def customer(self, customer_id: str) -> Customer | None:
        """The customer with this id."""
        if not DIGITS.fullmatch(customer_id):
            return None
        data = await self._requests.read(questions.CUSTOMER, {"id": f"gid://shopify/Customer/{customer_id}"})
        return reading.read_customer(data["customer"]) if data.get("customer") else None

    async def products(self) -> list[Product]:
        """Everything that is for sale."""
        pages = await self._requests.pages(questions.PRODUCTS, {}, "products")
        return [
            reading.read_product(each, page["shop"]["currencyCode"])
            for page in pages
            for each in page["products"]["nodes"]
        ]

    async def find(self, act: Act) -> Outcome | None:
        """What the books hold under the mark."""
        if act.kind == "refund":
            return await self._refund_under(act)
        if act.kind == "voucher":
            code = voucher_code(self._pepper, act.mark)
            found = (await self._requests.read(questions.VOUCHER, {"code": code})).get("codeDiscountNodeByCode")
            return Outcome(code, str(found["id"])) if found else None
        if act.kind == "replacement":
            again = await self._find(f"tag:{act.mark}")
            return Outcome(str(again[0]["name"]).lstrip("#"), str(again[0]["id"])) if again else None
        body = await self._body(act)
        if act.kind == "gesture":
            return Outcome(ref=act.order.id) if act.mark in body["tags"] else None
        order = reading.read_order(body)
        under = {"cancel": order.cancelled_under, "return": order.returned_under}.get(act.kind)
        detail = body["returns"]["nodes"][0]["name"] if act.kind == "return" and body["returns"]["nodes"] else None
        return Outcome(detail) if under == act.mark else None

    async def carry_out(self, act: Act) -> Outcome:
        """Do it, once the books hold nothing under the mark."""
        if act.kind == "refund":
            return await self._refund(act)
        if act.kind == "voucher":
            return await self._make_voucher(act)
        if act.kind == "replacement":
            return await self._send_again(act)
        if act.kind == "gesture":
            await self._requests.change(questions.ADD_TAGS, {"id": act.order.id, "tags": self._tags(act)})
            return Outcome(ref=act.order.id)
        if act.kind == "return":
            return await self._return(act)
        if act.kind == "cancel":
            return await self._cancel(act)
        raise Refused("not_known", self.cannot[act.kind])

    async def take_back(self, act: Act, outcome: Outcome) -> None:
        """A code that nobody used is deleted; the tags that ask for a present are removed."""
        if act.kind == "gesture":
            await self._requests.change(questions.REMOVE_TAGS, {"id": act.order.id, "tags": self._tags(act)})
            return
        found = (await self._requests.read(questions.VOUCHER, {"code": outcome.detail})).get("codeDiscountNodeByCode")
        if not found:
            return
        if (found.get("codeDiscount") or {}).get("asyncUsageCount"):
            raise Refused("used", "This voucher was used already.")
        await self._requests.change(questions.DELETE_VOUCHER, {"id": found["id"]})

    async def close(self) -> None:
        """Hang up."""
        await self._requests.line.close()

    async def _find(self, query: str) -> list[dict[str, Any]]:
        """Ids and names of the newest orders that fit."""
        data = await self._requests.read(questions.FIND, {"query": query})
        try:
            return [{"id": each["id"], "name": each["name"]} for each in data["orders"]["nodes"]]
        except (KeyError, TypeError) as wrong:
            raise reading.Unreadable(f"a list that cannot be read ({type(wrong).__name__})") from None

    async def _read(self, gid: str) -> Order | None:
        body = (await self._requests.read(questions.ORDER, {"id": gid})).get("order")
        return reading.read_order(body) if body else None

    async def _whole(self, body: dict[str, Any]) -> Order:
        """The order of a list; one with more lines than a list tells is read once more."""
        order = reading.read_order(body)
        if not body["lineItems"]["pageInfo"]["hasNextPage"]:
            return order
        return await self._read(order.id) or order

    async def _body(self, act: Act) -> Any:
        body = (await self._requests.read(questions.ORDER, {"id": act.order.id})).get("order")
        if not body:
            raise NotActed("an order that is gone")
        return body

    async def _refund_under(self, act: Act) -> Outcome | None:
        for refund in (await self._body(act))["refunds"]:
            if act.mark in (refund.get("note") or ""):
                return Outcome(ref=str(refund["id"]))
        return None

    async def _refund(self, act: Act) -> Outcome:
        body = await self._body(act)
        if body["presentmentCurrencyCode"] != body["currencyCode"]:
            raise Refused(
                "currency", "This order was paid in another currency: it has to be refunded in Shopify itself."
            )
        payments = (await self._requests.read(questions.PAYMENTS, {"id": act.order.id}))["order"]["transactions"]
        given = {
            "orderId": act.order.id,
            "note": f"{act.reason or act.kind} [{act.mark}]",
            "notify": True,
            "transactions": [
                {
                    "orderId": act.order.id,
                    "parentId": payment,
                    "gateway": gateway,
                    "kind": "REFUND",
                    "amount": decimal(share, act.order.currency),
                }
                for payment, gateway, share in reading.shares(payments, act.amount, act.order.currency)
            ],
        }
        made = await self._requests.change(questions.REFUND, {"input": given, "key": self._key(act)})
        return Outcome(ref=_id(made.get("refund")))

    async def _cancel(self, act: Act) -> Outcome:
        await self._note(act, "cancelled")
        note = f"Cancelled in the chat [{act.mark}]"
        await self._requests.change(questions.CANCEL, {"id": act.order.id, "note": note})
        # Shopify cancels in a job of its own.
        for _ in range(LOOKS):
            await self._requests.line.sleep(LOOK_SECONDS)
            if (await self._then(self._body(act)))["cancelledAt"]:
                return Outcome()
        raise MayHaveActed("a cancellation that is not done yet")

    async def _return(self, act: Act) -> Outcome:
        data = (await self._requests.read(questions.SENT_ITEMS, {"id": act.order.id}))["order"]
        items = [item for each in reading.sent(data["fulfillments"]) for item in each["fulfillmentLineItems"]["nodes"]]
        await self._note(act, "returned")
        given = {
            "orderId": act.order.id,
            "notifyCustomer": True,
            "returnLineItems": [
                {
                    "fulfillmentLineItemId": item["id"],
                    "quantity": item["quantity"],
                    "returnReason": "OTHER",
                    "returnReasonNote": act.reason[:LONGEST_NOTE],
                }
                for item in items
            ],
        }
        made = (await self._requests.change(questions.RETURN, {"input": given})).get("return")
        _id(made)
        return Outcome(str(made["name"]) if isinstance(made, dict) else None)

    async def _note(self, act: Act, key: str) -> None:
        """Under which key it is asked, in a field of the order; done it is only when the order itself says so."""
        field = {"namespace": "warmhand", "key": key, "type": "single_line_text_field", "value": act.mark}
        await self._requests.change(questions.SET_FIELD, {"fields": [{"ownerId": act.order.id, **field}]})

    async def _make_voucher(self, act: Act) -> Outcome:
        code, customer = voucher_code(self._pepper, act.mark), act.order.customer_id
        buyer = {"customers": {"add": [f"gid://shopify/Customer/{customer}"]}} if customer else {"all": "ALL"}
        amount = {"amount": decimal(act.amount, act.order.currency), "appliesOnEachItem": False}
        given = {
            "title": f"To make good for order {act.order.number}",
            "code": code,
            "startsAt": self._clock().isoformat(),
            "usageLimit": 1,
            "appliesOncePerCustomer": True,
            "context": buyer,
            "customerGets": {"value": {"discountAmount": amount}, "items": {"all": True}},
        }
        try:
            made = await self._requests.change(questions.MAKE_VOUCHER, {"discount": given})
        except Refused as refused:
            there: Outcome | None = await self._then(self.find(act)) if refused.code == "TAKEN" else None
            if there is None:
                raise
            return there
        return Outcome(code, _id(made.get("codeDiscountNode")))

    async def _send_again(self, act: Act) -> Outcome:
        data = (await self._requests.read(questions.ADDRESS, {"id": act.order.id}))["order"]
        free = {"shopMoney": {"amount": "0.00", "currencyCode": act.order.currency}}
        line = act.line
        if line is None:
            raise Refused("gone", "This item is no longer there.")
        given = {
            "lineItems": [{"variantId": line.product, "quantity": line.quantity, "priceSet": free}],
            "email": act.order.email,
            "financialStatus": "PAID",
            "note": f"Sent in place of order {act.order.number}",
            "tags": [act.mark, reading.REPLACES_TAG],
            "shippingAddress": data["shippingAddress"],
        }
        if act.order.customer_id:
            given["customer"] = {"toAssociate": {"id": f"gid://shopify/Customer/{act.order.customer_id}"}}
        options = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY", "sendReceipt": True}
        made = (await self._requests.change(questions.SEND_AGAIN, {"order": given, "options": options})).get("order")
        ref = _id(made)
        return Outcome(str(made["name"]).lstrip("#") if isinstance(made, dict) else None, ref)

    async def _then(self, work: Awaitable[Any]) -> Any:
        """Looking after a change: what cannot be seen is open, and not as if never begun."""
        try:
            return await work
        except NotActed as failure:
            raise MayHaveActed(str(failure)) from failure

    def _tags(self, act: Act) -> list[str]:
        return [act.mark, f"present worth {decimal(act.amount, act.order.currency)} {act.order.currency}"]

    def _key(self, act: Act) -> str:
        """Shopify recommends UUIDs: always the same one for a mark."""
        return str(uuid.uuid5(NAMESPACE, act.mark))


def _id(made: object) -> str:
    found = made.get("id") if isinstance(made, dict) else None
    if not isinstance(found, str):
        # It was taken, but what came back is not what was agreed: the books will say what it was.
        raise MayHaveActed("a change without an id")
    return found
