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


def payments(found: Found) -> list[Row]:
    """Each wish that was paid, and how often; `too_many` where that is not once, or where nobody had wished."""
    wished = {each["id"]: each["conversation_id"] for each in found["grants"]}
    times = Counter(each["key"] for each in found["remedies"])
    return [
        {
            "gift": key, "conversation": wished.get(key), "payments": number,
            "remedies": [each["id"] for each in found["remedies"] if each["key"] == key],
            "too_many": number > 1 or key not in wished,
        }
        for key, number in sorted(times.items(), key=str)
    ]  # fmt: skip


def paid_twice(found: Found) -> list[Row]:
    """Those paid too often."""
    return [each for each in payments(found) if each["too_many"]]


def spent(found: Found) -> list[Row]:
    """Each payment, with what was spent by then and the caps of whoever answers for it; `over` names the broken."""
    grants = {each["id"]: each for each in found["grants"]}
    paid = [_Paid(grants[each["key"]], each) for each in found["remedies"] if each["key"] in grants]
    paid.sort(key=lambda each: each.at)
    return [_row(each, paid[: place + 1], found["matrix"]["caps"][each.standing]) for place, each in enumerate(paid)]


def caps_exceeded(found: Found) -> list[Row]:
    """Payments that went beyond a cap."""
    return [each for each in spent(found) if each["over"]]


def _row(paid: _Paid, until: Sequence[_Paid], caps: Mapping[str, int]) -> Row:
    sums = {
        "case": sum(each.minor for each in until if each.order == paid.order),
        "customer": sum(e.minor for e in until if e.shopper == paid.shopper and paid.at - e.at < CUSTOMER_SPAN),
        "agent": sum(e.minor for e in until if e.answers == paid.answers and paid.at - e.at < AGENT_SPAN),
    }
    over = [name for name, minor in sums.items() if minor > caps[name]]
    told = {"gift": paid.id, "conversation": paid.conversation, "answers": paid.answers, "minor": paid.minor}
    return told | {"spent": sums, "caps": dict(caps), "over": over}


class _Paid:
    """One payment, and who answers for it since when."""

    def __init__(self, grant: Mapping[str, Any], remedy: Mapping[str, Any]) -> None:
        decided = [step["at"] for step in grant["steps"] if step["step"] in ("approved", "decided")]
        self.id, self.conversation = grant["id"], grant["conversation_id"]
        self.answers = grant["decided_by"] or grant["by"]["name"]
        self.standing = STANDINGS[self.answers]
        self.at = datetime.fromisoformat(decided[-1] if decided else grant["at"])
        self.order, self.shopper, self.minor = remedy["number"], remedy["customer_id"], remedy["amount"]


def unpaid(found: Found) -> list[str]:
    """Gifts that the desk says are done and the shop's book does not have."""
    keys = {each["key"] for each in found["remedies"]}
    return [each["id"] for each in found["grants"] if each["state"] == "done" and each["id"] not in keys]


def fates(wishes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many wishes met which fate."""
    return dict(Counter(each["fate"] for each in wishes))
