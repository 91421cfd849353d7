"""`bin/simulate-quarter [--weeks 13] [--seed 1] [--json OUT]`: play a quarter twice at a real desk and print figures.

Once the house uses early warning and promises call; once, with the same people, nobody looks at either. What differs is
what the software did. `bin/simulate-quarter --behind FIGURE` prints what is behind a figure of the last run.
Invented are the people, their orders and the troubles (docs/quarter.md); a stand-in answers for the bot.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.quarter.books import fates, unpaid
from benchmarks.quarter.figures import Figure, Found, figures
from benchmarks.quarter.people import read_people
from benchmarks.quarter.run import WITH, WITHOUT, Mode, plan_of, run
from benchmarks.results import report

FOLDER = Path("var/quarter")
BOT = "stand-in: it is told why people write, and misreads as often as the shipped bot was measured to (7.1 %)"
LEAST_WEEKS, MOST_WEEKS = 1, 26


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it was played, 1 when it is asked for something there is not."""
    asked = _parser().parse_args(arguments)
    out = asked.json or FOLDER / "figures.json"
    if asked.behind is not None:
        return _print_behind(chain_file(out), asked.behind)
    if not LEAST_WEEKS <= asked.weeks <= MOST_WEEKS:
        print(f"simulate-quarter: say {LEAST_WEEKS} to {MOST_WEEKS} weeks.", file=sys.stderr)
        return 1

    try:
        with_all, without = _left(asked.folder) if asked.again else _played(asked.seed, asked.weeks, asked.folder)
    except FileNotFoundError as missing:
        print(f"simulate-quarter: there is no {missing.filename}: run bin/simulate-quarter first.", file=sys.stderr)
        return 1
    found = figures(plan_of(read_people(with_all["seed"]), round(with_all["weeks"] * 7)), with_all, without)
    told = summary(found, with_all, without)
    told |= {"seed": with_all["seed"], "seconds": max(each["seconds"] for each in (with_all, without))}
    out.parent.mkdir(parents=True, exist_ok=True)
    chain = {name: list(figure.behind) for name, figure in found.items()}
    chain_file(out).write_text(json.dumps(chain, indent=1, default=str) + "\n", "utf-8")
    report(told, out)
    return 0


def _played(seed: int, weeks: int, folder: Path) -> list[dict[str, Any]]:
    """Both runs, at the same time; what each left is kept beside its house's files."""
    shutil.rmtree(folder, ignore_errors=True)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as both:
        playing = [both.submit(play, seed, weeks, mode, folder / mode.name) for mode in (WITH, WITHOUT)]
        left = [each.result() for each in playing]
    for run_left in left:
        run_left["seed"] = seed
        kept = folder / run_left["mode"] / "left.json"
        kept.write_text(json.dumps(run_left, indent=1) + "\n", "utf-8")
    return left


def _left(folder: Path) -> list[dict[str, Any]]:
    """What the last runs left, to be reckoned again."""
    return [json.loads((folder / mode.name / "left.json").read_text("utf-8")) for mode in (WITH, WITHOUT)]


def play(seed: int, weeks: int, mode: Mode, folder: Path) -> dict[str, Any]:
    """One run, in a process of its own."""
    return asyncio.run(run(read_people(seed), weeks * 7, mode, folder.absolute()))


def summary(found: dict[str, Figure], with_all: Found, without: Found) -> dict[str, Any]:
    """The figures as they are printed, and what is to be known of them."""
    both = (with_all, without)
    return {
        "simulation": True,
        "bot": BOT,
        "weeks": with_all["weeks"],
        **{name: figure.value for name, figure in found.items()},
        "planted": len(found["planted_found"].behind),
        "alarms": len(with_all["alarms"]),
        "contacts": [sum(each["conversation"] is not None for each in run["contacts"]) for run in both],
        "promises": [len(run["promises"]) for run in both],
        "promises_moved": [sum(each["state"] == "moved" for each in run["promises"]) for run in both],
        "gifts_wished": [len(run["wishes"]) for run in both],
        "gifts_by_fate": fates(with_all["wishes"]),
        "gifts_paid": [len(run["remedies"]) for run in both],
        "gifts_done_but_not_paid": [len(unpaid(run)) for run in both],
        "desk_killed": [run["kills"] for run in both],
        "unexpected_refusals": [len(run["problems"]) for run in both],
    }


def chain_file(out: Path) -> Path:
    """The second file: what is behind each figure."""
    return out.with_suffix(".chain.json")


def _print_behind(chain: Path, figure: str) -> int:
    try:
        known = json.loads(chain.read_text("utf-8"))
    except OSError:
        print(f"simulate-quarter: there is no {chain}: run bin/simulate-quarter first.", file=sys.stderr)
        return 1
    if figure not in known:
        print(f"simulate-quarter: no figure {figure}; there are {', '.join(known)}.", file=sys.stderr)
        return 1
    for row in known[figure]:
        print(json.dumps(row, ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulate-quarter", description=__doc__)
    parser.add_argument(
        "--weeks", type=int, default=13, help="simulated weeks; the troubles of later ones are left out"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same people and figures")
    parser.add_argument("--json", type=Path, help=f"where to write the figures ({FOLDER}/figures.json)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the two houses keep their files")
    parser.add_argument("--again", action="store_true", help="reckon figures again from what the last run left")
    parser.add_argument("--behind", metavar="FIGURE", help="print what is behind a figure of the last run")
    return parser


if __name__ == "__main__":
    sys.exit(main())
