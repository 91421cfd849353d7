"""Early warning on simulated weeks: `bin/bench warning [--days 91] [--seed 1] --json OUT`.

The desk's own rule looks at seeded arrivals without trouble and counts its alarms; then at the same with troubles of 5,
10 and 20 people planted every third day, and counts which it noticed and after how many hours; then at slow troubles,
whose people write over five days, one every tenth day. No desk is started.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

from benchmarks.results import report
from desk.bot.domain_file import read_intents
from desk.simulation.contacts import SLOW_SPREAD
from desk.simulation.warning import Watched, troubles, watch
from desk.warning.contact import NO_REASONS

ROOT = Path(__file__).resolve().parents[1]
PEOPLE_A_DAY = (60, 200, 600)
SIZES = (5, 10, 20)
EVERY_DAYS = 3
SLOW_SIZES = (10, 20, 30)
SLOW_EVERY_DAYS = 10


def main() -> None:
    options = argparse.ArgumentParser(prog="bin/bench warning", description=__doc__)
    options.add_argument("--days", type=int, default=91, help="watched, after eight weeks of history")
    options.add_argument("--seed", type=int, default=1, help="the same seed gives the same days")
    options.add_argument("--json", type=Path, dest="out", help="where to write the figures")
    asked = options.parse_args()
    reasons = [intent for intent in read_intents(ROOT / "domain.yml") if intent not in NO_REASONS]
    calm, troubled, slow = {}, {}, {}
    for place, people in enumerate(PEOPLE_A_DAY):
        seed = asked.seed * 1_000 + place
        calm[people] = watch(asked.days, people, reasons, (), seed)
        troubled[people] = watch(
            asked.days, people, reasons, troubles(asked.days, reasons, SIZES, EVERY_DAYS, seed), seed
        )
        slowly = troubles(asked.days - 10, reasons, SLOW_SIZES, SLOW_EVERY_DAYS, seed, SLOW_SPREAD)
        slow[people] = watch(asked.days, people, reasons, slowly, seed)
    cold = watch(14, PEOPLE_A_DAY[1], reasons, (), asked.seed, history_days=0)
    report(_figures(calm, troubled) | _slow_figures(slow) | {"alarms_first_two_weeks": len(cold.alarms)}, asked.out)


def _figures(calm: dict[int, Watched], troubled: dict[int, Watched]) -> dict[str, object]:
    figures: dict[str, object] = {
        "days": calm[PEOPLE_A_DAY[0]].weeks * 7,
        "false_alarms_per_week": statistics.mean(each.false_alarms / each.weeks for each in calm.values()),
    }
    for people, each in calm.items():
        figures[f"false_alarms_per_week_at_{people}_a_day"] = each.false_alarms / each.weeks
    told = [(trouble, hours, people) for people, each in troubled.items() for trouble, hours in each.troubles]
    found = [hours for _, hours, _ in told if hours is not None]
    figures["planted"] = len(told)
    figures["planted_found"] = len(found) / len(told)
    figures["warning_hours_p50"] = statistics.median(found)
    for size in SIZES:
        hours = [each for trouble, each, _ in told if trouble.people == size]
        noticed = [each for each in hours if each is not None]
        figures[f"planted_found_{size}"] = len(noticed) / len(hours)
        figures[f"warning_hours_p50_{size}"] = statistics.median(noticed) if noticed else None
        figures[f"warning_hours_worst_{size}"] = max(noticed, default=None)
        for people in PEOPLE_A_DAY:
            there = [each for trouble, each, crowd in told if (trouble.people, crowd) == (size, people)]
            share = sum(each is not None for each in there) / len(there)
            figures[f"planted_found_{size}_at_{people}_a_day"] = share
    return figures


def _slow_figures(slow: dict[int, Watched]) -> dict[str, object]:
    told = [each for watched in slow.values() for each in watched.troubles]
    found = [hours for _, hours in told if hours is not None]
    figures: dict[str, object] = {"slow_planted": len(told), "slow_found": len(found) / len(told)}
    figures["slow_hours_p50"] = statistics.median(found) if found else None
    for size in SLOW_SIZES:
        hours = [each for trouble, each in told if trouble.people == size]
        figures[f"slow_found_{size}"] = sum(each is not None for each in hours) / len(hours)
    return figures


if __name__ == "__main__":
    main()
