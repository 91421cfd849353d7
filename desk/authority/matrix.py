"""The authority matrix: who may give how much of what, for which reason, to whom. Versioned data, read by pure rules.

A rule says how much one gift may be worth. Caps say how much may come together: for one order, for one customer in 30
days, and out of one person's hands in 7 days. What goes beyond somebody's rule or caps needs a person with more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from desk import errors
from desk.agents.agent import Role
from desk.authority.money import DIGITS, MOST

CUSTOMER_WINDOW = timedelta(days=30)
AGENT_WINDOW = timedelta(days=7)
ANY = "any"
TIERS = ("standard", "silver", "gold")
LONGEST_WHY = 300
MOST_CAP = 1_000_000_000


class Gift(StrEnum):
    """What can be given. The shop carries it out."""

    REFUND = "refund"
    REPLACEMENT = "replacement"
    VOUCHER = "voucher"
    SHIPPING_UPGRADE = "shipping_upgrade"
    GESTURE = "gesture"


UNDOABLE = frozenset({Gift.VOUCHER, Gift.SHIPPING_UPGRADE, Gift.GESTURE})
GIFT_WORDS: dict[Gift, str] = {
    Gift.REFUND: "a refund",
    Gift.REPLACEMENT: "a replacement",
    Gift.VOUCHER: "a voucher",
    Gift.SHIPPING_UPGRADE: "a faster delivery",
    Gift.GESTURE: "a small present",
}


class Cause(StrEnum):
    """Why something is given."""

    LATE = "late"
    LOST = "lost"
    DAMAGED = "damaged"
    WRONG_ITEM = "wrong_item"
    POOR_SERVICE = "poor_service"
    LOYALTY = "loyalty"
    OTHER = "other"


CAUSE_WORDS: dict[Cause, str] = {
    Cause.LATE: "a late delivery",
    Cause.LOST: "a lost parcel",
    Cause.DAMAGED: "damaged goods",
    Cause.WRONG_ITEM: "a wrong item",
    Cause.POOR_SERVICE: "poor service on our side",
    Cause.LOYALTY: "a loyal customer",
    Cause.OTHER: "another reason",
}


class Standing(StrEnum):
    """In whose name something is given, least authority first."""

    BOT = "bot"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


LADDER = tuple(Standing)
STANDING_OF: dict[Role, Standing] = {
    Role.AGENT: Standing.AGENT,
    Role.SUPERVISOR: Standing.SUPERVISOR,
    Role.ADMIN: Standing.ADMIN,
}


def above(standing: Standing) -> tuple[Standing, ...]:
    """Who can approve what this one may not do: people with more authority, least first."""
    higher = LADDER[LADDER.index(standing) + 1 :]
    return tuple(each for each in higher if each in (Standing.SUPERVISOR, Standing.ADMIN))


@dataclass(frozen=True)
class Rule:
    """One cell: how much one gift may be worth. `tier` and `cause` may be `any`."""

    standing: Standing
    tier: str
    cause: str
    gift: Gift
    up_to: int


@dataclass(frozen=True)
class Caps:
    """How much may come together, in minor units."""

    case: int
    customer: int
    agent: int


@dataclass(frozen=True)
class Approvers:
    """Who is asked first, who stands in, and for how long each is waited for; without names all are asked at once."""

    first: str | None = None
    deputy: str | None = None
    minutes: int = 3


@dataclass(frozen=True)
class Matrix:
    """One version of the matrix. A version is never changed; a new one takes its place."""

    version: int
    at: datetime
    by: str
    why: str
    currency: str
    rules: tuple[Rule, ...]
    caps: Mapping[Standing, Caps]
    approvers: Approvers = Approvers()
    undo_minutes: int = 5

    def up_to(self, standing: Standing, tier: str, cause: Cause, gift: Gift) -> int | None:
        """What the most particular rule allows; None where none speaks of it. A cause counts before a tier."""
        fitting = [
            rule
            for rule in self.rules
            if rule.standing is standing
            and rule.gift is gift
            and rule.tier in (tier, ANY)
            and rule.cause in (cause, ANY)
        ]
        chosen = max(fitting, key=lambda rule: (rule.cause != ANY, rule.tier != ANY), default=None)
        return chosen.up_to if chosen else None

    def caps_of(self, standing: Standing) -> Caps:
        """The caps of a standing; nothing where none are written."""
        return self.caps.get(standing, Caps(0, 0, 0))


def checked(matrix: Matrix) -> Matrix:
    """The matrix, if it makes sense as a whole; `invalid_field` with one sentence otherwise."""
    if not matrix.why.strip() or len(matrix.why) > LONGEST_WHY:
        raise errors.invalid_field("why", f"Please say why, in at most {LONGEST_WHY} characters.")
    if matrix.currency not in DIGITS:
        raise errors.invalid_field("currency", "We do not reckon in this currency.")
    seen: set[tuple[Standing, str, str, Gift]] = set()
    for rule in matrix.rules:
        key = (rule.standing, rule.tier, rule.cause, rule.gift)
        if key in seen:
            raise errors.invalid_field("rules", f"Two rules speak of the same: {' / '.join(map(str, key))}.")
        seen.add(key)
        _check_rule(rule)
    for standing, caps in matrix.caps.items():
        if not all(0 <= cap <= MOST_CAP for cap in (caps.case, caps.customer, caps.agent)):
            raise errors.invalid_field("caps", f"A cap of {standing} is out of bounds.")
    if not 1 <= matrix.approvers.minutes <= 240:
        raise errors.invalid_field("approvers", "Give each approver between 1 minute and 4 hours.")
    if not 0 <= matrix.undo_minutes <= 60:
        raise errors.invalid_field("undo_minutes", "Something can be taken back for at most 60 minutes.")
    return matrix


def _check_rule(rule: Rule) -> None:
    if rule.tier != ANY and rule.tier not in TIERS:
        raise errors.invalid_field("rules", f"There is no tier {rule.tier[:20]}.")
    if rule.cause != ANY and rule.cause not in set(Cause):
        raise errors.invalid_field("rules", f"There is no reason {rule.cause[:20]}.")
    if not 0 <= rule.up_to <= MOST:
        raise errors.invalid_field("rules", "An amount is out of bounds.")
    if rule.standing is Standing.BOT and rule.gift is not Gift.VOUCHER:
        raise errors.invalid_field("rules", "The assistant can give vouchers and nothing else.")


def to_document(matrix: Matrix) -> dict[str, Any]:
    """The matrix as it is stored, sealed and told."""
    return {
        "version": matrix.version,
        "by": matrix.by,
        "why": matrix.why,
        "currency": matrix.currency,
        "rules": [
            {"standing": str(r.standing), "tier": r.tier, "cause": str(r.cause), "gift": str(r.gift), "up_to": r.up_to}
            for r in matrix.rules
        ],
        "caps": {str(s): {"case": c.case, "customer": c.customer, "agent": c.agent} for s, c in matrix.caps.items()},
        "approvers": {
            "first": matrix.approvers.first,
            "deputy": matrix.approvers.deputy,
            "minutes": matrix.approvers.minutes,
        },
        "undo_minutes": matrix.undo_minutes,
    }


def from_document(document: Mapping[str, Any], at: datetime) -> Matrix:
    """The inverse of `to_document`."""
    return Matrix(
        version=document["version"],
        at=at,
        by=document["by"],
        why=document["why"],
        currency=document["currency"],
        rules=tuple(
            Rule(Standing(r["standing"]), r["tier"], r["cause"], Gift(r["gift"]), r["up_to"]) for r in document["rules"]
        ),
        caps={Standing(name): Caps(**caps) for name, caps in document["caps"].items()},
        approvers=Approvers(**document["approvers"]),
        undo_minutes=document["undo_minutes"],
    )


def _of(standing: Standing, amounts: Iterable[tuple[Gift, int]], tier: str = ANY) -> tuple[Rule, ...]:
    return tuple(Rule(standing, tier, ANY, gift, up_to) for gift, up_to in amounts)


AGENTS = (
    (Gift.REFUND, 3_000),
    (Gift.REPLACEMENT, 8_000),
    (Gift.VOUCHER, 2_000),
    (Gift.SHIPPING_UPGRADE, 1_000),
    (Gift.GESTURE, 1_000),
)
SUPERVISORS = (
    (Gift.REFUND, 20_000),
    (Gift.REPLACEMENT, 25_000),
    (Gift.VOUCHER, 10_000),
    (Gift.SHIPPING_UPGRADE, 2_000),
    (Gift.GESTURE, 5_000),
)
FIRST = Matrix(
    version=0,
    at=datetime(2026, 1, 1, tzinfo=UTC),
    by="Warmhand",
    why="What every house begins with. The assistant gives nothing.",
    currency="EUR",
    rules=(
        *_of(Standing.AGENT, AGENTS),
        *_of(Standing.AGENT, ((Gift.VOUCHER, 3_000),), tier="gold"),
        *_of(Standing.SUPERVISOR, SUPERVISORS),
        *_of(Standing.ADMIN, ((gift, 2 * up_to) for gift, up_to in SUPERVISORS)),
    ),
    caps={
        Standing.BOT: Caps(0, 0, 0),
        Standing.AGENT: Caps(10_000, 15_000, 60_000),
        Standing.SUPERVISOR: Caps(30_000, 60_000, 400_000),
        Standing.ADMIN: Caps(60_000, 120_000, 800_000),
    },
)
"""What holds until somebody writes a version."""
