"""What would another matrix have said to the gifts of the last 30 days? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desk.authority.approval import wish_of
from desk.authority.grant import Grant
from desk.authority.matrix import AGENT_WINDOW, CUSTOMER_WINDOW, Matrix
from desk.authority.verdict import Answer, Spent, judge


@dataclass(frozen=True)
class Changed:
    """A gift that would have been answered otherwise, and why."""

    grant: Grant
    before: Answer
    after: Answer
    why: str


def replay(before: Matrix, after: Matrix, asked: Sequence[Grant]) -> list[Changed]:
    """Every gift, oldest first, judged under both; each matrix keeps books of its own, since what it allows adds up."""
    books, found = (_Book(before), _Book(after)), []
    for grant in sorted(asked, key=lambda each: (each.created_at, each.id)):
        was, now = (book.judge(grant) for book in books)
        if was[0] is not now[0]:
            found.append(Changed(grant, was[0], now[0], now[1]))
    return found


@dataclass
class _Book:
    matrix: Matrix
    given: list[tuple[Grant, datetime]] = field(default_factory=list)

    def judge(self, grant: Grant) -> tuple[Answer, str]:
        at = grant.created_at
        spent = Spent(
            _sum(each for each, _ in self.given if each.case_key == grant.case_key),
            _sum(e for e, when in self.given if e.customer_key == grant.customer_key and when > at - CUSTOMER_WINDOW),
            _sum(e for e, when in self.given if e.asked_by == grant.asked_by and when > at - AGENT_WINDOW),
        )
        verdict = judge(self.matrix, grant.standing, wish_of(grant), spent)
        if verdict.answer is Answer.WITHIN:
            self.given.append((grant, at))
        return verdict.answer, verdict.reasons[0]


def _sum(grants: Iterable[Grant]) -> int:
    return sum(grant.amount.minor for grant in grants)
