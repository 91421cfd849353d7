"""What proves to the shop that a guest owns an order: a code sent to the address on it. Rules only.

Number and e-mail show a state and two dates. A code from the letter opens that one order, in that one conversation, for
half an hour. Numbers that nobody has and addresses that are wrong are counted and answered like right ones.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta

CODE = re.compile(r"\d{6}", re.ASCII)
CODE_LIFE = timedelta(minutes=10)
GRANT_LIFE = timedelta(minutes=30)
TRIES_WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Limits:
    """How often something may be done within TRIES_WINDOW: for one order, in one conversation, from one address."""

    order: int
    conversation: int
    address: int


LETTERS = Limits(order=3, conversation=5, address=10)
WRONG_CODES = Limits(order=5, conversation=5, address=10)


@dataclass(frozen=True)
class Guest:
    """Who asks: the conversation, and where the browser's desk says it sits (an opaque key, None when unknown)."""

    conversation_id: str
    address: str | None

    def scopes(self, number: str) -> tuple[tuple[str, str], ...]:
        """What a try is counted under."""
        known = (("address", self.address),) if self.address else ()
        return (("order", number), ("conversation", self.conversation_id), *known)


def most(limits: Limits, scope: str) -> int:
    """The limit of one scope."""
    return {"order": limits.order, "conversation": limits.conversation, "address": limits.address}[scope]


def code_hash(pepper: str, salt: str, guest: Guest, number: str, code: str) -> str:
    """What is stored of a code. Six digits are soon tried out, so the hash needs a key that is not in the database."""
    said = f"guest-code\x00{salt}\x00{guest.conversation_id}\x00{number}\x00{code}"
    return hmac.new(pepper.encode(), said.encode(), hashlib.sha256).hexdigest()
