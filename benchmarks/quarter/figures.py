"""The figures of a quarter and what is behind each: reckoned from what two runs left. Pure.

`Found` is a run's document (`benchmarks/quarter/taken_down.py`). Every figure comes with its rows, each of which names
conversations, alarms, incidents, promises or gifts by the ids they have in that run's desk.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benchmarks.quarter.books import payments, spent
from benchmarks.quarter.plan import Quarter, Trouble

Found = Mapping[str, Any]
Row = dict[str, Any]
STILL_FELT = timedelta(days=3)
"""So long after a trouble's end people may still write of it, and an alarm is still about it."""


@dataclass(frozen=True)
class Figure:
    """A value, None where there is nothing to reckon it from; and what is behind it."""

    value: float | int | None
    behind: Sequence[Row]


def about(reason: str, raised: datetime, troubles: Sequence[Trouble]) -> Trouble | None:
    """The planted trouble that an alarm is about: its reason, raised while it lasts or is still felt."""
    fitting = (each for each in troubles if each.reason == reason and each.at <= raised <= each.ends + STILL_FELT)
    return next(fitting, None)


def figures(quarter: Quarter, with_all: Found, without: Found) -> dict[str, Figure]:
    """All of them, by name."""
    noticed = [_noticed(trouble, with_all, quarter) for trouble in quarter.troubles]
    hours = [row["hours"] for row in noticed if row["hours"] is not None]
    fifth = [row["hours_from_fifth_person"] for row in noticed if row["hours_from_fifth_person"] is not None]
    return {
        "false_alarms_per_week": _false_alarms(quarter, with_all),
        "planted_found": Figure(_share(len(hours), len(noticed)), noticed),
        "warning_hours_p50": Figure(_median(hours), noticed),
        "warning_hours_from_fifth_person_p50": Figure(_median(fifth), noticed),
        "contacts_avoided_share": _avoided(quarter, with_all, without),
        "promises_kept_with": _kept(with_all),
        "promises_kept_without": _kept(without),
        "durable_resolution": _durable(with_all),
        "durable_resolution_without": _durable(without),
        "caps_exceeded": _both(spent, "over", with_all, without),
        "paid_twice": _both(payments, "too_many", with_all, without),
    }


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _false_alarms(quarter: Quarter, found: Found) -> Figure:
    false = [
        each for each in found["alarms"] if about(each["reason"], _at(each["raised_at"]), quarter.troubles) is None
    ]
    rows = [{"alarm": each["id"], **_of(each, "reason", "raised_at", "people", "everybody", "rule")} for each in false]
    return Figure(round(len(false) / found["weeks"], 4), rows)


def _noticed(trouble: Trouble, found: Found, quarter: Quarter) -> Row:
    alarms = [each for each in found["alarms"] if about(each["reason"], _at(each["raised_at"]), [trouble])]
    first = min(alarms, key=lambda each: _at(each["raised_at"]), default=None)
    wrote = [each for each in found["contacts"] if each["trouble"] == trouble.id and each["conversation"]]
    after = None if first is None else _hours(_at(first["raised_at"]) - trouble.at)
    before = [each for each in wrote if first is not None and _at(each["at"]) <= _at(first["raised_at"])]
    people = list(dict.fromkeys(each["shopper"] for each in wrote))
    fifth = next((_at(e["at"]) for e in wrote if len(people) >= 5 and e["shopper"] == people[4]), None)
    late = _hours(_at(first["raised_at"]) - fifth) if first is not None and fifth is not None else None
    return {
        "trouble": trouble.id, "affected": len(quarter.affected(trouble.id)), "alarm": first and first["id"],
        "hours": after, "hours_from_fifth_person": late, "wrote_before_the_alarm": len(before),
        "incident": found["incident_of"].get(trouble.id), "shared_was_named": trouble.id in found["named"],
        "conversations": [each["conversation"] for each in wrote],
    }  # fmt: skip


def _avoided(quarter: Quarter, with_all: Found, without: Found) -> Figure:
    """Contacts of those affected: fewer with early warning, as a share of those without."""
    rows, many, few = list[Row](), 0, 0
    for trouble in quarter.troubles:
        there, here = (_wrote(trouble.id, each) for each in (without, with_all))
        away = [each for each in with_all["contacts"] if each["trouble"] == trouble.id and each["stayed_away"]]
        many, few = many + len(there), few + len(here)
        rows.append({
            "trouble": trouble.id, "incident": with_all["incident_of"].get(trouble.id),
            "without": [each["conversation"] for each in there], "with": [each["conversation"] for each in here],
            "stayed_away": [_of(each, "visit", "shopper", "stayed_away") for each in away],
        })  # fmt: skip
    return Figure(_share(many - few, many), rows)


def _wrote(trouble: str, found: Found) -> list[Row]:
    return [each for each in found["contacts"] if each["trouble"] == trouble and each["conversation"]]


def _kept(found: Found) -> Figure:
    """Kept of kept and broken, as the desk has it; what was moved in time is in neither."""
    over = [each for each in found["promises"] if each["state"] in ("kept", "broken")]
    kept = [each for each in over if each["state"] == "kept"]
    rows = [
        {"promise": each["id"], "conversation": each["conversation_id"], **_of(each, "state", "due_at", "settled_at")}
        for each in found["promises"]
        if each["state"] in ("kept", "broken", "moved")
    ]
    return Figure(_share(len(kept), len(over)), rows)


def _durable(found: Found) -> Figure:
    """The desk's own figure (docs/insights.md), of its last 90 days."""
    rows = [{"held": True, **_of(each, "id", "seq", "reason")} for each in found["held"]]
    rows += [{"held": False, **_of(each, "id", "seq", "reason")} for each in found["not_held"]]
    return Figure(found["insights"]["durable"]["value"], rows)


def _both(check: Callable[[Found], list[Row]], wrong: str, with_all: Found, without: Found) -> Figure:
    """How many rows of both runs are wrong; behind it are all."""
    rows = [{"run": name, **row} for name, run in (("with", with_all), ("without", without)) for row in check(run)]
    return Figure(sum(bool(row[wrong]) for row in rows), rows)


def _of(each: Mapping[str, Any], *names: str) -> Row:
    return {name: each[name] for name in names}


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)


def _at(stamped: str) -> datetime:
    return datetime.fromisoformat(stamped)
