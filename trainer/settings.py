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


def read_settings(environ: Mapping[str, str] = os.environ) -> TrainerSettings:
    """Read the environment; raises SettingsRefused."""
    port, secret = environ.get("WARMHAND_TRAINER_PORT") or "8060", environ.get("WARMHAND_BOT_SECRET") or ""
    if not (port.isascii() and port.isdigit() and 1 <= int(port) <= 65535):
        raise SettingsRefused(f"WARMHAND_TRAINER_PORT must be a port between 1 and 65535, not {port!r}.")
    if len(secret) < SHORTEST_SECRET:
        raise SettingsRefused(
            f"Set WARMHAND_BOT_SECRET to at least {SHORTEST_SECRET} characters: the desk proves itself with it."
        )
    return TrainerSettings(int(port), secret, Path(environ.get("WARMHAND_ENCODER_DIR") or "var/encoder"))
