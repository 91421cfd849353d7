"""Shopify's documents in our terms. Pure; raises Unreadable for what is not as its documentation says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from storefront.money import NoMoney, minor_units
from storefront.order import Customer, Line, Order, Product, Step
from storefront.vendor import NotActed, Refused

TIERS = ("standard", "silver", "gold")
TIER_TAG = "tier:"
REPLACES_TAG = "warmhand-replacement"
SETTLED = frozenset({"PAID", "PARTIALLY_REFUNDED", "REFUNDED"})
PAYING = frozenset({"SALE", "CAPTURE"})


class Unreadable(NotActed):
    """The vendor's answer is not what its documentation says."""


def read_order(body: Any) -> Order:
    """The order. Raises Unreadable."""
    try:
        return _order(body)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as wrong:
        # The name of the error and no value: values are customers' data.
        raise Unreadable(f"an order that cannot be read ({type(wrong).__name__})") from None


def read_customer(body: Any) -> Customer:
    """The customer; a tag such as `tier:gold` says which tier."""
    try:
        tags = [str(tag) for tag in body["tags"]]
        tier = next((tag.removeprefix(TIER_TAG) for tag in tags if tag.startswith(TIER_TAG)), "standard")
        email = (body.get("defaultEmailAddress") or {}).get("emailAddress") or ""
        since, orders = _moment(body["createdAt"]).date(), int(body["numberOfOrders"])
        known = tier if tier in TIERS else "standard"
        return Customer(plain(body["id"]), str(body["displayName"]), str(email), known, since, orders)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise Unreadable(f"a customer that cannot be read ({type(wrong).__name__})") from None


def read_product(body: Any, currency: str) -> Product:
    """The product, priced as its first variant."""
    try:
        variant = body["variants"]["nodes"][0]
        choices = {str(each["name"]).casefold(): tuple(map(str, each["values"])) for each in body["options"]}
        return Product(
            sku=str(variant["sku"] or plain(body["id"])),
            name=str(body["title"]),
            price=minor_units(variant["price"], currency),
            currency=currency,
            slug=str(body["handle"]),
            stock=max(0, int(body["totalInventory"] or 0)),
            sizes=choices.get("size", ()),
            colours=choices.get("colour", choices.get("color", ())),
        )
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as wrong:
        raise Unreadable(f"a product that cannot be read ({type(wrong).__name__})") from None


def plain(gid: str) -> str:
    """`7` of `gid://shopify/Customer/7`."""
    return str(gid).rpartition("/")[2]


def sent(fulfillments: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that really left; failed and called-off ones stay in the list."""
    return [each for each in fulfillments if each["status"] == "SUCCESS"]


def shares(payments: Sequence[Mapping[str, Any]], amount: int, currency: str) -> list[tuple[str, str, int]]:
    """Which payments so much goes back to: id, gateway and minor units, never more than is left of each.

    Raises Refused when the payments do not hold so much.
    """
    left: dict[str, int] = {}
    gateways: dict[str, str] = {}
    succeeded = [each for each in payments if each.get("status") == "SUCCESS"]
    for each in succeeded:
        if each.get("kind") in PAYING:
            left[each["id"]] = _money(each["amountSet"], currency)
            gateways[each["id"]] = str(each["gateway"])
    for each in succeeded:
        parent = (each.get("parentTransaction") or {}).get("id")
        if each.get("kind") == "REFUND" and parent in left:
            left[parent] -= _money(each["amountSet"], currency)
    found = []
    for payment, rest in left.items():
        share = min(max(0, rest), amount)
        if share:
            found.append((payment, gateways[payment], share))
            amount -= share
    if amount:
        raise Refused("no_payment", "The payments of this order do not hold so much any more.")
    return found


def _order(body: Any) -> Order:
    currency = body["currencyCode"]
    body = {**body, "fulfillments": sent(body["fulfillments"])}
    tracking: Mapping[str, Any] = next((info for each in body["fulfillments"] for info in each["trackingInfo"]), {})
    customer, refunds = body.get("customer"), body["refunds"]
    estimates = [each["estimatedDeliveryAt"] for each in body["fulfillments"] if each.get("estimatedDeliveryAt")]
    cancelled_under = _value(body["cancelledUnder"]) if body["cancelledAt"] else None
    returned_under = _value(body["returnedUnder"]) if body["returns"]["nodes"] else None
    return Order(
        id=str(body["id"]),
        number=str(body["name"]).lstrip("#"),
        customer_id=plain(customer["id"]) if customer else None,
        name=str((customer or {}).get("displayName") or (body.get("billingAddress") or {}).get("name") or ""),
        email=str(body.get("email") or ""),
        currency=currency,
        total=_money(body["totalPriceSet"], currency),
        lines=tuple(_line(each, currency, body["taxesIncluded"]) for each in body["lineItems"]["nodes"]),
        steps=_steps(body),
        settled=body["displayFinancialStatus"] in SETTLED,
        promised_on=_moment(estimates[0]).date() if estimates else None,
        carrier=tracking.get("company") or None,
        tracking_number=tracking.get("number") or None,
        tracking_url=tracking.get("url") or None,
        refunded=_money(body["totalRefundedSet"], currency),
        refunded_at=max((_moment(each["createdAt"]) for each in refunds), default=None),
        replacement=REPLACES_TAG in body["tags"],
        cancelled_under=cancelled_under,
        returned_under=returned_under,
    )


def _line(body: Any, currency: str, taxes_included: bool) -> Line:
    paid = _money(body["discountedTotalSet"], currency)
    if not taxes_included:
        paid += sum(_money(each["priceSet"], currency) for each in body["taxLines"])
    product = str((body.get("variant") or {}).get("id") or "")
    ref = plain(body["id"])
    return Line(ref, body["sku"] or f"line-{ref}", str(body["name"]), int(body["quantity"]), paid, product)


def _steps(body: Any) -> tuple[Step, ...]:
    steps = [Step("paid", _moment(body["processedAt"]))]
    left = sorted(_moment(each["createdAt"]) for each in body["fulfillments"])
    arrived = [_moment(each["deliveredAt"]) for each in body["fulfillments"] if each.get("deliveredAt")]
    out = [each for each in body["fulfillments"] if each.get("displayStatus") == "OUT_FOR_DELIVERY"]
    if left:
        steps.append(Step("shipped", left[0]))
    if left and len(arrived) == len(left):
        steps.append(Step("delivered", max(arrived)))
    elif out:
        steps.append(Step("out_for_delivery", _moment(out[0]["updatedAt"])))
    if body["cancelledAt"]:
        steps.append(Step("cancelled", _moment(body["cancelledAt"])))
    elif body["returns"]["nodes"]:
        steps.append(Step("returned", _moment(body["returns"]["nodes"][0]["createdAt"])))
    elif body["displayFinancialStatus"] == "REFUNDED" and body["refunds"]:
        steps.append(Step("refunded", max(_moment(each["createdAt"]) for each in body["refunds"])))
    return tuple(steps)


def _money(body: Any, currency: str) -> int:
    money = body["shopMoney"]
    if money["currencyCode"] != currency:
        raise NoMoney("an amount of another currency")
    return minor_units(money["amount"], currency)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written).astimezone(UTC)


def _value(field: Any) -> str | None:
    return str(field["value"]) if field else None
