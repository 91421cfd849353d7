"""WooCommerce as its documentation says (wc/v3): orders, refunds, notes, coupons, customers, products, error bodies."""

from __future__ import annotations

import base64
import copy
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.storefront.vendor_server import Answer, VendorServer

KEY, SECRET = "ck_" + "a" * 40, "cs_" + "b" * 40
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def gmt(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def error(status: int, code: str, message: str) -> Answer:
    return status, {"code": code, "message": message, "data": {"status": status}}, {}


def no_such(what: str) -> Answer:
    return error(404, f"woocommerce_rest_{what}_invalid_id", "Invalid ID.")


class WooShop:
    """The books of one shop. Money moves through `paid_out`: what the payment provider was really told to pay."""

    def __init__(self) -> None:
        self.orders: dict[int, dict[str, Any]] = {}
        self.refunds: dict[int, list[dict[str, Any]]] = {}
        self.notes: dict[int, list[dict[str, Any]]] = {}
        self.coupons: dict[int, dict[str, Any]] = {}
        self.customers: dict[int, dict[str, Any]] = {}
        self.products: list[dict[str, Any]] = []
        self.paid_out: list[tuple[int, Decimal]] = []
        self.provider_refuses = False
        self._next = 20400
        self.server = VendorServer(self.answer)

    def add_customer(self, number: int, name: str, email: str, tier: str | None = None) -> None:
        first, _, last = name.partition(" ")
        meta = [{"id": 1, "key": "warmhand_tier", "value": tier}] if tier else []
        given = {"id": number, "email": email, "first_name": first, "last_name": last, "username": first.lower()}
        self.customers[number] = {
            **given,
            "role": "customer",
            "date_created_gmt": "2024-03-02T10:00:00",
            "meta_data": meta,
        }

    def add_order(self, customer: int = 7, status: str = "processing", days_ago: int = 3, **more: Any) -> int:
        """An order of one apron (41.00) and one mug (18.90), delivery included in the total of 59.90."""
        number = self._new_id()
        placed = NOW - timedelta(days=days_ago)
        who = self.customers.get(customer, {"first_name": "Gus", "last_name": "Guest", "email": "gus@example.com"})
        done = gmt(placed + timedelta(days=1)) if status == "completed" else None
        order = {
            "id": number,
            "number": str(number),
            "status": status,
            "currency": "EUR",
            "date_created_gmt": gmt(placed),
            "date_modified_gmt": gmt(placed + timedelta(days=1)),
            "date_paid_gmt": None if status in ("on-hold", "pending") else gmt(placed),
            "date_completed_gmt": done,
            "total": "59.90",
            "customer_id": customer if customer in self.customers else 0,
            "billing": {name: who[name] for name in ("first_name", "last_name", "email")},
            "shipping": {"first_name": who["first_name"], "address_1": "Long Lane 1"},
            "meta_data": [],
            "line_items": [
                self._line(1, "Linen apron", 11, "FO-101", 1, "34.45", "6.55"),
                self._line(2, "Stoneware mug", 12, "FO-102", 1, "15.88", "3.02"),
            ],
            "refunds": [],
        }
        self.orders[number] = {**order, **more}
        return number

    def answer(self, method: str, path: str, query: dict[str, str], body: Any, headers: dict[str, str]) -> Answer:
        wanted = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if headers.get("authorization") != wanted:
            return error(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
        route = path.removeprefix("/wp-json/wc/v3")
        if found := re.fullmatch(r"/orders/(\d+)(/.*)?", route):
            return self._order(method, int(found[1]), found[2] or "", query, body)
        if found := re.fullmatch(r"/coupons/(\d+)", route):
            return self._coupon(method, int(found[1]))
        if route == "/coupons" and method == "POST":
            return self._make_coupon(body)
        if route == "/orders" and method == "POST":
            return self._make_order(body)
        if found := re.fullmatch(r"/customers/(\d+)", route):
            customer = self.customers.get(int(found[1]))
            return (200, customer, {}) if customer else no_such("customer")
        if route == "/settings/general/woocommerce_currency":
            return 200, {"id": "woocommerce_currency", "value": "EUR"}, {}
        lists = {"/orders": self._matching(query), "/products": self.products}
        lists["/coupons"] = [each for each in self.coupons.values() if each["code"] == query.get("code", each["code"])]
        if route in lists:
            return self._page(lists[route], query)
        return error(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _matching(self, query: dict[str, str]) -> list[dict[str, Any]]:
        found = sorted(self.orders.values(), key=lambda order: (order["date_created_gmt"], order["id"]), reverse=True)
        if "customer" in query:
            found = [order for order in found if str(order["customer_id"]) == query["customer"]]
        if "search" in query:
            words = query["search"]
            found = [order for order in found if words in order["number"] or words in order["billing"]["email"]]
        return found

    def _page(self, every: list[Any], query: dict[str, str]) -> Answer:
        size, page = int(query.get("per_page", "10")), int(query.get("page", "1"))
        if not 1 <= size <= 100:
            return error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        pages = -(-len(every) // size)
        headers = {"X-WP-Total": str(len(every)), "X-WP-TotalPages": str(pages)}
        return 200, every[(page - 1) * size : page * size], headers

    def _order(self, method: str, number: int, rest: str, query: dict[str, str], body: Any) -> Answer:
        order = self.orders.get(number)
        if order is None:
            return no_such("shop_order")
        if rest == "/refunds":
            if method == "POST":
                return self._refund(order, body)
            return self._page(self.refunds.get(number, []), query)
        if rest == "/notes":
            if method == "POST":
                note = {"id": self._new_id(), "note": body["note"], "customer_note": body.get("customer_note", False)}
                self.notes.setdefault(number, []).append(note)
                return 201, note, {}
            return 200, self.notes.get(number, []), {}
        if rest.startswith("/notes/"):
            kept = [note for note in self.notes.get(number, []) if str(note["id"]) != rest.removeprefix("/notes/")]
            if len(kept) == len(self.notes.get(number, [])):
                return error(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")
            self.notes[number] = kept
            return 200, {}, {}
        if method == "PUT":
            order["status"] = body.get("status", order["status"])
            order["meta_data"] += [{"id": self._new_id(), **each} for each in body.get("meta_data", [])]
            order["date_modified_gmt"] = gmt(NOW)
        return 200, copy.deepcopy(order), {}

    def _refund(self, order: dict[str, Any], body: Any) -> Answer:
        amount, done = Decimal(body["amount"]), sum(-Decimal(each["total"]) for each in order["refunds"])
        if amount <= 0 or amount > Decimal(order["total"]) - done:
            return error(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
        if body.get("api_refund", True):
            if self.provider_refuses:
                words = "The payment gateway for this order does not support automatic refunds."
                return error(500, "woocommerce_rest_cannot_create_order_refund", words)
            self.paid_out.append((order["id"], amount))
        refund = {
            "id": self._new_id(),
            "amount": str(amount),
            "reason": body.get("reason", ""),
            "refunded_payment": True,
        }
        self.refunds.setdefault(order["id"], []).append(refund)
        order["refunds"].append({"id": refund["id"], "reason": refund["reason"], "total": f"-{amount}"})
        order["date_modified_gmt"] = gmt(NOW)
        if done + amount == Decimal(order["total"]):
            order["status"] = "refunded"
        return 201, refund, {}

    def _coupon(self, method: str, number: int) -> Answer:
        if number not in self.coupons:
            return no_such("shop_coupon")
        return 200, self.coupons.pop(number) if method == "DELETE" else self.coupons[number], {}

    def _make_coupon(self, body: Any) -> Answer:
        if any(each["code"] == body["code"] for each in self.coupons.values()):
            return error(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
        coupon = {"usage_count": 0, **body, "id": self._new_id()}
        self.coupons[coupon["id"]] = coupon
        return 201, coupon, {}

    def _make_order(self, body: Any) -> Answer:
        number = self.add_order(body["customer_id"], body["status"], days_ago=0)
        order = self.orders[number]
        lines = [
            self._line(index, "Sent again", line["product_id"], "FO-101", line["quantity"], line["total"], "0.00")
            for index, line in enumerate(body["line_items"], 1)
        ]
        order.update(line_items=lines, total="0.00", meta_data=body["meta_data"], billing=body["billing"])
        return 201, copy.deepcopy(order), {}

    def _line(self, ref: int, name: str, product: int, sku: str, count: int, total: str, tax: str) -> dict[str, Any]:
        given = {"id": ref, "name": name, "product_id": product, "variation_id": 0, "quantity": count, "sku": sku}
        return {**given, "subtotal": total, "total": total, "total_tax": tax, "price": 34.45}

    def _new_id(self) -> int:
        self._next += 1
        return self._next
