"""What the relationship needs stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from desk.relationship.bad_case import BadCase
from desk.relationship.greeting import LastCase
from desk.relationship.house_rules import HouseRules, Standing
from desk.relationship.preference import Birthday, Kind, Preference


@dataclass(frozen=True)
class Visit:
    """One customer's right to see what we know of them, for some minutes and while their session lives."""

    token_hash: str
    customer_id: str
    session_id: str
    expires_at: datetime


class RelationshipStore(Protocol):
    """Preferences, birthdays, standings, rules and bad cases, inside one transaction."""

    async def preferences(self, customer_id: str) -> list[Preference]: ...

    async def preference(self, customer_id: str, kind: Kind) -> Preference | None: ...

    async def put_preference(self, preference: Preference) -> None:
        """In place of the earlier one of its kind."""

    async def remove_preference(self, customer_id: str, kind: Kind) -> None: ...

    async def birthday(self, customer_id: str) -> Birthday | None: ...

    async def put_birthday(self, birthday: Birthday) -> None: ...

    async def remove_birthday(self, customer_id: str) -> None: ...

    async def born_on(self, days: list[tuple[int, int]]) -> list[Birthday]:
        """Birthdays on one of these (month, day)."""

    async def add_visit(self, visit: Visit, now: datetime) -> None:
        """A new one; those that are over go."""

    async def visit(self, token_hash: str, now: datetime) -> Visit | None:
        """None when it is over, or its session is."""

    async def standing(self, customer_id: str) -> Standing | None: ...

    async def put_standing(self, standing: Standing) -> None: ...

    async def rules(self) -> HouseRules:
        """The version in force; what is shipped until somebody wrote one."""

    async def versions(self, limit: int = 50) -> list[HouseRules]:
        """Newest first."""

    async def put_rules(self, rules: HouseRules) -> None:
        """A new version; `changed_meanwhile` when there is one of its number."""

    async def last_case(self, customer_id: str, before: datetime) -> LastCase | None:
        """The last contact that ended before that moment and whose reason is known."""

    async def in_trouble(self, customer_id: str) -> bool:
        """Whether an open incident is about an order of theirs, or a promise to them is broken, or a task is open."""

    async def new_bad_cases(self, since: datetime, limit: int) -> list[BadCase]:
        """Of customers the shop vouches for, and not seen to yet."""

    async def keep_bad_case(self, case: BadCase) -> bool:
        """Whether it is ours to see to: of two desks only one is told yes."""

    async def save_bad_case(self, case: BadCase) -> None: ...

    async def bad_cases(self, customer_id: str, since: datetime) -> list[BadCase]:
        """Newest first."""

    async def reasons_by_segment(self, first: date, last: date) -> list[tuple[str | None, str | None, int, int]]:
        """Segment, contact reason, contacts, people."""
