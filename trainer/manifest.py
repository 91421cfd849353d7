"""`python -m trainer.manifest MODEL`: vouch for a model that `bin/train` just made from the data as it lies there."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trainer.training_data import DataWrong, Lessons, read_lessons

SUFFIX = ".tar.gz"


def manifest_of_lessons(lessons: Lessons, parent: str | None, metrics: dict[str, Any]) -> dict[str, Any]:
    """What a model says of itself, but for its name and digest; `learnt` has a digest of each example."""
    return {
        "data_hash": lessons.nlu_hash,
        "config_hash": lessons.rest_hash,
        "parent": parent,
        "trained_at": datetime.now(UTC).isoformat(),
        "examples": len(lessons.lines),
        "metrics": metrics,
        "learnt": [line.digest for line in lessons.lines],
    }


def main(arguments: list[str]) -> int:
    """0, or 1 after one sentence."""
    model, root = Path(arguments[0]), Path(arguments[1] if len(arguments) > 1 else ".")
    try:
        manifest = manifest_of_lessons(read_lessons(root), None, {})
    except DataWrong as wrong:
        print(f"{wrong.file}:{wrong.line}: {wrong.message}", file=sys.stderr)
        return 1
    name = model.name.removesuffix(SUFFIX)
    told = manifest | {"model_id": name, "sha256": hashlib.sha256(model.read_bytes()).hexdigest()}
    fresh = model.with_name(f".{name}.json.new")
    fresh.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    fresh.replace(model.with_name(f"{name}.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
