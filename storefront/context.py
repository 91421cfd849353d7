"""What every request handler of the storefront works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shop.changes import Claim
from shop.errors import order_not_found
from shop.letters import Post
from shop.proving import is_open
from shop.worker import StoreWorker
from storefront.book import Book
from storefront.doing import Counter, unavailable
from storefront.order import Order
from storefront.settings import Settings
from storefront.shelf import Shelf
from storefront.vendor import Vendor, VendorError


@dataclass(frozen=True)
class Storefront:
    """The parts, put together in `storefront.app`."""

    settings: Settings
    vendor: Vendor
    worker: StoreWorker[Book]
    counter: Counter
    shelf: Shelf
    post: Post
    clock: Callable[[], datetime]
    new_token: Callable[[], str]
    new_code: Callable[[], str]

    async def order(self, number: str) -> Order | None:
        """The order, as it was a moment ago at the earliest. Raises ShopError 503."""
        try:
            return await self.shelf.get(f"order {number}", lambda: self.vendor.order(number))
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure

    async def claimed(self, number: str, claim: Claim, *, fresh: bool = False) -> Order:
        """The order, when the claim holds. Raises ShopError 404, 503."""
        if claim.kind == "conversation":
            now = self.clock()
            if not await self.worker.run(lambda book: is_open(book, number, claim.value, now)):
                raise order_not_found()
        order = await self.counter.order(number) if fresh else await self.order(number)
        if order is None or (claim.kind == "customer" and order.customer_id != claim.value):
            raise order_not_found()
        return order
