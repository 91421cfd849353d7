"""An incident: what a person confirmed, which orders it is about, and the words customers get. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from desk.conversations.entry import stamp
from desk.warning import refusals
from desk.warning.shared import Kind, RecentOrder

DAYS_BACK = 30
"""How old an order may be to be one of those it is about."""


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class Scope:
    """Which orders it is about: those that share a property, all of them or only those that are still to come."""

    kind: Kind
    value: str
    label: str
    open_only: bool

    def covers(self, order: RecentOrder) -> bool:
        """Whether this order is one of them."""
        return order.has(self.kind, self.value) and (order.open or not self.open_only)


@dataclass(frozen=True)
class Draft:
    """What somebody would like to confirm. `answer` is the bot's, `banner` the widget's; `tell`: before they ask."""

    id: str
    alarm_id: str
    name: str
    reasons: tuple[str, ...]
    scope: Scope
    answer: str
    banner: str
    tell: bool


@dataclass(frozen=True)
class Incident:
    """As it stands at `version`. `counted_from` is when its people began to write; `figures` are frozen."""

    id: str
    alarm_id: str
    name: str
    reasons: tuple[str, ...]
    scope: Scope
    answer: str
    banner: str
    tell: bool
    counted_from: datetime
    state: State
    opened_at: datetime
    opened_by: str
    opened_by_name: str
    closed_at: datetime | None = None
    closed_by_name: str | None = None
    closing: str | None = None
    figures: dict[str, Any] | None = None
    version: int = 0

    def same_wish(self, draft: Draft) -> bool:
        """Whether a repeated request asks for the same incident."""
        mine = (self.id, self.alarm_id, self.name, self.reasons, self.scope, self.answer, self.banner, self.tell)
        return mine == (
            draft.id, draft.alarm_id, draft.name, draft.reasons, draft.scope, draft.answer, draft.banner, draft.tell
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As the console shows it."""
        return {
            "id": self.id,
            "alarm_id": self.alarm_id,
            "name": self.name,
            "reasons": list(self.reasons),
            "scope": {
                "kind": str(self.scope.kind),
                "value": self.scope.value,
                "label": self.scope.label,
                "open_only": self.scope.open_only,
            },
            "answer": self.answer,
            "banner": self.banner,
            "tell": self.tell,
            "state": str(self.state),
            "opened_at": stamp(self.opened_at),
            "opened_by": self.opened_by_name,
            "closed_at": stamp(self.closed_at) if self.closed_at else None,
            "closed_by": self.closed_by_name,
            "closing": self.closing,
        }


def begun(draft: Draft, counted_from: datetime, agent_id: str, agent_name: str, now: datetime) -> Incident:
    """A new incident."""
    said = (draft.name, draft.reasons, draft.scope, draft.answer, draft.banner, draft.tell)
    return Incident(draft.id, draft.alarm_id, *said, counted_from, State.OPEN, now, agent_id, agent_name)


def require_free(reasons: Sequence[str], others: Iterable[Incident]) -> None:
    """Raises `reason_taken` when an open incident already answers one of the reasons."""
    if any(set(reasons) & set(other.reasons) for other in others):
        raise refusals.reason_taken()


def closed(incident: Incident, closing: str, by_name: str, now: datetime) -> Incident:
    """It is over. Raises `incident_over` when it was already."""
    if incident.state is State.CLOSED:
        raise refusals.incident_over()
    return replace(incident, state=State.CLOSED, closing=closing, closed_by_name=by_name, closed_at=now)
