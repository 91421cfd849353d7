"""Shopify's GraphQL Admin API as documented: points, throttling, cursors, user errors, jobs, idempotency."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.storefront.vendor_server import Answer, VendorServer

TOKEN = "shpat_" + "c" * 32
VERSION = "2026-01"
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PAGE, PRODUCT_PAGE = 5, 50


def iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def shop_money(amount: str, currency: str = "EUR") -> dict[str, Any]:
    return {"shopMoney": {"amount": amount, "currencyCode": currency}}


def user_error(message: str, code: str | None = None) -> list[dict[str, Any]]:
    return [{"field": None, "message": message, "code": code}]


class ShopifyShop:
    """The books of one shop. `points` is what is left in the bucket; None is a bucket without end."""

    def __init__(self) -> None:
        self.orders: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, dict[str, Any]] = {}
        self.codes: dict[str, dict[str, Any]] = {}
        self.payments: dict[str, list[dict[str, Any]]] = {}
        self.products: list[dict[str, Any]] = []
        self.paid_out: list[tuple[str, Decimal]] = []
        self.answered: dict[str, Any] = {}
        self.cancels_after = 1
        self.points: float | None = None
        self._ids = 1000
        self._number = 20400
        self.server = VendorServer(self.answer)

    def add_customer(self, number: int, name: str, email: str, *tags: str) -> None:
        gid = f"gid://shopify/Customer/{number}"
        given = {"id": gid, "displayName": name, "createdAt": "2024-03-02T10:00:00Z", "tags": list(tags)}
        self.customers[gid] = {**given, "numberOfOrders": "0", "defaultEmailAddress": {"emailAddress": email}}

    def add_order(self, customer: int = 7, sent: bool = False, days_ago: int = 3, **more: Any) -> str:
        """An order of 59.90 with an apron and a mug; its number."""
        self._number += 1
        gid, placed = self._gid("Order"), NOW - timedelta(days=days_ago)
        who = self.customers.get(f"gid://shopify/Customer/{customer}")
        email = who["defaultEmailAddress"]["emailAddress"] if who else "gus@example.com"
        shipped = iso(placed + timedelta(days=1))
        parcel = {
            "status": "SUCCESS",
            "createdAt": shipped,
            "updatedAt": shipped,
            "deliveredAt": None,
            "displayStatus": "IN_TRANSIT",
        }
        track = [{"company": "DHL", "number": "JD01", "url": "https://dhl.example/JD01"}]
        order = {
            "id": gid,
            "name": f"#{self._number}",
            "email": email,
            "createdAt": iso(placed),
            "processedAt": iso(placed),
            "cancelledAt": None,
            "tags": [],
            "taxesIncluded": True,
            "currencyCode": "EUR",
            "presentmentCurrencyCode": "EUR",
            "displayFinancialStatus": "PAID",
            "billingAddress": {"name": "Gus Guest"},
            "customer": {"id": who["id"], "displayName": who["displayName"]} if who else None,
            "totalPriceSet": shop_money("59.9"),
            "totalRefundedSet": shop_money("0.0"),
            "cancelledUnder": None,
            "returnedUnder": None,
            "returns": {"nodes": []},
            "lineItems": {
                "nodes": [self._line("Apron", "FO-101", "41.0"), self._line("Mug", "FO-102", "18.9")],
                "pageInfo": {"hasNextPage": False},
            },
            "fulfillments": [{**parcel, "estimatedDeliveryAt": None, "trackingInfo": track}] if sent else [],
            "refunds": [],
        }
        self.orders[gid] = {**order, **more}
        sale = {"id": self._gid("OrderTransaction"), "kind": "SALE", "status": "SUCCESS", "gateway": "cards"}
        self.payments[gid] = [{**sale, "amountSet": shop_money("59.9"), "parentTransaction": None}]
        return str(self._number)

    def named(self, number: str) -> dict[str, Any]:
        """The order with this number."""
        return next(order for order in self.orders.values() if order["name"] == f"#{number}")

    def answer(self, method: str, path: str, _query: dict[str, str], body: Any, headers: dict[str, str]) -> Answer:
        if headers.get("x-shopify-access-token") != TOKEN:
            return 401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}, {}
        if (method, path) != ("POST", f"/admin/api/{VERSION}/graphql.json"):
            return 404, {"errors": "Not Found"}, {}
        cost = {"requestedQueryCost": 50, "throttleStatus": {"maximumAvailable": 2000.0, "restoreRate": 100.0}}
        if self.points is not None:
            cost["throttleStatus"]["currentlyAvailable"] = self.points  # type: ignore[index]
            if self.points < 50:
                self.points += 50
                error = {"message": "Throttled", "extensions": {"code": "THROTTLED"}}
                return 200, {"errors": [error], "extensions": {"cost": cost}}, {}
            self.points -= 50
        given = getattr(self, "on_" + body["operationName"])(**body["variables"])
        return 200, {"data": copy.deepcopy(given), "extensions": {"cost": cost}}, {}

    def on_Orders(self, query: str, after: str | None) -> Any:  # noqa: N802 - the operation's name
        return {"orders": self._page(self._matching(query), after)}

    def on_Find(self, query: str) -> Any:  # noqa: N802
        found = [{"id": order["id"], "name": order["name"]} for order in self._matching(query)]
        return {"orders": {"nodes": found[:20]}}

    def on_Order(self, id: str) -> Any:  # noqa: A002, N802 - the variable's name
        order = self.orders.get(id)
        if order:
            self._progress(order)
        return {"order": order}

    def on_Customer(self, id: str) -> Any:  # noqa: A002, N802
        return {"customer": self.customers.get(id)}

    def on_Products(self, after: str | None) -> Any:  # noqa: N802
        return {"shop": {"currencyCode": "EUR"}, "products": self._page(self.products, after, PRODUCT_PAGE)}

    def on_Payments(self, id: str) -> Any:  # noqa: A002, N802
        return {"order": {"transactions": self.payments[id]}}

    def on_Address(self, id: str) -> Any:  # noqa: A002, N802
        return {"order": {"shippingAddress": {"address1": "Long Lane 1", "countryCode": "DE"}}}

    def on_SentItems(self, id: str) -> Any:  # noqa: A002, N802
        items = [
            {"id": f"{each['id']}F", "quantity": each["quantity"]} for each in self.orders[id]["lineItems"]["nodes"]
        ]
        sent = (
            [{"status": "SUCCESS", "fulfillmentLineItems": {"nodes": items}}] if self.orders[id]["fulfillments"] else []
        )
        return {"order": {"fulfillments": sent}}

    def on_Refund(self, input: dict[str, Any], key: str) -> Any:  # noqa: A002, N802
        if key not in self.answered:
            self.answered[key] = {"refundCreate": self._refund(input)}
        return self.answered[key]

    def on_SetField(self, fields: list[dict[str, str]]) -> Any:  # noqa: N802
        for field in fields:
            name = {"cancelled": "cancelledUnder", "returned": "returnedUnder"}[field["key"]]
            self.orders[field["ownerId"]][name] = {"value": field["value"]}
        return {"metafieldsSet": {"userErrors": []}}

    def on_Cancel(self, id: str, note: str) -> Any:  # noqa: A002, N802
        order = self.orders[id]
        if order["cancelledAt"] or "cancels" in order:
            return {"orderCancel": {"job": None, "userErrors": user_error("Cannot cancel an order twice", "INVALID")}}
        order["cancels"] = self.cancels_after
        return {"orderCancel": {"job": {"id": "gid://shopify/Job/1", "done": False}, "userErrors": []}}

    def on_Voucher(self, code: str) -> Any:  # noqa: N802
        found = self.codes.get(code)
        usage = {"asyncUsageCount": found["used"]} if found else None
        return {"codeDiscountNodeByCode": {"id": found["id"], "codeDiscount": usage} if found else None}

    def on_MakeVoucher(self, discount: dict[str, Any]) -> Any:  # noqa: N802
        if discount["code"] in self.codes:
            errors = user_error("Code must be unique. Please try a different code.", "TAKEN")
            return {"discountCodeBasicCreate": {"codeDiscountNode": None, "userErrors": errors}}
        made = {"id": self._gid("DiscountCodeNode"), "used": 0, **discount}
        self.codes[discount["code"]] = made
        return {"discountCodeBasicCreate": {"codeDiscountNode": {"id": made["id"]}, "userErrors": []}}

    def on_DeleteVoucher(self, id: str) -> Any:  # noqa: A002, N802
        self.codes = {code: each for code, each in self.codes.items() if each["id"] != id}
        return {"discountCodeDelete": {"deletedCodeDiscountId": id, "userErrors": []}}

    def on_SendAgain(self, order: dict[str, Any], options: dict[str, Any]) -> Any:  # noqa: N802
        gid = (order.get("customer") or {}).get("toAssociate", {}).get("id", "/0")
        number = self.add_order(
            int(gid.rpartition("/")[2]), days_ago=0, tags=order["tags"], totalPriceSet=shop_money("0")
        )
        made = self.named(number)
        return {"orderCreate": {"order": {"id": made["id"], "name": made["name"]}, "userErrors": []}}

    def on_AddTags(self, id: str, tags: list[str]) -> Any:  # noqa: A002, N802
        self.orders[id]["tags"] += [tag for tag in tags if tag not in self.orders[id]["tags"]]
        return {"tagsAdd": {"userErrors": []}}

    def on_RemoveTags(self, id: str, tags: list[str]) -> Any:  # noqa: A002, N802
        self.orders[id]["tags"] = [tag for tag in self.orders[id]["tags"] if tag not in tags]
        return {"tagsRemove": {"userErrors": []}}

    def on_Return(self, input: dict[str, Any]) -> Any:  # noqa: A002, N802
        order = self.orders[input["orderId"]]
        if order["returns"]["nodes"] or not input["returnLineItems"]:
            return {"returnCreate": {"return": None, "userErrors": user_error("Return line items are not returnable")}}
        made = {"id": self._gid("Return"), "name": f"{order['name']}-R1", "createdAt": iso(NOW)}
        order["returns"]["nodes"].append(made)
        return {"returnCreate": {"return": made, "userErrors": []}}

    def _matching(self, query: str) -> list[dict[str, Any]]:
        field, _, value = query.partition(":")
        matches = {
            "name": lambda order: order["name"].lstrip("#").startswith(value),
            "customer_id": lambda order: (order["customer"] or {}).get("id") == f"gid://shopify/Customer/{value}",
            "tag": lambda order: value in order["tags"],
        }[field]
        for order in self.orders.values():
            self._progress(order)
        return sorted(filter(matches, self.orders.values()), key=lambda order: order["createdAt"], reverse=True)

    def _refund(self, given: dict[str, Any]) -> Any:
        order, amount = self.orders[given["orderId"]], sum(Decimal(each["amount"]) for each in given["transactions"])
        done = Decimal(order["totalRefundedSet"]["shopMoney"]["amount"])
        if amount > Decimal(order["totalPriceSet"]["shopMoney"]["amount"]) - done:
            return {"refund": None, "userErrors": user_error("Refund amount cannot exceed the amount available")}
        self._pay_back(order, Decimal(amount), given["note"])
        return {"refund": {"id": order["refunds"][-1]["id"]}, "userErrors": []}

    def _pay_back(self, order: dict[str, Any], amount: Decimal, note: str) -> None:
        done = Decimal(order["totalRefundedSet"]["shopMoney"]["amount"]) + amount
        total = Decimal(order["totalPriceSet"]["shopMoney"]["amount"])
        self.paid_out.append((order["id"], amount))
        refund = {"id": self._gid("Refund"), "note": note, "createdAt": iso(NOW)}
        order["refunds"].append({**refund, "totalRefundedSet": shop_money(str(amount))})
        order["totalRefundedSet"] = shop_money(str(done))
        order["displayFinancialStatus"] = "REFUNDED" if done == total else "PARTIALLY_REFUNDED"
        sale = self.payments[order["id"]][0]
        back = {"id": self._gid("OrderTransaction"), "kind": "REFUND", "status": "SUCCESS", "gateway": "cards"}
        parent = {"parentTransaction": {"id": sale["id"]}, "amountSet": shop_money(str(amount))}
        self.payments[order["id"]].append({**back, **parent})

    def _progress(self, order: dict[str, Any]) -> None:
        """A cancellation is a job: done some looks later, with its money."""
        if order.get("cancels") is not None and not order["cancelledAt"]:
            order["cancels"] -= 1
            if order["cancels"] < 0:
                order["cancelledAt"] = iso(NOW)
                left = Decimal(order["totalPriceSet"]["shopMoney"]["amount"])
                self._pay_back(order, left - Decimal(order["totalRefundedSet"]["shopMoney"]["amount"]), "")

    def _page(self, every: list[Any], after: str | None, size: int = PAGE) -> Any:
        start = int(after or 0)
        more = start + size < len(every)
        return {"nodes": every[start : start + size], "pageInfo": {"hasNextPage": more, "endCursor": str(start + size)}}

    def _line(self, name: str, sku: str, amount: str) -> dict[str, Any]:
        variant = {"id": self._gid("ProductVariant")}
        given = {"id": self._gid("LineItem"), "sku": sku, "name": name, "quantity": 1, "variant": variant}
        return {**given, "discountedTotalSet": shop_money(amount), "taxLines": []}

    def _gid(self, kind: str) -> str:
        self._ids += 1
        return f"gid://shopify/{kind}/{self._ids}"
