"""Changing something at the vendor: once per key, whatever is lost, repeated or killed on the way.

Before the vendor is asked, the book says so. When no answer came, the vendor's own books are looked into under the mark
of the key; only when they hold nothing, and so late that nothing can still arrive, the vendor is asked again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from shop.answers import Answer
from shop.errors import ShopError, order_not_found
from shop.worker import StoreWorker
from storefront import offers
from storefront import order as rules
from storefront.book import Book, Deed
from storefront.documents import Document, order_document
from storefront.offers import Remedy
from storefront.order import Order, Terms
from storefront.remedy import customer_of, remedy_document
from storefront.turns import Turns
from storefront.vendor import Act, Kind, MayHaveActed, NotActed, Outcome, Refused, Vendor, VendorError, mark_of

WISHES = ("cancel", "return")
CODES = {"cancel": "not_cancellable", "return": "not_returnable"}
logger = logging.getLogger("storefront")
Load = Callable[[], Awaitable[Order]]


def unavailable(why: str) -> ShopError:
    """The vendor did not answer; asking again under the same key is safe."""
    return ShopError(503, "shop_unavailable", why)


@dataclass(frozen=True)
class Wanted:
    """What is to be done, under which key; `wish` is all that makes two requests different."""

    key: str
    wish: str
    number: str
    kind: Kind
    amount: int = 0
    sku: str | None = None
    reason: str = ""
    currency: str | None = None

    @property
    def digest(self) -> str:
        """What the book keeps of the wish: reasons are customers' words."""
        return hashlib.sha256(self.wish.encode()).hexdigest()


class Counter:
    """Where changes are made, those of one order one after the other."""

    def __init__(
        self,
        vendor: Vendor,
        worker: StoreWorker[Book],
        terms: Terms,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        changed: Callable[[], None],
    ) -> None:
        self._vendor = vendor
        self._worker = worker
        self._terms = terms
        self._clock = clock
        self._new_id = new_id
        self._changed = changed
        self._turns = Turns()
        self._work: set[asyncio.Task[Answer]] = set()

    async def do(self, wanted: Wanted, load: Load) -> Answer:
        """Do it, or say what came of it. Goes on to its end even when whoever asked goes away.

        Raises ShopError: 409 `idempotency_key_reused`, 503 `shop_unavailable`; final refusals are answers.
        """
        return await self._to_the_end(self._in_turn(wanted, load))

    async def settle_open(self) -> int:
        """Take up what was asked and never answered, by this process or one before it; how many have an answer now."""
        due = self._clock() - self._vendor.settles
        settled = 0
        for deed in await self._worker.run(lambda book: book.open_deeds(due)):
            wanted = Wanted(**json.loads(deed.act or "{}"))
            try:
                await self.do(wanted, lambda number=wanted.number: self.order(number))  # type: ignore[misc]
                settled += 1
            except (ShopError, VendorError) as failure:
                logger.warning("Something asked is not settled yet (%s).", type(failure).__name__)
        return settled

    async def finish(self) -> None:
        """Wait for what is being done."""
        await asyncio.gather(*self._work, return_exceptions=True)

    async def order(self, number: str) -> Order:
        """The order as it is now, not as it was read before. Raises ShopError 404, 503."""
        try:
            order = await self._vendor.order(number)
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure
        if order is None:
            raise order_not_found()
        return order

    async def take_back(self, remedy_id: str, key: str) -> Answer:
        """Take back what was given. Repeating is harmless: what the vendor no longer has is taken back."""
        remedy = await self._worker.run(lambda book: book.remedy(remedy_id))
        if remedy is None:
            raise ShopError(404, "remedy_not_found", "There is no such thing.")
        wanted = Wanted(key, json.dumps(["take_back", remedy_id]), remedy.number, "voucher")
        return await self._to_the_end(self._take_back(wanted, remedy_id))

    async def _to_the_end(self, work: Coroutine[None, None, Answer]) -> Answer:
        task = asyncio.create_task(work)
        self._work.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def _take_back(self, wanted: Wanted, remedy_id: str) -> Answer:
        async with self._turns.of(wanted.number):
            known = await self._known(wanted)
            remedy = await self._worker.run(lambda book: book.remedy(remedy_id))
            if known is not None and known.status is not None:
                return Answer(known.status, known.body or "")
            assert remedy is not None, "what was given stays in the book"
            answer, taken = await self._taken(remedy)
            await self._finish(wanted, answer, taken)
            return answer

    async def _taken(self, remedy: Remedy) -> tuple[Answer, Remedy | None]:
        now = self._clock()
        try:
            offers.check_undo(remedy, now)
            order = await self.order(remedy.number)
            act = Act(cast(Kind, remedy.kind), order, remedy.mark, remedy.amount)
            await self._vendor.take_back(act, Outcome(remedy.detail, remedy.ref))
            taken = replace(remedy, taken_back_at=now)
            self._changed()
            return Answer(200, json.dumps({"remedy": remedy_document(taken)})), taken
        except Refused as refused:
            return _refusal(ShopError(409, "not_undoable", refused.said)), None
        except ShopError as refusal:
            if refusal.status >= 500:
                raise
            return _refusal(refusal), None
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure

    async def _in_turn(self, wanted: Wanted, load: Load) -> Answer:
        async with self._turns.of(wanted.number):
            deed = await self._known(wanted)
            if deed is not None and deed.status is not None:
                return Answer(deed.status, deed.body or "")
            try:
                answer, remedy = await self._answer(wanted, load, deed)
            except ShopError as refusal:
                if refusal.status >= 500 or (refusal.status == 404 and wanted.kind in WISHES):
                    raise
                answer, remedy = _refusal(refusal), None
            await self._finish(wanted, answer, remedy)
            return answer

    async def _answer(self, wanted: Wanted, load: Load, deed: Deed | None) -> tuple[Answer, Remedy | None]:
        # What was asked once is followed up although a guest's proof may have run out: it may be done already.
        order = await (load() if deed is None else self.order(wanted.number))
        act = self._act(wanted, order)
        try:
            outcome = await self._vendor.find(act)
        except VendorError as failure:
            raise unavailable("The shop does not answer just now.") from failure
        if outcome is None:
            if deed is not None and self._clock() - deed.asked_at < self._vendor.settles:
                raise unavailable("The shop has not said yet what came of it.")
            if await self._worker.run(lambda book: book.has_open_deed(wanted.number, wanted.key)):
                raise unavailable("Something else that was asked for this order is not settled yet.")
            await self._check(wanted, act)
            outcome = await self._ask(wanted, act)
        self._changed()
        remedy = None if wanted.kind in WISHES else self._remedy(wanted, act, outcome)
        document = await self._document(wanted, outcome, remedy)
        return Answer(200, json.dumps(document)), remedy

    async def _ask(self, wanted: Wanted, act: Act) -> Outcome:
        now = self._clock()
        lasting = wanted.kind not in WISHES
        deed = Deed(wanted.key, wanted.digest, wanted.number, json.dumps(asdict(wanted)), lasting, now)
        await self._worker.run(lambda book: book.begin(deed))
        try:
            return await self._vendor.carry_out(act)
        except Refused as refused:
            raise ShopError(409, CODES.get(wanted.kind, "not_offered"), refused.said) from refused
        except NotActed as failure:
            await self._worker.run(lambda book: book.drop(wanted.key))
            raise unavailable("The shop does not answer just now.") from failure
        except MayHaveActed as failure:
            logger.warning("The vendor did not say what came of a %s (%s).", wanted.kind, failure)
            self._changed()
            raise unavailable("The shop has not said yet what came of it.") from failure

    def _act(self, wanted: Wanted, order: Order) -> Act:
        line = next((each for each in order.lines if wanted.sku is not None and each.sku == wanted.sku), None)
        return Act(wanted.kind, order, mark_of(wanted.key), wanted.amount, line, wanted.reason)

    async def _check(self, wanted: Wanted, act: Act) -> None:
        order, today = act.order, self._clock().date()
        if wanted.kind == "cancel":
            if not rules.is_cancellable(order):
                raise ShopError(409, "not_cancellable", "This order can no longer be cancelled.")
        elif wanted.kind == "return":
            if not rules.is_returnable(order, today, self._terms):
                raise ShopError(409, "not_returnable", "This order cannot be sent back.")
        elif wanted.currency not in (None, order.currency):
            raise ShopError(409, "wrong_amount", f"This order was paid in {order.currency}.", "amount")
        else:
            given = await self._worker.run(lambda book: book.given_for(order.number))
            found = offers.offers(order, given, self._vendor.cannot)
            offers.check(found, wanted.kind, wanted.amount, wanted.sku, order.currency)

    def _remedy(self, wanted: Wanted, act: Act, outcome: Outcome) -> Remedy:
        return Remedy(
            id=self._new_id(),
            number=act.order.number,
            customer_id=customer_of(act.order),
            kind=wanted.kind,
            amount=wanted.amount,
            currency=act.order.currency,
            sku=wanted.sku,
            at=self._clock(),
            mark=act.mark,
            detail=outcome.detail,
            ref=outcome.ref,
        )

    async def _document(self, wanted: Wanted, outcome: Outcome, remedy: Remedy | None) -> Document:
        if remedy is not None:
            return {"remedy": remedy_document(remedy)}
        order = await self.order(wanted.number)
        document: Document = {"order": order_document(order, self._clock().date(), self._terms)}
        if wanted.kind == "return":
            document["return"] = {"id": outcome.detail or f"R{order.number}", "label_url": self._terms.returns_page}
        return document

    async def _known(self, wanted: Wanted) -> Deed | None:
        deed = await self._worker.run(lambda book: book.deed(wanted.key))
        if deed is not None and deed.wish != wanted.digest:
            said = "This key was already used for something else."
            raise ShopError(409, "idempotency_key_reused", said, "idempotency_key")
        return deed

    async def _finish(self, wanted: Wanted, answer: Answer, remedy: Remedy | None) -> None:
        deed = Deed(wanted.key, wanted.digest, wanted.number, None, wanted.kind not in WISHES, self._clock())
        await self._worker.run(lambda book: book.finish(deed, answer.status, answer.body, remedy))

    def _done(self, task: asyncio.Task[Answer]) -> None:
        self._work.discard(task)
        if not task.cancelled():
            task.exception()


def _refusal(refusal: ShopError) -> Answer:
    return Answer(refusal.status, json.dumps(refusal.document()))


def settling_time(vendor: Vendor) -> timedelta:
    """How often open questions are looked at."""
    return max(timedelta(seconds=5), vendor.settles / 4)
