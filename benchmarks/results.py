"""One flat JSON object a benchmark: printed, and written where it was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn


def report(figures: Mapping[str, object], out: Path | None) -> None:
    """Print the figures and write them to `out`, numbers with four digits after the point."""
    rounded = {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}
    text = json.dumps(rounded, indent=2)
    print(text)
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text + "\n", "utf-8")


def give_up(sentence: str) -> NoReturn:
    """End with one sentence that says what to do."""
    print(sentence, file=sys.stderr)
    sys.exit(2)
