"""May this be given? One pure function: within one's own authority, with somebody's approval, or never - and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from desk.authority.matrix import CAUSE_WORDS, GIFT_WORDS, Cause, Gift, Matrix, Standing, above
from desk.authority.money import Money, in_words


class Answer(StrEnum):
    WITHIN = "within"
    NEEDS_APPROVAL = "needs_approval"
    NEVER = "never"


@dataclass(frozen=True)
class Wish:
    """What somebody would like to give, and to a customer of which tier."""

    gift: Gift
    cause: Cause
    tier: str
    amount: Money


@dataclass(frozen=True)
class Spent:
    """What was given already and not taken back: for this order, to this customer in 30 days, by this person in 7."""

    case: int = 0
    customer: int = 0
    agent: int = 0


@dataclass(frozen=True)
class Verdict:
    """The answer, its reasons in words, the matrix version it was made under, and what is `left` to give at once."""

    answer: Answer
    reasons: tuple[str, ...]
    version: int
    left: int

    def to_json(self) -> dict[str, object]:
        return {
            "answer": str(self.answer),
            "reasons": list(self.reasons),
            "matrix_version": self.version,
            "left": self.left,
        }


def judge(matrix: Matrix, standing: Standing, wish: Wish, spent: Spent) -> Verdict:
    """What the matrix says of a wish. The bot never asks for approval: what it may not give is never."""
    left = left_for(matrix, standing, wish, spent)
    if wish.amount.currency != matrix.currency:
        return Verdict(Answer.NEVER, (f"We give in {matrix.currency} only.",), matrix.version, 0)
    if wish.amount.minor == 0:
        return Verdict(Answer.NEVER, ("There is nothing to give.",), matrix.version, left)
    over = _over(matrix, standing, wish, spent)
    if not over:
        return Verdict(Answer.WITHIN, _within(matrix, standing, wish, spent), matrix.version, left)
    if standing is not Standing.BOT:
        for higher in above(standing):
            if not _over(matrix, higher, wish, replace(spent, agent=0)):
                asks = "A supervisor can approve it." if higher is Standing.SUPERVISOR else "An admin can approve it."
                return Verdict(Answer.NEEDS_APPROVAL, (*over, asks), matrix.version, left)
    return Verdict(Answer.NEVER, (*over, "Nobody here may give that much."), matrix.version, left)


def left_for(matrix: Matrix, standing: Standing, wish: Wish, spent: Spent) -> int:
    """The most that this standing could give at once, whatever amount is wished for."""
    up_to, caps = matrix.up_to(standing, wish.tier, wish.cause, wish.gift), matrix.caps_of(standing)
    if up_to is None:
        return 0
    rooms = (up_to, caps.case - spent.case, caps.customer - spent.customer, caps.agent - spent.agent)
    return max(0, min(rooms))


def _over(matrix: Matrix, standing: Standing, wish: Wish, spent: Spent) -> tuple[str, ...]:
    """Every limit of this standing that the wish would break, in words."""
    said = partial(in_words, currency=matrix.currency)
    who, amount = _who(standing), wish.amount.minor
    up_to = matrix.up_to(standing, wish.tier, wish.cause, wish.gift)
    what = f"{GIFT_WORDS[wish.gift]} for {CAUSE_WORDS[wish.cause]}"
    if up_to is None or up_to == 0:
        return (f"{who} may not give {what}.",)
    caps, reasons = matrix.caps_of(standing), []
    if amount > up_to:
        reasons.append(f"{said(amount)} is more than the {said(up_to)} {who.lower()} may give as {what}.")
    for already, cap, where in (
        (spent.case, caps.case, "for this order"),
        (spent.customer, caps.customer, "to this customer in 30 days"),
        (spent.agent, caps.agent, "by one person in 7 days"),
    ):
        if already + amount > cap:
            reasons.append(f"{said(already)} of {said(cap)} is given {where} already; {said(amount)} more is too much.")
    return tuple(reasons)


def _within(matrix: Matrix, standing: Standing, wish: Wish, spent: Spent) -> tuple[str, ...]:
    up_to, caps = matrix.up_to(standing, wish.tier, wish.cause, wish.gift) or 0, matrix.caps_of(standing)
    said = partial(in_words, currency=matrix.currency)
    allowed = f"{_who(standing)} may give up to {said(up_to)} as {GIFT_WORDS[wish.gift]} for {CAUSE_WORDS[wish.cause]}."
    left = (
        f"Left afterwards: {said(caps.case - spent.case - wish.amount.minor)} for this order, "
        f"{said(caps.customer - spent.customer - wish.amount.minor)} for this customer in 30 days, "
        f"{said(caps.agent - spent.agent - wish.amount.minor)} of one's own in 7 days."
    )
    return (allowed, left)


def _who(standing: Standing) -> str:
    return {
        Standing.BOT: "The assistant",
        Standing.AGENT: "Agents",
        Standing.SUPERVISOR: "Supervisors",
        Standing.ADMIN: "Admins",
    }[standing]
