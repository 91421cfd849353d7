"""The way to the shop: at the real shop, at nobody, and at servers that misbehave."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from actions.assembly import Parts
from actions.breaker import REST_SECONDS
from actions.confirmation import idempotency_key
from actions.guest_proof import Claim
from actions.shop_client import LARGEST_BODY
from actions.shop_errors import (
    NotCancellable,
    NotReturnable,
    OrderNotFound,
    ShopAnswerInvalid,
    ShopError,
    ShopUnavailable,
)
from tests.actions.conftest import Book, ShopProcess, parts_for

pytestmark = pytest.mark.slow

LONGEST_WAIT = 5.0
ANA = Claim("customer_id", "C1003")


async def test_orders_products_and_glance(parts: Parts) -> None:
    """Every call of the contract is understood."""
    orders = await parts.shop.orders_of("C1003")
    assert len(orders) > 1
    assert [order.placed_on for order in orders] == sorted((order.placed_on for order in orders), reverse=True)
    number = orders[0].number
    assert (await parts.shop.order_of(number, ANA)) == orders[0]
    assert (await parts.shop.glance_at(number, "Ana@Example.com")).state == orders[0].state
    assert {product.slug for product in await parts.shop.products()} >= {"stoneware-mug"}


async def test_not_yours_and_not_there_are_one_error(parts: Parts, book: Book) -> None:
    """Somebody else's order and no order at all raise the same error."""
    errors = []
    theirs = next(entry.number for entry in book.all() if entry.customer_id != "C1003")
    for number in (theirs, "99999"):
        with pytest.raises(OrderNotFound) as caught:
            await parts.shop.order_of(number, ANA)
        errors.append((type(caught.value), str(caught.value), caught.value.fact))
    assert errors[0] == errors[1]


async def test_refusals_are_typed(parts: Parts) -> None:
    """A shipped order cannot be cancelled, nor one be returned that has not arrived."""
    with pytest.raises(NotCancellable):
        await parts.shop.cancel("20417", ANA, idempotency_key("c", "20417", "cancel"))
    with pytest.raises(NotReturnable):
        await parts.shop.send_back("20417", ANA, "too big", idempotency_key("c", "20417", "return"))


@pytest.mark.parametrize(
    ("fault", "error", "may_have_acted"),
    [
        ({"status": 500}, ShopUnavailable, False),
        ({"status": 503, "body": "<html>down</html>"}, ShopUnavailable, False),
        ({"status": 429}, ShopUnavailable, False),
        ({"status": 401}, ShopUnavailable, False),
        ({"latency_ms": 8000}, ShopUnavailable, False),
        ({"status": 200, "body": "{broken"}, ShopAnswerInvalid, False),
        ({"status": 200, "body": ""}, ShopAnswerInvalid, False),
        ({"status": 200, "body": []}, ShopAnswerInvalid, False),
        ({"status": 200, "body": {"order": {"number": "20417"}}}, ShopAnswerInvalid, False),
        ({"status": 302, "body": "elsewhere"}, ShopAnswerInvalid, False),
        ({"status": 418, "body": {"code": "teapot", "message": "short and stout"}}, ShopAnswerInvalid, False),
        ({"status": 404, "body": {"code": "something_else", "message": "?"}}, ShopAnswerInvalid, False),
    ],
)
async def test_a_broken_shop_is_a_typed_error_in_time(
    shop: ShopProcess, parts: Parts, fault: dict[str, object], error: type[ShopError], may_have_acted: bool
) -> None:
    """Whatever the shop does, a call ends in time with one of two errors."""
    shop.breaks(**fault)
    began = time.monotonic()
    with pytest.raises(error) as caught:
        await parts.shop.order_of("20417", ANA)
    assert time.monotonic() - began < LONGEST_WAIT
    assert getattr(caught.value, "may_have_acted", False) is may_have_acted


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 429}, {"latency_ms": 2500}])
async def test_one_hiccup_is_got_over(shop: ShopProcess, parts: Parts, fault: dict[str, object]) -> None:
    """A fault that happens once costs only the second try."""
    shop.breaks(times=1, **fault)
    assert (await parts.shop.order_of("20417", ANA)).number == "20417"


async def test_at_most_two_tries(shop: ShopProcess, parts: Parts) -> None:
    """Two faults in a row are not got over: there is no third try."""
    shop.breaks(status=500, times=2)
    with pytest.raises(ShopUnavailable):
        await parts.shop.order_of("20417", ANA)
    assert (await parts.shop.order_of("20417", ANA)).number == "20417"


async def test_a_written_wish_may_have_been_carried_out(shop: ShopProcess, parts: Parts, nowhere: Parts) -> None:
    """After a lost answer to a written wish we know that we do not know; when nobody was reached we do know."""
    shop.breaks(latency_ms=8000)
    with pytest.raises(ShopUnavailable) as lost:
        await parts.shop.cancel("20417", ANA, idempotency_key("c2", "20417", "cancel"))
    assert lost.value.may_have_acted
    with pytest.raises(ShopUnavailable) as unreached:
        await nowhere.shop.cancel("20417", ANA, idempotency_key("c2", "20417", "cancel"))
    assert not unreached.value.may_have_acted


async def test_the_breaker_opens_and_closes(shop: ShopProcess) -> None:
    """After five failures nobody asks for ten seconds; then one call tries, and when it works all may again."""
    now = 1000.0
    parts = parts_for(shop.url, lambda: now)
    shop.breaks(status=401)
    for _ in range(5):
        with pytest.raises(ShopUnavailable, match="not_authorised"):
            await parts.shop.products()
    shop.heals()
    with pytest.raises(ShopUnavailable, match="breaker_open"):
        await parts.shop.products()
    now += REST_SECONDS
    assert await parts.shop.products()
    assert await parts.shop.products()


async def test_a_refusal_is_no_failure(parts: Parts) -> None:
    """Orders that are not found never open the breaker: the shop is well."""
    for _ in range(7):
        with pytest.raises(OrderNotFound):
            await parts.shop.order_of("99999", ANA)


async def test_the_loop_stays_free(shop: ShopProcess, parts: Parts) -> None:
    """While the shop is slow the action server goes on with other work."""
    shop.breaks(latency_ms=700, times=1)
    call = asyncio.create_task(parts.shop.order_of("20417", ANA))
    ticks = 0
    while not call.done():
        await asyncio.sleep(0.01)
        ticks += 1
    assert (await call).number == "20417"
    assert ticks > 20


def huge_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    chunk = b"[" * 65536
    for _ in range(4 * LARGEST_BODY // len(chunk)):
        connection.sendall(chunk)


def trickling_body(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        connection.sendall(b"{")
        time.sleep(0.1)


def trickling_headers(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        connection.sendall(b"X-%d: y\r\n" % number)
        time.sleep(0.1)


def cut_off(connection: socket.socket) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"order"')


def zipped(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b")


def no_http(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.example ESMTP\r\n")


def silent(connection: socket.socket) -> None:
    time.sleep(0.05)


@contextmanager
def answering(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on a free port that answers every connection in its own bad way."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    def talk(connection: socket.socket) -> None:
        with connection:
            try:
                connection.recv(65536)
                behave(connection)
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()


@pytest.mark.parametrize(
    ("behave", "error", "code"),
    [
        (huge_body, ShopAnswerInvalid, "body_too_large"),
        pytest.param(trickling_body, ShopUnavailable, "slow_body", marks=pytest.mark.slow),
        pytest.param(trickling_headers, ShopUnavailable, "whole_call_timeout", marks=pytest.mark.slow),
        (cut_off, ShopError, ""),
        (zipped, ShopAnswerInvalid, "encoded_body"),
        (no_http, ShopUnavailable, ""),
        (silent, ShopUnavailable, ""),
    ],
)
async def test_strange_servers(behave: Callable[[socket.socket], None], error: type[ShopError], code: str) -> None:
    """Bodies without end, answers that trickle in, half answers and no HTTP at all end in time and typed."""
    with answering(behave) as url:
        began = time.monotonic()
        with pytest.raises(error) as caught:
            await parts_for(url).shop.products()
        assert time.monotonic() - began < LONGEST_WAIT
        assert code in str(caught.value)
