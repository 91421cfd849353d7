"""What a designer says about a message. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desk import errors
from desk.studio.heard import Reason


class LabelKind(StrEnum):
    INTENT = "intent"
    OUT_OF_SCOPE = "out_of_scope"
    """Nothing the bot should ever answer; learnt as such."""
    UNUSABLE = "unusable"
    """Nobody could say what it means: looked at, and left alone."""
    EXAM = "exam"
    """Kept to judge models with, never learnt."""


class LabelState(StrEnum):
    PENDING = "pending"
    WRITTEN = "written"
    UNDONE = "undone"


OUTSIDE = "out_of_scope"
LEARNT = (LabelKind.INTENT, LabelKind.OUT_OF_SCOPE)
"""Kinds that become training examples."""
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Label:
    """One decision about one message; `line` is the example as it is to be written."""

    id: str
    message_id: int
    conversation_id: str
    kind: LabelKind
    intent: str | None
    line: str
    by_id: str
    by_name: str
    at: datetime
    state: LabelState = LabelState.PENDING
    change_id: str | None = None


@dataclass(frozen=True)
class StudioMessage:
    """A message in the studio's inbox; `text` is masked. `version` grows with each decision about it."""

    id: int
    conversation_id: str
    seq: int
    at: datetime
    text: str
    model_id: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...]
    cost: float
    reasons: tuple[Reason, ...]
    suggested_intent: str | None
    suggested_by: str | None
    version: int
    label: Label | None = None


def checked_intent(kind: LabelKind, intent: str | None, known: frozenset[str]) -> str | None:
    """The intent a label carries; raises `invalid_field` where it does not go with its kind."""
    if kind is LabelKind.UNUSABLE:
        return None
    if kind is LabelKind.OUT_OF_SCOPE:
        return OUTSIDE
    if intent is None or intent not in known:
        raise errors.invalid_field("intent", "The assistant knows no such intent.")
    return intent
