"""A trained model as its manifest describes it, and what the house has made of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MODEL_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True)
class Manifest:
    """What was written down when a model was trained. `parent` is the model that was live then."""

    model_id: str
    sha256: str
    trained_at: str | None = None
    parent: str | None = None
    examples: int | None = None
    metrics: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Approval:
    """Who let a model answer everybody, and why."""

    model_id: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class SlotState:
    """What the supervisor says of a slot; `code` and `says` tell why a model was refused."""

    model_id: str | None
    state: str
    code: str | None = None
    says: str | None = None

    @property
    def refused(self) -> bool:
        return self.state == "refused"


def state_of(model_id: str, live: str | None, other: str | None, other_may_leave: bool, refused: bool) -> str:
    """`live`, `candidate`, `draining`, `refused` or `kept`."""
    if model_id == live:
        return "live"
    if model_id == other:
        return "draining" if other_may_leave else "candidate"
    return "refused" if refused else "kept"
