"""`bin/simulate-desk`: play a day and print what it was like."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from desk.service_file import ServiceFileRefused, read_house
from desk.simulation.day import Day
from desk.simulation.plan import DEMO_DEMAND, DEMO_SHIFTS, Arrival, Habits, PlanRefused, Shift, arrivals_of
from desk.simulation.plan_files import read_arrivals, read_shifts
from desk.simulation.report import printed, report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the day was played, 1 when the plan makes no sense."""
    asked = _parser().parse_args(arguments)
    try:
        arrivals, shifts = _plan(asked)
        rules = read_house(asked.service).routing
        day = Day(arrivals, shifts, rules, Habits(asked.answer_seconds, asked.missed_share), asked.seed)
        figures = report(day.run(), shifts, day.busy_seconds)
    except (PlanRefused, ServiceFileRefused) as refused:
        print(f"simulate-desk: {refused}", file=sys.stderr)
        return 1
    print(printed(figures))
    if asked.json is not None:
        asked.json.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


def _plan(asked: argparse.Namespace) -> tuple[list[Arrival], list[Shift]]:
    if asked.demo:
        shifts = list(DEMO_SHIFTS) if asked.staffing is None else read_shifts(asked.staffing)
        arrivals = arrivals_of(DEMO_DEMAND, asked.seed)
    elif asked.staffing is None:
        raise PlanRefused("say --staffing FILE and --arrivals FILE, or --demo.")
    else:
        shifts, arrivals = read_shifts(asked.staffing), []
    if asked.arrivals is not None:
        arrivals = read_arrivals(asked.arrivals, asked.seed)
    if not arrivals:
        raise PlanRefused("nobody comes: say --arrivals FILE, or --demo.")
    return arrivals, shifts


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="simulate-desk", description="Play a day of arrivals against a staffing plan, with the desk's own routing."
    )
    parser.add_argument("--demo", action="store_true", help="the built-in staffing plan and day")
    parser.add_argument("--staffing", type=Path, help="CSV or JSON: agent, from, to, capacity, skills, languages")
    parser.add_argument("--arrivals", type=Path, help="CSV or JSON: at, handling_minutes, ...; or JSON per_hour")
    parser.add_argument("--service", type=Path, help="the house's service file, for its routing rules")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same day")
    parser.add_argument("--answer-seconds", type=float, default=6.0, help="until an agent answers an offer")
    parser.add_argument("--missed-share", type=float, default=0.02, help="of offers that nobody answers, 0 to 1")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    return parser
