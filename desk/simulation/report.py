"""What a simulated day was like: waits by percentile, who was served, how busy people were, hour by hour."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from desk.simulation.day import Fate, Outcome
from desk.simulation.plan import HOUR, Shift

PERCENTILES = (50, 90, 95, 99)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` percent of the values do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share / 100 * len(ordered)) - 1)]


def report(
    outcomes: Sequence[Outcome], shifts: Sequence[Shift], busy: Mapping[tuple[str, int], float]
) -> dict[str, Any]:
    """All figures of the day. Waits are seconds, of those served; shares are 0 to 1."""
    served = [outcome for outcome in outcomes if outcome.fate is Fate.SERVED]
    waits = [outcome.waited for outcome in served]
    staffed = sum(shift.capacity * (shift.ends - shift.starts) for shift in shifts)
    return {
        "arrivals": len(outcomes),
        "served_share": _share(len(served), len(outcomes)),
        "abandoned_share": _share(_count(outcomes, Fate.ABANDONED), len(outcomes)),
        "left_message_share": _share(_count(outcomes, Fate.LEFT_MESSAGE), len(outcomes)),
        "wait_s_mean": round(sum(waits) / len(waits), 2) if waits else 0.0,
        **{f"wait_s_p{share}": round(percentile(waits, share), 1) for share in PERCENTILES},
        "wait_s_max": round(max(waits, default=0.0), 1),
        "utilisation": round(sum(busy.values()) / staffed, 4) if staffed else 0.0,
        "hours": [_hour(hour, outcomes, shifts, busy) for hour in _hours(outcomes, shifts)],
    }


def printed(figures: Mapping[str, Any]) -> str:
    """The figures as a table for people."""
    lines = [
        f"arrivals      {figures['arrivals']}",
        f"served        {figures['served_share']:.1%}",
        f"gave up       {figures['abandoned_share']:.1%}",
        f"left message  {figures['left_message_share']:.1%}",
        "wait          "
        + "  ".join(f"p{share} {_spoken(figures[f'wait_s_p{share}'])}" for share in PERCENTILES)
        + f"  max {_spoken(figures['wait_s_max'])}",
        f"utilisation   {figures['utilisation']:.1%}",
        "",
        "hour   arrivals  served  gave up  message  wait p50  wait p95  seats  busy",
    ]
    for row in figures["hours"]:
        lines.append(
            f"{row['hour']:02}:00  {row['arrivals']:8}  {row['served']:6}  {row['abandoned']:7}  "
            f"{row['left_message']:7}  {_spoken(row['wait_s_p50']):>8}  {_spoken(row['wait_s_p95']):>8}  "
            f"{row['seats']:5.1f}  {row['utilisation']:4.0%}"
        )
    return "\n".join(lines)


def _hour(
    hour: int, outcomes: Sequence[Outcome], shifts: Sequence[Shift], busy: Mapping[tuple[str, int], float]
) -> dict[str, Any]:
    came = [outcome for outcome in outcomes if int(outcome.arrival.at // HOUR) == hour]
    waits = [outcome.waited for outcome in came if outcome.fate is Fate.SERVED]
    staffed = sum(shift.capacity * _overlap(shift, hour) for shift in shifts)
    worked = sum(seconds for (_, at), seconds in busy.items() if at == hour)
    return {
        "hour": hour,
        "arrivals": len(came),
        "served": len(waits),
        "abandoned": _count(came, Fate.ABANDONED),
        "left_message": _count(came, Fate.LEFT_MESSAGE),
        "wait_s_p50": round(percentile(waits, 50), 1),
        "wait_s_p95": round(percentile(waits, 95), 1),
        "seats": round(staffed / HOUR, 2),
        "utilisation": round(worked / staffed, 4) if staffed else 0.0,
    }


def _hours(outcomes: Sequence[Outcome], shifts: Sequence[Shift]) -> range:
    first = min([outcome.arrival.at for outcome in outcomes] + [shift.starts for shift in shifts])
    last = max([outcome.arrival.at for outcome in outcomes] + [shift.ends - 1 for shift in shifts])
    return range(int(first // HOUR), int(last // HOUR) + 1)


def _overlap(shift: Shift, hour: int) -> float:
    return max(0.0, min(shift.ends, (hour + 1) * HOUR) - max(shift.starts, hour * HOUR))


def _count(outcomes: Sequence[Outcome], fate: Fate) -> int:
    return sum(outcome.fate is fate for outcome in outcomes)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.1f} min"
