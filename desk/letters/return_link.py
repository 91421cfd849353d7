"""The link in a letter that brings a visitor back to their conversation, and nobody else to it.

A customer of the shop needs none: the letter sends them to the shop, where they sign in. A visitor has no account, so
their link holds a signed token. It opens only that visitor's conversation, for a week, and never one in which an order
was shown: an address is typed, and may be typed wrong.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk import errors
from desk.conversations.entry import Entry
from desk.customers.customer import Customer
from desk.feedback.refusals import held_link_refused

LIFE = timedelta(days=7)
PURPOSE = b"warmhand return link\x00"
ASKING_LIFE = timedelta(days=30)
ASKING_PURPOSE = b"warmhand did it hold\x00"
ASKED = re.compile(r"held-(\d{1,10})")
"""The id of a message that asks whether the handling that ended with that entry held."""


@dataclass(frozen=True)
class ReturnLinks:
    """Makes and reads tokens; `desk_url` is where the widget stands by itself, `shop_url` where customers sign in."""

    secret: str
    desk_url: str
    shop_url: str

    def link(self, customer: Customer, conversation_id: str, entries: Sequence[Entry], now: datetime) -> str:
        """Where the letter sends this customer: signed in at the shop, or straight to their own conversation."""
        if customer.verified or shows_orders(entries):
            return f"{self.shop_url}/#warmhand"
        return f"{self.desk_url}/widget#back={self.token(conversation_id, now + LIFE)}"

    def token(self, conversation_id: str, until: datetime) -> str:
        """Names the conversation and the end of its life, under our seal."""
        told = f"{conversation_id}.{int(until.timestamp())}"
        return f"{told}.{self._seal(told)}"

    def asking(self, conversation_id: str, message_id: str, now: datetime) -> str | None:
        """The page on which the question of that message is answered with one tap; None when it asks nothing."""
        asked = ASKED.fullmatch(message_id)
        if asked is None:
            return None
        told = f"{conversation_id}.{asked[1]}.{int((now + ASKING_LIFE).timestamp())}"
        return f"{self.desk_url}/held/{told}.{self._seal(told, ASKING_PURPOSE)}"

    def handling(self, token: str, now: datetime) -> tuple[str, int]:
        """The conversation and entry such a page is about. Raises `held_link_refused`."""
        told, _, seal = token.rpartition(".")
        named, _, until = told.rpartition(".")
        conversation_id, _, seq = named.rpartition(".")
        genuine = hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(told, ASKING_PURPOSE).encode())
        if not genuine or now.timestamp() >= int(until):
            raise held_link_refused()
        return conversation_id, int(seq)

    def conversation(self, token: str, now: datetime) -> str:
        """The conversation a token names. Raises `return_link_refused` when it is forged, damaged or too old."""
        told, _, seal = token.rpartition(".")
        conversation_id, _, until = told.rpartition(".")
        # Bytes, since text with other letters than ASCII cannot be compared in constant time.
        genuine = hmac.compare_digest(seal.encode("utf-8", "replace"), self._seal(told).encode())
        if not genuine or now.timestamp() >= int(until):
            raise errors.return_link_refused()
        return conversation_id

    def _seal(self, told: str, purpose: bytes = PURPOSE) -> str:
        digest = hmac.new(self.secret.encode(), purpose + told.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def shows_orders(entries: Sequence[Entry]) -> bool:
    """Whether the transcript holds an order."""
    return any(entry.message is not None and entry.message.shows_order for entry in entries)
