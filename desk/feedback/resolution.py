"""Something that was solved: whether and when to ask if it held, and whether it did. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk.feedback.refusals import answered_already, nothing_to_answer
from desk.ratings.survey import Asked, WhyNot, often_enough

DAYS: Mapping[str, int] = {
    "track_order": 2,
    "order_status": 2,
    "delivery_date": 2,
    "delivery_late": 2,
    "delivered_not_received": 3,
    "wrong_item": 7,
    "damaged_item": 7,
    "missing_item": 7,
    "exchange_item": 7,
    "return_item": 7,
    "refund_status": 5,
    "double_charge": 5,
    "payment_failed": 2,
    "cancel_order": 3,
    "change_order": 3,
    "change_address": 3,
    "voucher_problem": 3,
    "account_login": 1,
    "invoice": 2,
    "complaint": 3,
}
"""So many days after the solution somebody is asked whether it held. What is not here was a question, and is not."""
LATE = timedelta(days=14)
"""Whoever could not be asked so long after their day is not asked any more."""
ANSWER_WITHIN = timedelta(days=30)
SAID = {True: "Yes, it held.", False: "No, it did not hold."}
"""How an answer stands in the transcript."""
HELD_FOR = timedelta(days=7)
"""What has not come back in this time counts as solved for good."""


@dataclass(frozen=True)
class Resolution:
    """The handling that ended solved with entry `seq`. `agent_id` None: the assistant's. `reason` is an intent."""

    conversation_id: str
    seq: int
    customer_id: str
    agent_id: str | None
    reason: str | None
    at: datetime
    ask_at: datetime | None = None
    asked_at: datetime | None = None
    dropped: WhyNot | None = None
    held: bool | None = None
    answered_at: datetime | None = None


class Outcome(StrEnum):
    """What became of a solution."""

    DURABLE = "durable"
    REOPENED = "reopened"
    """The customer wrote in the same conversation again, and not to say thanks."""
    CAME_BACK = "came_back"
    """The same reason was solved for the same person again."""
    SAID_NO = "said_no"
    PENDING = "pending"
    """Not old enough to tell."""


def resolved(
    conversation_id: str, seq: int, customer_id: str, agent_id: str | None, reason: str | None, at: datetime
) -> Resolution:
    """A solution, with the day on which to ask about it."""
    days = DAYS.get(reason or "")
    ask_at = at + timedelta(days=days) if days is not None else None
    return Resolution(conversation_id, seq, customer_id, agent_id, reason, at, ask_at)


def why_not_ask(found: Resolution, came_back: bool, before: Sequence[Asked], now: datetime) -> WhyNot | None:
    """None: ask now whether it held. `came_back`: the customer has written again since."""
    if came_back:
        return WhyNot.CAME_BACK
    days = DAYS.get(found.reason or "")
    if days is None or now - found.at > timedelta(days=days) + LATE:
        return WhyNot.TOO_LATE
    return often_enough(before, now, found.agent_id is not None)


def postponed(why: WhyNot) -> bool:
    """Whether a reason not to ask passes by itself."""
    return why in (WhyNot.TOO_SOON, WhyNot.ENOUGH)


def answered(found: Resolution, held: bool, now: datetime) -> Resolution:
    """What the customer said. The same again changes nothing; another answer is told in words, not by a key."""
    if found.held is held:
        return found
    if found.held is not None:
        raise answered_already()
    if found.asked_at is None or now - found.asked_at > ANSWER_WITHIN:
        raise nothing_to_answer()
    return replace(found, held=held, answered_at=now)


def outcome_of(
    found: Resolution, wrote_again: datetime | None, solved_again: datetime | None, now: datetime
) -> Outcome:
    """What became of it. `wrote_again`: the first words in the conversation since that were not mere thanks;
    `solved_again`: when the same reason was next solved for the same person."""
    if found.held is False:
        return Outcome.SAID_NO
    if wrote_again is not None and wrote_again - found.at <= HELD_FOR:
        return Outcome.REOPENED
    if solved_again is not None and solved_again - found.at <= HELD_FOR:
        return Outcome.CAME_BACK
    return Outcome.PENDING if now - found.at < HELD_FOR else Outcome.DURABLE


@dataclass(frozen=True)
class Durability:
    """How solutions of one reason and side held; `n` leaves out what is too young to tell."""

    reason: str | None
    person: bool
    n: int
    durable: int
    not_durable: tuple[tuple[Resolution, Outcome], ...]
    pending: int


def durability(told: Iterable[tuple[Resolution, Outcome]]) -> list[Durability]:
    """By reason and side, most solutions first."""
    parted: dict[tuple[str | None, bool], list[tuple[Resolution, Outcome]]] = defaultdict(list)
    for found, outcome in told:
        parted[(found.reason, found.agent_id is not None)].append((found, outcome))
    rows = []
    for (reason, person), these in parted.items():
        pending = sum(outcome is Outcome.PENDING for _, outcome in these)
        bad = tuple(one for one in these if one[1] not in (Outcome.DURABLE, Outcome.PENDING))
        durable = len(these) - pending - len(bad)
        rows.append(Durability(reason, person, durable + len(bad), durable, bad, pending))
    return sorted(rows, key=lambda row: (-row.n, -row.pending, row.reason or "", row.person))
