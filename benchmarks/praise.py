"""Praise told from politeness, irony and complaints: precision and recall over hand-written messages.

`bin/bench praise [--show] --json OUT`: the messages of `benchmarks/held_back/praise.tsv`, written before the rule
by the same hand, and what it gets wrong there was not used to mend it; beside those of
`benchmarks/development/praise.tsv`, which it was made with. Both are small; how
often the rule speaks where it should not is counted besides among the bot's own held-back messages.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from benchmarks.results import report
from desk.feedback.figures import share
from desk.praise.words import praise_in

HERE = Path(__file__).resolve().parent
TEAM = ("Maya", "Tom", "Olu")
"""Whose names stand in the messages."""
SETS = {"held_back": HERE / "held_back" / "praise.tsv", "development": HERE / "development" / "praise.tsv"}


def read(path: Path) -> list[tuple[bool, str, str]]:
    """Whether it praises, what kind it is, and the message."""
    with path.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["label"] == "praise", row["kind"], row["text"]) for row in rows]


def measure(rows: list[tuple[bool, str, str]]) -> dict[str, Any]:
    """Precision and recall with their intervals, and what was got wrong."""
    found = [(praises, kind, text, praise_in(text, TEAM) is not None) for praises, kind, text in rows]
    right = sum(praises and said for praises, _, _, said in found)
    precision = share(right, sum(said for *_, said in found))
    recall = share(right, sum(praises for praises, *_ in found))
    wrong = [
        ("missed" if praises else "taken for praise", kind, text)
        for praises, kind, text, said in found
        if praises != said
    ]
    return {
        "n": len(found),
        "precision": _value(precision),
        "precision_low": precision.low,
        "precision_n": precision.n,
        "recall": _value(recall),
        "recall_low": recall.low,
        "recall_n": recall.n,
        "wrong": wrong,
    }


def _among_others() -> dict[str, Any]:
    """What is taken for praise among the bot's held-back messages, which were written by others and for another end."""
    with (HERE / "held_back" / "shop_intents.tsv").open(encoding="utf-8") as lines:
        rows = [
            row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["intent"] != "praise"
        ]
    return {"others_n": len(rows), "others_taken": sum(praise_in(row["text"], TEAM) is not None for row in rows)}


def _value(found: Any) -> float | None:
    return round(found.k / found.n, 4) if found.n else None


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench praise", description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--show", choices=sorted(SETS), help="print what was got wrong in that set")
    options = parser.parse_args()
    told = {name: measure(read(path)) for name, path in SETS.items()}
    for what, kind, text in told[options.show]["wrong"] if options.show else ():
        print(f"  {what}, {kind}: {text}")
    flat = {
        f"{name}_{what}": value for name, figures in told.items() for what, value in figures.items() if what != "wrong"
    }
    report(flat | _among_others(), options.json)


if __name__ == "__main__":
    main()
