"""The thresholds of the handoff as `config.yml` sets them."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.policies.handoff_reasons import HandoffThresholds

POLICY = "bot.policies.handoff_policy.HandoffPolicy"


def shipped_thresholds(config: Path) -> HandoffThresholds:
    """What the policy would use; its own defaults where the file is silent."""
    policies = yaml.safe_load(config.read_text("utf-8"))["policies"]
    settings = next((dict(step) for step in policies if step["name"] == POLICY), {})
    return HandoffThresholds(**{name: value for name, value in settings.items() if name not in ("name", "priority")})
