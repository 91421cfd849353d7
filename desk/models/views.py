"""Models and a roll-out as the studio shows them (docs/wire.md, section 4)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from desk.conversations.entry import Entry, stamp
from desk.models.comparison import Arm
from desk.models.deployment import Deployment, InSlot, Stage
from desk.models.flows import SYSTEM
from desk.models.model import Approval, Manifest, SlotState, state_of
from desk.models.turn import Compared, Reading, RolloutEvent
from desk.ports import DeskPorts, Unit
from desk.privacy.masking import mask_text

DIFFERENCES, EVENTS, LONGEST_TEXT = 100, 50, 500
NOTHING: dict[str, Any] = dict.fromkeys(
    ("stage", "live", "candidate", "slot_state", "since", "by", "shadow", "share")
) | {"percent": 0}


async def models(desk: DeskPorts) -> dict[str, Any]:
    """Every model there is, the live one, and the roll-out if there is one."""
    manifests = await desk.models.folder.manifests()
    intact = {manifest.model_id: await desk.models.folder.intact(manifest) for manifest in manifests}
    async with desk.record.look() as unit:
        standing = await unit.deployment.get()
        approvals, refusals = await unit.deployment.approvals(), await unit.deployment.refusals()
    live, open_ = live_now(standing, desk), standing is not None and standing.stage is not None
    told = [
        _model(manifest, approvals.get(manifest.model_id), refusals.get(manifest.model_id), live, standing)
        | {"intact": intact[manifest.model_id]}
        for manifest in manifests
    ]
    return {"live": live, "models": told, "rollout": await rollout(desk) if open_ else None}


async def rollout(desk: DeskPorts) -> dict[str, Any]:
    """How the roll-out stands. Between two there is no stage and no candidate, and what happened last is still told."""
    async with desk.record.look() as unit:
        standing = await unit.deployment.get()
        events = await unit.deployment.events(EVENTS)
        told = {"events": [_event(event) for event in events], "alarm": alarm(events)}
        if standing is None:
            return NOTHING | {"live": live_now(None, desk)} | told
        if standing.other is None:
            return NOTHING | {"live": standing.live.model_id, "since": stamp(standing.since), "by": standing.by} | told
        return await _rollout(standing, standing.other, unit, desk) | told


def live_now(standing: Deployment | None, desk: DeskPorts) -> str | None:
    """The live model; before the first roll-out it is the one that was started."""
    if standing is not None:
        return standing.live.model_id
    running = desk.models.running.models()
    return running[min(running)] if running else None


def alarm(events: Sequence[RolloutEvent]) -> str | None:
    """What the house did by itself because something was wrong, until somebody has done something since. Pure."""
    for event in events:
        if event.alarm:
            return event.says
        if event.by != SYSTEM:
            return None
    return None


async def _rollout(standing: Deployment, other: InSlot, unit: Unit, desk: DeskPorts) -> dict[str, Any]:
    promoted = standing.stage is Stage.PROMOTED
    before, candidate = (other, standing.live) if promoted else (standing.live, other)
    read = await unit.model_turns.read_along(candidate.model_id)
    await asyncio.sleep(0)
    arms = await unit.model_turns.arms(standing.since, desk.models.rules.idle)
    await asyncio.sleep(0)
    states = await desk.models.files.states()
    return {
        "stage": standing.stage,
        "percent": standing.percent,
        "live": standing.live.model_id,
        "candidate": candidate.model_id,
        "slot_state": _slot(other, states.get(other.slot), desk),
        "since": stamp(standing.since),
        "by": standing.by,
        "shadow": {
            "seen": read.seen,
            "differ": read.differ,
            "dropped": read.dropped,
            "differences": await _differences(candidate.model_id, unit),
            "latency_ms": {"live": _rounded(read.live_ms), "candidate": _rounded(read.candidate_ms)},
        },
        "share": {
            "live": _arm(arms.get(before.model_id, Arm())),
            "candidate": _arm(arms.get(candidate.model_id, Arm())),
        },
    }


def _slot(other: InSlot, state: SlotState | None, desk: DeskPorts) -> dict[str, Any]:
    """How the slot beside the live one is: what answers counts before what a file says."""
    slot, model = other.slot, other.model_id
    up = desk.models.running.models().get(slot) == model
    known = state if state is not None and state.model_id == model else None
    said = known.state if known else "starting"
    return {
        "slot": slot,
        "model_id": model,
        "state": "up" if up else "starting" if said == "up" else said,
        "code": known.code if known and not up else None,
        "says": known.says if known and not up else None,
    }


async def _differences(model_id: str, unit: Unit) -> list[dict[str, Any]]:
    newest = await unit.model_turns.differences(model_id, DIFFERENCES)
    there = await unit.conversations.at({_place(compared) for compared in newest})
    # Masking a hundred messages takes a while, and a customer may be waiting.
    await asyncio.sleep(0)
    told = []
    for compared in newest:
        words = _words(there.get(_place(compared)))
        if words is not None:
            told.append(
                {
                    "at": stamp(compared.at),
                    "conversation_id": compared.conversation_id,
                    "seq": compared.seq,
                    "text": words,
                    "live": _reading(compared.live),
                    "candidate": _reading(compared.candidate),
                }
            )
    return told


def _place(compared: Compared) -> tuple[str, int]:
    return compared.conversation_id, compared.seq


def _words(entry: Entry | None) -> str | None:
    """What the customer wrote, masked, as it stands now: words that were deleted do not come back through here."""
    if entry is None or entry.message is None or entry.message.deleted:
        return None
    return mask_text(entry.message.text, lines=True)[:LONGEST_TEXT]


def _model(
    manifest: Manifest, approval: Approval | None, refusal: str | None, live: str | None, standing: Deployment | None
) -> dict[str, Any]:
    other = standing.other.model_id if standing and standing.other else None
    draining = standing is not None and standing.draining is not None
    return {
        "model_id": manifest.model_id,
        "trained_at": manifest.trained_at,
        "parent": manifest.parent,
        "examples": manifest.examples,
        "metrics": manifest.metrics,
        "sha256": manifest.sha256,
        "approved_by": approval.by if approval else None,
        "approved_at": stamp(approval.at) if approval else None,
        "reason": approval.reason if approval else None,
        "state": state_of(manifest.model_id, live, other, draining, refusal is not None),
        "refused": refusal,
    }


def _arm(arm: Arm) -> dict[str, Any]:
    return {
        "conversations": arm.conversations,
        "handoff_rate": _share(arm.handoff_rate),
        "fallback_rate": _share(arm.fallback_rate),
        "latency_ms": _rounded(arm.latency_ms),
    }


def _reading(reading: Reading) -> dict[str, Any]:
    return {"intent": reading.intent, "confidence": round(reading.confidence, 4)}


def _event(event: RolloutEvent) -> dict[str, Any]:
    return {"at": stamp(event.at), "by": event.by, "model_id": event.model_id, "says": event.says, "alarm": event.alarm}


def _share(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 1)
