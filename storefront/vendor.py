"""What a vendor's adapter does for us, and how it says that something did not work."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, Protocol

from storefront.order import Customer, Line, Order, Product

Kind = Literal["cancel", "return", "refund", "replacement", "voucher", "shipping_upgrade", "gesture"]


class VendorError(Exception):
    """Something the vendor did not give us. The text is for the log: no personal data, no secret."""


class NotActed(VendorError):
    """The vendor did not answer usefully, and has certainly changed nothing: the same may be asked again at once."""


class MayHaveActed(VendorError):
    """A change was asked for and no usable answer came: nobody knows whether it was made."""


class Refused(VendorError):
    """The vendor has decided against it; asking again changes nothing. `said` is for people."""

    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = said


@dataclass(frozen=True)
class Act:
    """One change at the vendor. `mark` is how the vendor's books name our key; it tells nothing to anybody else."""

    kind: Kind
    order: Order
    mark: str
    amount: int = 0
    line: Line | None = None
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """It was done. `detail` is a voucher's code, a new order's number or a return's id; `ref` the vendor's name."""

    detail: str | None = None
    ref: str = ""


class Vendor(Protocol):
    """A shop's order system. Every call raises VendorError of one kind or another, and nothing else."""

    name: str
    settles: timedelta
    """How long a change that was asked for without an answer may still be made."""
    cannot: Mapping[str, str]
    """Kinds of change that this vendor does not know, each with a sentence for people."""

    async def order(self, number: str) -> Order | None: ...

    async def orders_of(self, customer_id: str) -> list[Order]:
        """Newest first."""

    async def customer(self, customer_id: str) -> Customer | None: ...

    async def products(self) -> list[Product]: ...

    async def find(self, act: Act) -> Outcome | None:
        """What the vendor's books hold under the act's mark. What is half done there is brought to its end."""

    async def carry_out(self, act: Act) -> Outcome:
        """Do it. Raises Refused, NotActed or MayHaveActed."""

    async def take_back(self, act: Act, outcome: Outcome) -> None:
        """Undo a voucher or a present that was not used; done already is done. Raises Refused where it was used."""

    async def close(self) -> None: ...


def mark_of(key: str) -> str:
    """How a key is written into the vendor's books: always the same, no way back, nothing to guess."""
    return f"wh-{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def voucher_code(pepper: str, mark: str) -> str:
    """A code that nobody can guess who does not know our key; the same for a mark each time."""
    digest = hmac.new(pepper.encode(), f"voucher\x00{mark}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest)[:12].decode()
    return f"WARM-{letters[:6]}-{letters[6:]}"
