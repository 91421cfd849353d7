"""The only place in the bot that reads the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BotSettings:
    """Where the bot finds what does not come through Rasa's own YAML files."""

    encoder_dir: Path


def read_settings() -> BotSettings:
    """Read the environment once per call; nothing is opened or connected here."""
    return BotSettings(encoder_dir=Path(os.environ.get("WARMHAND_ENCODER_DIR") or "var/encoder"))
