"""What happens between payment and the doorstep: carriers, parcels, promised days."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

SATURDAY = 5
SUNDAY = 6
# How each carrier's tracking numbers begin, and how many digits follow.
TRACKING_SHAPES = {"DHL": ("JD0146", 12), "DPD": ("0534", 10), "GLS": ("GL", 9)}
DELIVERY_WORKING_DAYS = 4
REFUND_WORKING_DAYS = 5
DELIVERY_PRICE = 490  # cents
FREE_DELIVERY_FROM = 5000  # cents of goods


def tracking_number(carrier: str, order_number: str) -> str:
    """The parcel's number with this carrier, always the same for an order. KeyError for a strange carrier."""
    prefix, digits = TRACKING_SHAPES[carrier]
    seed = hashlib.sha256(f"{carrier}/{order_number}".encode()).digest()
    return prefix + str(int.from_bytes(seed[:8], "big"))[-digits:].zfill(digits)


def delivery_price(goods: int) -> int:
    """What delivery costs for goods of that many cents, in cents."""
    return 0 if goods >= FREE_DELIVERY_FROM else DELIVERY_PRICE


def working_days_after(day: date, count: int) -> date:
    """The date that many working days (Monday to Friday) later."""
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            count -= 1
    return day


def promised_day(ordered: date) -> date:
    """The day a new order is promised for."""
    return working_days_after(ordered, DELIVERY_WORKING_DAYS)


def refund_day(approved: date) -> date:
    """The day by which a refund reaches the customer's account."""
    return working_days_after(approved, REFUND_WORKING_DAYS)
