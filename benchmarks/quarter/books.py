"""The shop's book against the desk's grants: was anything paid twice, was more given than may be? Pure, and reckoned
anew: it uses neither the desk's verdicts nor its charges."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

Found = Mapping[str, Any]
Row = dict[str, Any]
STANDINGS = {"Maya": "agent", "Tom": "agent", "Olu": "supervisor", "Noor": "admin"}
CUSTOMER_SPAN, AGENT_SPAN = timedelta(days=30), timedelta(days=7)


def paid_twice(found: Found) -> list[Row]:
    """Payments in the shop's book beyond one for each wish, or for no wish at all."""
    wished = {each["id"] for each in found["grants"]}
    times = Counter(each["key"] for each in found["remedies"])
    return [
        {"gift": key, "payments": number, "remedies": [e["id"] for e in found["remedies"] if e["key"] == key]}
        for key, number in sorted(times.items(), key=str)
        if number > 1 or key not in wished
    ]


def caps_exceeded(found: Found) -> list[Row]:
    """Payments that went beyond a cap of whoever answers for them: who approved, else who gave."""
    grants = {each["id"]: each for each in found["grants"]}
    paid = [_Paid(grants[each["key"]], each) for each in found["remedies"] if each["key"] in grants]
    paid.sort(key=lambda each: each.at)
    broken = []
    for place, each in enumerate(paid):
        before, caps = paid[: place + 1], found["matrix"]["caps"][each.standing]
        for cap, spent in (
            ("case", _sum(p for p in before if p.order == each.order)),
            ("customer", _sum(p for p in before if p.shopper == each.shopper and each.at - p.at < CUSTOMER_SPAN)),
            ("agent", _sum(p for p in before if p.answers == each.answers and each.at - p.at < AGENT_SPAN)),
        ):
            if spent > caps[cap]:
                broken.append({"gift": each.id, "conversation": each.conversation, "cap": cap, "spent": spent})
    return broken


class _Paid:
    """One payment, and who answers for it since when."""

    def __init__(self, grant: Mapping[str, Any], remedy: Mapping[str, Any]) -> None:
        decided = [step["at"] for step in grant["steps"] if step["step"] in ("approved", "decided")]
        self.id, self.conversation = grant["id"], grant["conversation_id"]
        self.answers = grant["decided_by"] or grant["by"]["name"]
        self.standing = STANDINGS[self.answers]
        self.at = datetime.fromisoformat(decided[-1] if decided else grant["at"])
        self.order, self.shopper, self.minor = remedy["number"], remedy["customer_id"], remedy["amount"]


def _sum(paid: Any) -> int:
    return sum(each.minor for each in paid)


def unpaid(found: Found) -> list[str]:
    """Gifts that the desk says are done and the shop's book does not have."""
    keys = {each["key"] for each in found["remedies"]}
    return [each["id"] for each in found["grants"] if each["state"] == "done" and each["id"] not in keys]


def fates(wishes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many wishes met which fate."""
    return dict(Counter(each["fate"] for each in wishes))
