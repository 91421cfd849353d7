"""Money, lines, payments and offers, for whatever a vendor may write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.errors import ShopError
from storefront import order as rules
from storefront.delivery import delivery_name, is_signed
from storefront.money import DIGITS, NoMoney, decimal, minor_units
from storefront.offers import Offer, Remedy, check, offers
from storefront.order import Line, Order, Step, Terms
from storefront.shopify.reading import shares
from storefront.vendor import Refused, mark_of, voucher_code

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TERMS = Terms(30, "https://shop.example/returns")
CURRENCIES = st.sampled_from(sorted(DIGITS))
MINOR = st.integers(-(10**11), 10**11)


def an_order(**more: object) -> Order:
    lines = (Line("1", "A", "Apron", 1, 4_100, "11/0"), Line("2", "B", "Mugs", 3, 1_000, "12/0"))
    steps = (Step("paid", NOW - timedelta(days=4)), Step("shipped", NOW - timedelta(days=3)))
    given = {"id": "1", "number": "20401", "customer_id": "7", "name": "Ana", "email": "a@example.com"}
    return Order(**{**given, "currency": "EUR", "total": 5_100, "lines": lines, "steps": steps, **more})  # type: ignore[arg-type]


@given(MINOR, CURRENCIES)
def test_money_survives_the_way(minor: int, currency: str) -> None:
    """Written and read it is the same, and Decimal agrees; zeros behind it change nothing."""
    written = decimal(minor, currency)
    assert minor_units(written, currency) == minor
    assert Decimal(written).scaleb(DIGITS[currency]) == minor
    longer = written + ("0000" if "." in written else ".0000")
    assert minor_units(longer, currency) == minor


@given(st.integers(0, 10**9), st.integers(1, 999), CURRENCIES)
def test_fractions_of_a_coin_are_no_money(whole: int, rest: int, currency: str) -> None:
    """Nothing is rounded behind anybody's back."""
    written = f"{whole}.{'0' * DIGITS[currency]}{rest:03d}"
    with pytest.raises(NoMoney):
        minor_units(written, currency)


@pytest.mark.parametrize(
    "written", [None, 59.9, 59, "", "59,90", "1e3", "NaN", "٣.٠٠", "--1", "1.", ".5", "1" * 13, "$5"]
)
def test_other_things_are_no_money(written: object) -> None:
    """Floats, words, other digits, other signs."""
    with pytest.raises(NoMoney):
        minor_units(written, "EUR")


@given(st.integers(0, 10**7), st.integers(1, 1000))
def test_pieces_never_cost_more_than_the_line(paid: int, quantity: int) -> None:
    """What is sent again is worth at most what was paid for it."""
    line = Line("1", "A", "Apron", quantity, paid)
    assert 0 <= paid - line.unit_price * quantity < quantity


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=6), st.integers(1, 70_000))
def test_a_refund_goes_to_payments_and_never_beyond(payments: list[tuple[int, int]], amount: int) -> None:
    """All of it, no payment more than is left of it; or it is refused."""
    books, left = [], {}
    for index, (paid, back) in enumerate(payments):
        money = {"shopMoney": {"amount": decimal(paid, "EUR"), "currencyCode": "EUR"}}
        returned = {"shopMoney": {"amount": decimal(back, "EUR"), "currencyCode": "EUR"}}
        sale = {"id": f"p{index}", "kind": "SALE", "status": "SUCCESS", "gateway": "cards"}
        books.append({**sale, "amountSet": money, "parentTransaction": None})
        refund = {"id": f"r{index}", "kind": "REFUND", "status": "SUCCESS", "gateway": "cards"}
        books.append({**refund, "amountSet": returned, "parentTransaction": {"id": f"p{index}"}})
        books.append({**sale, "id": f"f{index}", "status": "FAILURE", "amountSet": money})
        left[f"p{index}"] = max(0, paid - back)
    if amount > sum(left.values()):
        with pytest.raises(Refused):
            shares(books, amount, "EUR")
        return
    found = shares(books, amount, "EUR")
    assert sum(share for _, _, share in found) == amount
    assert all(0 < share <= left[payment] for payment, _, share in found)


@given(
    st.integers(0, 6_000),
    st.lists(st.tuples(st.sampled_from(["A", "B"]), st.booleans()), max_size=2, unique_by=lambda each: each[0]),
    st.integers(-5, 7_000),
)
def test_refund_and_replacements_together_are_at_most_the_price(
    refunded: int, replaced: list[tuple[str, bool]], amount: int
) -> None:
    """Whatever went back and was sent again before."""
    order = an_order(refunded=refunded)
    worth = {line.sku: line.quantity * line.unit_price for line in order.lines}
    given_before = [
        Remedy(
            str(i),
            "20401",
            "7",
            "replacement",
            worth[sku],
            "EUR",
            sku,
            NOW,
            str(i),
            taken_back_at=NOW if back else None,
        )
        for i, (sku, back) in enumerate(replaced)
    ]
    standing = sum(each.amount for each in given_before if each.taken_back_at is None)
    found = offers(order, given_before, {})
    if next(each for each in found if each.kind == "refund").why is None and 0 < amount <= 5_100 - refunded - standing:
        assert check(found, "refund", amount, None, "EUR").most == order.total - refunded - standing
        return
    with pytest.raises(ShopError, match=r"made good in full|At most"):
        check(found, "refund", amount, None, "EUR")


def test_an_offer_that_the_vendor_does_not_know_has_its_reason() -> None:
    """And cannot be asked for all the same."""
    found = offers(an_order(), [], {"gesture": "No presents here."})
    assert next(each for each in found if each.kind == "gesture").why == "No presents here."
    with pytest.raises(ShopError, match="No presents here"):
        check(found, "gesture", 500, None, "EUR")
    with pytest.raises(ShopError, match="no such item"):
        check(found, "replacement", 4_100, "C", "EUR")
    assert check(found, "replacement", 4_100, "A", "EUR") == Offer(
        "replacement", 4_100, True, None, an_order().lines[0]
    )


@pytest.mark.parametrize(
    ("more", "cancellable", "returnable"),
    [
        ({}, False, True),
        ({"steps": (Step("paid", NOW),)}, True, False),
        ({"steps": (Step("paid", NOW), Step("shipped", NOW - timedelta(days=31)))}, False, False),
        ({"steps": (Step("paid", NOW), Step("shipped", NOW - timedelta(days=30)))}, False, True),
        ({"steps": (Step("paid", NOW), Step("delivered", NOW))}, False, True),
        ({"steps": (Step("paid", NOW), Step("cancelled", NOW))}, False, False),
        ({"refunded": 5_100}, False, False),
        ({"replacement": True}, False, False),
    ],
)
def test_what_may_still_be_done(more: dict[str, object], cancellable: bool, returnable: bool) -> None:
    """Cancelled until it is sent, returned for thirty days after; not without a page that says how."""
    order = an_order(**more)
    assert rules.is_cancellable(order) is cancellable
    assert rules.is_returnable(order, NOW.date(), TERMS) is returnable
    assert not rules.is_returnable(order, NOW.date(), Terms(30, ""))


@given(st.text(min_size=1), st.text(min_size=1))
def test_marks_and_codes_belong_to_their_keys(one: str, other: str) -> None:
    """The same for a key each time, another for another; a mark fits into a tag of Shopify's (40 characters)."""
    assert (mark_of(one) == mark_of(other)) is (one == other)
    assert len(mark_of(one)) <= 40
    assert voucher_code("pepper", mark_of(one)) != voucher_code("salt", mark_of(one))


@given(st.binary(max_size=200), st.text(max_size=60), st.binary(max_size=20))
def test_no_signature_but_the_right_one(body: bytes, signature: str, more: bytes) -> None:
    """Any text is looked at without harm, and only the signature of these bytes is believed."""
    assert not is_signed(body, signature, "a-secret-of-the-vendor")
    assert (delivery_name("d", body) == delivery_name("d", body + more)) is (more == b"")
