"""A grant: one thing given to make good, from the wish to what the shop made of it. Pure.

    waiting --approve--> asked --> done --take back--> undo_asked --> undone
       |                  ^  |                            ^   |
       |-> declined       |  '-> refused                  |   '-> done (the shop would not)
       '-> lapsed      unknown                       undo_unknown

`asked` is stored before the shop is asked. Whatever happens then, the shop is asked again under the same key until it
says what came of it; so nothing is paid twice and nothing is forgotten. A grant is never deleted by anybody's wish.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from desk.authority import refusals
from desk.authority.matrix import GIFT_WORDS, UNDOABLE, Cause, Gift, Standing
from desk.authority.money import Money, in_words

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (2, 5, 10, 30, 60, 300))
"""How long the shop is left alone after each try that told us nothing."""
TRY_SECONDS = timedelta(seconds=10)
"""For how long whoever asks the shop is left to it before another desk asks, under the same key."""
APPROVAL_LIFE = timedelta(hours=24)


class State(StrEnum):
    WAITING = "waiting"
    ASKED = "asked"
    UNKNOWN = "unknown"
    """The shop was asked and did not say; it is asked again."""
    DONE = "done"
    REFUSED = "refused"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody decided in time."""
    UNDO_ASKED = "undo_asked"
    UNDO_UNKNOWN = "undo_unknown"
    UNDONE = "undone"


UNDOING = frozenset({State.UNDO_ASKED, State.UNDO_UNKNOWN})
OPEN = frozenset({State.ASKED, State.UNKNOWN}) | UNDOING
"""States in which the shop still has to say something."""


@dataclass(frozen=True)
class Grant:
    """As it stands at `version`. `id` is also the shop's idempotency key; `told` is what the shop answered."""

    id: str
    conversation_id: str
    customer_id: str
    order_number: str
    claim: str
    """Why the order is the customer's: `customer:C1003`, or `conversation:c_…` where a guest proved it."""
    gift: Gift
    cause: Cause
    amount: Money
    sku: str | None
    tier: str
    standing: Standing
    asked_by: str
    asked_by_name: str
    matrix_version: int
    case_key: str
    customer_key: str
    created_at: datetime
    state: State
    authority_of: str | None = None
    """Whose authority it is charged to: who asked, or who approved."""
    decided_by_name: str | None = None
    tries: int = 0
    next_at: datetime | None = None
    told: dict[str, Any] | None = None
    problem: str | None = None
    undo_until: datetime | None = None
    settled_at: datetime | None = None
    version: int = 0

    @property
    def undo_key(self) -> str:
        """The shop's idempotency key of taking it back: one for each grant."""
        return f"{self.id}.undo"

    @property
    def says(self) -> str:
        """`a voucher of €10.00 for order 20417`."""
        amount = in_words(self.amount.minor, self.amount.currency)
        return f"{GIFT_WORDS[self.gift]} of {amount} for order {self.order_number}"

    def same_wish(self, other: Grant) -> bool:
        """Whether a repeated request asks for the same thing."""
        mine = (self.conversation_id, self.order_number, self.gift, self.cause, self.amount, self.sku, self.asked_by)
        return mine == (
            other.conversation_id, other.order_number, other.gift, other.cause, other.amount, other.sku, other.asked_by
        )  # fmt: skip

    def to_json(self, now: datetime) -> dict[str, Any]:
        """As the console shows it."""
        undo = self.undo_until if self.state is State.DONE and self.undo_until and self.undo_until > now else None
        return {
            "id": self.id,
            "conversation_id": self.conversation_id,
            "order_number": self.order_number,
            "gift": str(self.gift),
            "cause": str(self.cause),
            "amount": self.amount.to_json(),
            "sku": self.sku,
            "state": str(self.state),
            "by": {"id": self.asked_by, "name": self.asked_by_name},
            "decided_by": self.decided_by_name,
            "matrix_version": self.matrix_version,
            "at": self.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "undo_until": undo.isoformat(timespec="milliseconds").replace("+00:00", "Z") if undo else None,
            "told": self.told,
            "problem": self.problem,
        }


def approve(grant: Grant, by: str, by_name: str, matrix_version: int, now: datetime) -> Grant:
    """The approver's authority carries it; the shop is to be asked. Raises `approval_over`."""
    _require_waiting(grant)
    asked = replace(grant, state=State.ASKED, authority_of=by, decided_by_name=by_name, next_at=now)
    return replace(asked, matrix_version=matrix_version)


def decline(grant: Grant, by_name: str, why: str | None, now: datetime) -> Grant:
    """Somebody who may approve would rather not. Raises `approval_over`."""
    _require_waiting(grant)
    return replace(grant, state=State.DECLINED, decided_by_name=by_name, problem=why, settled_at=now)


def lapse(grant: Grant, now: datetime) -> Grant:
    """Nobody decided for a day."""
    _require_waiting(grant)
    return replace(grant, state=State.LAPSED, settled_at=now, problem="Nobody decided within a day.")


def taken(grant: Grant, now: datetime) -> Grant:
    """Somebody is about to ask the shop: others leave it to them for a moment."""
    return replace(grant, tries=grant.tries + 1, next_at=now + TRY_SECONDS)


def done(grant: Grant, told: dict[str, Any], undo_minutes: int, now: datetime) -> Grant:
    """The shop has carried it out."""
    until = now + timedelta(minutes=undo_minutes) if grant.gift in UNDOABLE and undo_minutes else None
    return replace(
        grant, state=State.DONE, told=told, undo_until=until, settled_at=now, next_at=None, problem=None
    )  # fmt: skip


def refused(grant: Grant, why: str, now: datetime) -> Grant:
    """The shop will not do it, whoever asks how often; a refusal to take back leaves what was given."""
    if grant.state in UNDOING:
        return replace(grant, state=State.DONE, undo_until=None, problem=why, next_at=None)
    return replace(grant, state=State.REFUSED, problem=why, settled_at=now, next_at=None)


def unknown(grant: Grant, why: str, now: datetime) -> Grant:
    """The shop did not say: it may or may not have acted, and is asked again later under the same key."""
    state = State.UNDO_UNKNOWN if grant.state in UNDOING else State.UNKNOWN
    pause = PAUSES[min(max(grant.tries, 1), len(PAUSES)) - 1]
    return replace(grant, state=state, problem=why, next_at=now + pause)


def ask_undo(grant: Grant, now: datetime) -> Grant:
    """Take back what was given, if there is time left. Raises `undo_over`."""
    if grant.state in UNDOING:
        return grant
    if grant.state is not State.DONE or grant.undo_until is None or now >= grant.undo_until:
        raise refusals.undo_over()
    return replace(grant, state=State.UNDO_ASKED, tries=0, next_at=now)


def undone(grant: Grant, now: datetime) -> Grant:
    """The shop took it back."""
    return replace(grant, state=State.UNDONE, undo_until=None, next_at=None, settled_at=now, problem=None)


def _require_waiting(grant: Grant) -> None:
    if grant.state is not State.WAITING:
        raise refusals.approval_over()
