"""The trainer's settings: the only reader of the environment in this process (docs/wire.md §1)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SHORTEST_SECRET = 16


class SettingsRefused(Exception):
    """A setting is missing or makes no sense; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class TrainerSettings:
    """Where the trainer listens and what it works on."""

    port: int
    secret: str = field(repr=False)
    encoder_dir: Path
    redis_url: str = "redis://127.0.0.1:8040/0"
    data_root: Path = Path()
    """Where domain.yml, config.yml and data/ lie."""
    models_dir: Path = Path("models")
    var_dir: Path = Path("var")
    memory_mb: int = 4_000
    """A training that holds more is ended."""


def read_settings(environ: Mapping[str, str] = os.environ) -> TrainerSettings:
    """Read the environment; raises SettingsRefused."""
    secret = environ.get("WARMHAND_BOT_SECRET") or ""
    if len(secret) < SHORTEST_SECRET:
        raise SettingsRefused(
            f"Set WARMHAND_BOT_SECRET to at least {SHORTEST_SECRET} characters: the desk proves itself with it."
        )
    redis_port = _number(environ, "WARMHAND_REDIS_PORT", 8040, 65535)
    return TrainerSettings(
        _number(environ, "WARMHAND_TRAINER_PORT", 8060, 65535),
        secret,
        Path(environ.get("WARMHAND_ENCODER_DIR") or "var/encoder"),
        environ.get("REDIS_URL") or f"redis://127.0.0.1:{redis_port}/0",
        Path(environ.get("WARMHAND_DATA_ROOT") or "."),
        Path(environ.get("WARMHAND_MODELS_DIR") or "models"),
        Path(environ.get("WARMHAND_VAR_DIR") or "var"),
        _number(environ, "WARMHAND_TRAINER_MEMORY_MB", 4_000, 1_000_000),
    )


def _number(environ: Mapping[str, str], name: str, usual: int, most: int) -> int:
    given = environ.get(name) or str(usual)
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
        raise SettingsRefused(f"{name} must be a number between 1 and {most}, not {given!r}.")
    return int(given)
