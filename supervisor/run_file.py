"""`run.json` in the house's folder: what runs, for people and for tests that look for a pid."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "run.json"


@dataclass(frozen=True)
class Running:
    """One process. `pid` is null while it is down; `restarts` counts since the house was opened."""

    pid: int | None
    state: str
    restarts: int


def write(folder: Path, processes: Mapping[str, Running], urls: Mapping[str, str], *, ready: bool) -> None:
    """Write the file whole, so that a reader never sees half of it."""
    document = {
        "supervisor": os.getpid(),
        "ready": ready,
        "urls": dict(urls),
        "processes": {name: asdict(running) for name, running in processes.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f".{FILE}.new"
    fresh.write_text(json.dumps(document, indent=2) + "\n")
    fresh.replace(folder / FILE)


def remove(folder: Path) -> None:
    """Nothing runs any more."""
    (folder / FILE).unlink(missing_ok=True)
