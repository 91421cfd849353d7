"""What runs where and who may answer: two slots, one of them live, and how a roll-out moves on. Pure.

    shadow ──▶ share ──▶ promoted ──▶ (drained: the old model's slot is free)
       │         └────▶ rolled_back ──▶ (drained: the candidate's slot is free)
       └──▶ (given up: it never answered anybody)        restoring ──▶ rolled_back

The live model and the stage stand in one row, and every step is one compare-and-set on its version.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from desk import errors

SLOTS = ("a", "b")
LEAST_REASON = 20
MOST_PERCENT = 99


class Stage(StrEnum):
    """How far a roll-out is."""

    SHADOW = "shadow"
    """The candidate reads what customers write, and answers nobody."""
    SHARE = "share"
    """It answers a share of the conversations that begin."""
    PROMOTED = "promoted"
    """It is live; the model before it still ends the conversations it began."""
    ROLLED_BACK = "rolled_back"
    """It is not used for anything new; it still ends the conversations it began."""
    RESTORING = "restoring"
    """An earlier model is being started, and becomes live as soon as it is there."""


DRAINING = frozenset({Stage.PROMOTED, Stage.ROLLED_BACK})
BEFORE_PROMOTION = frozenset({Stage.SHADOW, Stage.SHARE})


@dataclass(frozen=True)
class InSlot:
    """A model and the slot it runs in, or is to run in."""

    model_id: str
    slot: str


@dataclass(frozen=True)
class Deployment:
    """The one row. `since` and `by` are of the stage; `looks` is how often its figures were judged so far."""

    live: InSlot
    since: datetime
    by: str
    other: InSlot | None = None
    stage: Stage | None = None
    percent: int = 0
    looks: int = 0
    version: int = 0

    @property
    def wanted(self) -> dict[str, str | None]:
        """What each slot is to run."""
        placed = {each.slot: each.model_id for each in (self.live, self.other) if each is not None}
        return {slot: placed.get(slot) for slot in SLOTS}

    @property
    def other_answers(self) -> InSlot | None:
        """The other model, where it may answer customers."""
        return self.other if self.stage in (Stage.SHARE, *DRAINING) else None

    @property
    def reads_along(self) -> InSlot | None:
        """The candidate, while it is compared with the live model."""
        return self.other if self.stage in BEFORE_PROMOTION else None

    @property
    def draining(self) -> InSlot | None:
        return self.other if self.stage in DRAINING else None


def free_slot(live: InSlot) -> str:
    """The slot that the live model is not in."""
    return next(slot for slot in SLOTS if slot != live.slot)


def begin(before: Deployment, model_id: str, by: str, now: datetime) -> Deployment:
    """A candidate reads along. Raises `rollout_open`, `slot_busy`, `wrong_state`."""
    if model_id == before.live.model_id:
        raise errors.wrong_state("This model is live already.")
    if before.draining is not None:
        raise errors.slot_busy()
    if before.stage is not None:
        raise errors.rollout_open()
    candidate = InSlot(model_id, free_slot(before.live))
    return replace(before, other=candidate, stage=Stage.SHADOW, percent=0, looks=0, since=now, by=by)


def share(before: Deployment, percent: int, by: str, now: datetime) -> Deployment:
    """So many of a hundred conversations that begin are the candidate's. Raises `no_rollout`, `invalid_field`."""
    if before.stage not in BEFORE_PROMOTION:
        raise errors.no_rollout()
    if not 1 <= percent <= MOST_PERCENT:
        raise errors.invalid_field("percent", f"The share is a whole number from 1 to {MOST_PERCENT}.")
    if before.stage is Stage.SHARE:
        # The comparison goes on: both models are measured over the same time.
        return replace(before, percent=percent, by=by)
    return replace(before, stage=Stage.SHARE, percent=percent, looks=0, since=now, by=by)


def promote(before: Deployment, passed: bool | None, reason: str | None, by: str, now: datetime) -> Deployment:
    """The candidate is live, the model before it drains. Raises `no_rollout`, `gate_not_passed`."""
    if before.stage not in BEFORE_PROMOTION or before.other is None:
        raise errors.no_rollout()
    if not passed and len((reason or "").strip()) < LEAST_REASON:
        raise errors.gate_not_passed(LEAST_REASON)
    return _swapped(before, Stage.PROMOTED, by, now)


def end(before: Deployment, by: str, now: datetime) -> Deployment:
    """Give the candidate up; where it answered customers, it drains. Raises `no_rollout`."""
    if before.stage is Stage.SHARE:
        return replace(before, stage=Stage.ROLLED_BACK, percent=0, since=now, by=by)
    if before.stage in (Stage.SHADOW, Stage.RESTORING):
        return cleared(before, by, now)
    raise errors.no_rollout()


def restore(before: Deployment, model_id: str, by: str, now: datetime) -> Deployment:
    """Back to an earlier model: at once while it still drains, else as soon as it is started.

    Raises `rollout_open` while a candidate is being tried, `wrong_state` for the live one.
    """
    if model_id == before.live.model_id:
        raise errors.wrong_state("This model is live already.")
    if before.stage in BEFORE_PROMOTION:
        raise errors.rollout_open()
    if before.draining is not None and before.draining.model_id == model_id:
        return _swapped(before, Stage.ROLLED_BACK, by, now)
    earlier = InSlot(model_id, free_slot(before.live))
    return replace(before, other=earlier, stage=Stage.RESTORING, percent=0, looks=0, since=now, by=by)


def restored(before: Deployment, now: datetime) -> Deployment:
    """The earlier model is there: it is live."""
    return _swapped(before, Stage.ROLLED_BACK, before.by, now)


def cleared(before: Deployment, by: str, now: datetime) -> Deployment:
    """The other slot is free."""
    return replace(before, other=None, stage=None, percent=0, looks=0, since=now, by=by)


def drained(deployment: Deployment, active: int, now: datetime, at_most: timedelta) -> bool:
    """Whether the other slot can be stopped: nobody talks to its model any more, or it was given time enough."""
    return deployment.draining is not None and (active == 0 or now - deployment.since >= at_most)


def _swapped(before: Deployment, stage: Stage, by: str, now: datetime) -> Deployment:
    assert before.other is not None, "only a model in a slot can become live"
    changed = replace(before, live=before.other, other=before.live)
    return replace(changed, stage=stage, percent=0, looks=0, since=now, by=by)
