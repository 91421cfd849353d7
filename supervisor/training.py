"""`bin/train`: run Rasa's training with the surroundings it needs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from supervisor.checked_model import note
from supervisor.problem import Problem
from supervisor.programs import RASA_ENVIRONMENT
from supervisor.settings import Settings, read_settings
from supervisor.setup import stamps

ROOT = Path(__file__).resolve().parent.parent


def main(environ: Mapping[str, str], more: Sequence[str], root: Path = ROOT) -> int:
    """Train; `more` is passed on to `rasa train`. 0, Rasa's own exit code, or 1 after one sentence."""
    try:
        settings = read_settings(environ, root)
        name = model_name(root, datetime.now(UTC))
        command = training_command(settings, name, more)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    began = time.monotonic()
    print(f"Training {name} ...", flush=True)
    environment = {**settings.environment, **RASA_ENVIRONMENT}
    code = subprocess.run(command, cwd=root, env=environment, check=False).returncode
    model = root / "models" / f"{name}.tar.gz"
    if code == 0 and not model.exists():
        print("Rasa ended well but wrote no model: look at what it printed above.", file=sys.stderr)
        return 1
    if code == 0:
        note(model)
        # What it has learnt, so that the studio can train on from it.
        vouched = [command[0], "-m", "trainer.manifest", str(model)]
        code = subprocess.run(
            vouched, cwd=root, env={**settings.environment, **RASA_ENVIRONMENT}, check=False
        ).returncode
        took, size = time.monotonic() - began, model.stat().st_size / 1e6
        print(f"models/{model.name} is trained ({took:.0f} s, {size:.1f} MB).", flush=True)
    return code


def model_name(root: Path, now: datetime) -> str:
    """`20261122-041500-1f3a9c2e`: when, and of what."""
    return f"{now:%Y%m%d-%H%M%S}-{learnt_from(root)}"


def learnt_from(root: Path) -> str:
    """A short digest of what a model is made of: data, domain, pipeline, and the code of the components."""
    files = [root / "config.yml", root / "domain.yml"]
    try:
        files += stamps.files_below(root / "data", without=frozenset())
        files += stamps.files_below(root / "bot", without=frozenset({"__pycache__"}))
        return stamps.digest(files, root)[:8]
    except FileNotFoundError as missing:
        raise Problem(f"There is nothing to train on: {missing.filename} is missing.") from missing


def training_command(settings: Settings, name: str, more: Sequence[str]) -> list[str]:
    """Always from scratch (`--force`): Rasa's cache does not see changes in our own components' code."""
    python = settings.root / ".venv-rasa/bin/python"
    for needed in (python, settings.encoder / "model.onnx"):
        if not needed.exists():
            raise Problem(f"{needed} is missing: run bin/setup first.")
    files = ["--config", "config.yml", "--domain", "domain.yml", "--data", "data", "--endpoints", "endpoints.yml"]
    return [str(python), "-m", "rasa", "train", "--force", *files, "--fixed-model-name", name, *more]
