"""A designer's morning in a real browser: misses come, are labelled by keyboard, trained, judged, live, and taken back.

    bin/bench studio --messages F [F...] --json OUT [--labels benchmarks/studio_labels.tsv] [--pictures FOLDER]

Real people's messages of a public set, in no training data, are said to the bot of a whole house. A designer works in
Chromium; from the moment the new model is let in, a load of other customers talks all the while. docs/benchmarks.md
names the keys.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.elsewhere import all_elsewhere, be_elsewhere
from benchmarks.labelled_rows import RowsInvalid
from benchmarks.results import give_up, report
from benchmarks.rollout_house import BenchmarkError, bot_of_its_own
from benchmarks.studio_messages import Miss, chosen
from benchmarks.studio_work import Morning, figures_of, worked
from benchmarks.web_house import open_browser
from tests.journeys.house import open_house

LABELS = Path(__file__).with_name("studio_labels.tsv")


@dataclass(frozen=True)
class Asked:
    """What to do: the messages, how many customers talk meanwhile, how long each step is watched, where pictures go."""

    misses: Sequence[Miss]
    customers: int
    seconds: float
    pictures: Path | None


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="bin/bench studio", description="From misses to a live model, in a browser.")
    parser.add_argument("--messages", type=Path, nargs="+", required=True, help="text<TAB>intent, a header row")
    parser.add_argument("--labels", type=Path, default=LABELS, help="digest<TAB>our intent: which, and what they ask")
    parser.add_argument("--json", type=Path, dest="out")
    parser.add_argument("--customers", type=int, default=4, help="who talk meanwhile")
    parser.add_argument("--seconds", type=float, default=15.0, help="that each step is watched")
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each step")
    given = parser.parse_args()
    try:
        misses = chosen(given.messages, given.labels)
        figures = in_a_house(Asked(misses, given.customers, given.seconds, given.pictures))
    except (RowsInvalid, BenchmarkError) as problem:
        give_up(str(problem))
    report(figures | {"load_average": os.getloadavg()[0]}, given.out)
    return 0


def in_a_house(asked: Asked) -> dict[str, object]:
    """The morning in a house of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="warmhand-studio-") as folder:
        root, models, base = bot_of_its_own(Path(folder))
        settings = {"WARMHAND_DATA_ROOT": str(root), "WARMHAND_MODELS_DIR": str(models)}
        house = open_house(Path(folder), WARMHAND_LIMIT_FACTOR="10000", **settings)
        # Browser and customers are elsewhere in life: here they get what the house leaves of the processor.
        be_elsewhere()
        try:
            with open_browser() as browser:
                all_elsewhere(but={house.supervisor.pid})
                morning = Morning(house, browser, base, asked.pictures)
                marks = worked(morning, asked.misses, asked.customers, asked.seconds)
            return figures_of(morning, marks, asked.misses)
        finally:
            house.stop()


if __name__ == "__main__":
    sys.exit(main())
