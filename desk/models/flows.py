"""What a designer does with models: try one beside the live one, share, promote, end it, go back.

Each is one compare-and-set in the record; the supervisor is told afterwards, and again by the round, should the desk
be killed in between. No conversation is touched: who answers it is decided turn by turn (`desk/models/answering.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from desk import errors
from desk.access.audit import Action
from desk.agents.agent import Agent
from desk.conversations.flows import settled
from desk.models import deployment as rules
from desk.models.deployment import Deployment, InSlot, Stage
from desk.models.model import MODEL_ID, Approval, Manifest
from desk.models.turn import RolloutEvent
from desk.ports import DeskPorts, Unit
from desk.privacy.masking import mask_text

SYSTEM = "Warmhand"


@dataclass(frozen=True)
class Step:
    """A step as it is written down: for people, for the audit log, and who became live by it with which reason."""

    action: Action
    model_id: str
    says: str
    by: str
    actor: str
    detail: dict[str, Any]
    approved: str | None = None
    alarm: bool = False
    refused: str | None = None


async def begin(model_id: str, agent: Agent, desk: DeskPorts) -> Deployment:
    """Let a model read along. Raises `model_not_found`, `model_not_intact`, `rollout_open`, `slot_busy`."""
    await _intact(model_id, desk)

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        after = rules.begin(before, model_id, agent.name, desk.clock())
        says = f"{model_id} reads along beside {before.live.model_id}."
        return after, Step(Action.ROLLOUT_BEGUN, model_id, says, agent.name, agent.id, {"live": before.live.model_id})

    return await take_step(next_of, desk)


async def share(percent: int, agent: Agent, desk: DeskPorts) -> Deployment:
    """Give the candidate a share of the conversations that begin. Raises `no_rollout`, `slot_not_ready`."""

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        after = rules.share(before, percent, agent.name, desk.clock())
        candidate = _running(after.other, desk)
        says = f"{candidate.model_id} answers {percent} % of the conversations that begin."
        detail = {"percent": percent}
        return after, Step(Action.ROLLOUT_SHARED, candidate.model_id, says, agent.name, agent.id, detail)

    return await take_step(next_of, desk)


async def promote(signed_reason: str | None, agent: Agent, desk: DeskPorts) -> Deployment:
    """Let the candidate answer everybody. Raises `no_rollout`, `slot_not_ready`, `gate_not_passed`.

    Conversations that the model before began stay with it; no process is started or stopped by this.
    """
    async with desk.record.look() as unit:
        standing = await unit.deployment.get()
    if standing is None or standing.other is None:
        raise errors.no_rollout()
    passed = await desk.models.verdicts.verdict_of(standing.other.model_id)
    reason = _reason(signed_reason) if signed_reason else ""

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        if before.other != standing.other:
            raise errors.changed_meanwhile()
        after = rules.promote(before, passed, reason, agent.name, desk.clock())
        promoted = _running(after.live, desk)
        why = reason or "The gate has passed it."
        says = f"{promoted.model_id} is live. {why}"
        detail = {"before": before.live.model_id, "gate_passed": passed, "reason": reason}
        return after, Step(Action.MODEL_PROMOTED, promoted.model_id, says, agent.name, agent.id, detail, approved=why)

    return await take_step(next_of, desk)


async def end(reason: str, agent: Agent, desk: DeskPorts) -> Deployment:
    """Give the candidate up, or take it back from those who begin now. Raises `no_rollout`."""
    why = _reason(reason)

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        return ended(before, why, agent.name, agent.id, desk)

    return await take_step(next_of, desk)


async def restore(model_id: str, reason: str, agent: Agent, desk: DeskPorts) -> Deployment:
    """Go back to a model that was live before: at once when it still runs, else as soon as it does.

    Raises `model_not_found`, `model_not_intact`, `model_never_live`, `rollout_open`, `wrong_state`.
    """
    why = _reason(reason)
    await _intact(model_id, desk)
    async with desk.record.look() as unit:
        if model_id not in await unit.deployment.approvals():
            raise errors.model_never_live()

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        after = rules.restore(before, model_id, agent.name, desk.clock())
        at_once = after.live.model_id == model_id
        if at_once:
            _running(after.live, desk)
        says = f"{model_id} is live again. {why}" if at_once else f"{model_id} is being started again. {why}"
        detail = {"before": before.live.model_id, "reason": why, "at_once": at_once}
        approved = why if at_once else None
        return after, Step(Action.MODEL_RESTORED, model_id, says, agent.name, agent.id, detail, approved=approved)

    return await take_step(next_of, desk)


def ended(
    before: Deployment, why: str, by: str, actor: str, desk: DeskPorts, *, alarm: bool = False, refused: str | None = None
) -> tuple[Deployment, Step]:
    """The end of a roll-out that did not come to a promotion. Raises `no_rollout`."""
    after = rules.end(before, by, desk.clock())
    assert before.other is not None, "a stage that can end has a candidate"
    candidate, what = before.other.model_id, "taken back" if before.stage is Stage.SHARE else "given up"
    detail = {"stage": str(before.stage), "percent": before.percent, "reason": why}
    says = f"{candidate} is {what}: {why}"
    return after, Step(Action.ROLLOUT_ENDED, candidate, says, by, actor, detail, alarm=alarm, refused=refused)


async def take_step(next_of: Callable[[Deployment], tuple[Deployment, Step]], desk: DeskPorts) -> Deployment:
    """Decide on what stands, store it with its event and its line in the audit log, tell the supervisor."""

    async def once() -> Deployment:
        async with desk.record.change() as unit:
            stored = await unit.deployment.get()
            after, step = next_of(stored or as_it_runs(desk))
            if stored is None:
                # What was live before the first roll-out can be gone back to.
                live = as_it_runs(desk).live.model_id
                await unit.deployment.approve(Approval(live, SYSTEM, desk.clock(), "It was live before."))
            kept = await unit.deployment.put(stored, after)
            await _write_down(step, unit, desk)
            return kept

    kept = await settled(once)
    # Other desks hear of it in their next round.
    desk.models.running.stands(kept)
    await desk.models.files.want(kept.wanted)
    return kept


def as_it_runs(desk: DeskPorts) -> Deployment:
    """What is live before anybody decided anything: the model that was started. Raises `slot_not_ready`."""
    running = desk.models.running.models()
    if not running:
        raise errors.slot_not_ready()
    slot = min(running)
    return Deployment(InSlot(running[slot], slot), desk.clock(), SYSTEM)


async def found(model_id: str, desk: DeskPorts) -> Manifest:
    """The manifest of a model; raises `model_not_found`."""
    if MODEL_ID.fullmatch(model_id):
        for manifest in await desk.models.folder.manifests():
            if manifest.model_id == model_id:
                return manifest
    raise errors.model_not_found()


async def _intact(model_id: str, desk: DeskPorts) -> None:
    if not await desk.models.folder.intact(await found(model_id, desk)):
        raise errors.model_not_intact()


def _running(wanted: InSlot | None, desk: DeskPorts) -> InSlot:
    if wanted is None or desk.models.running.models().get(wanted.slot) != wanted.model_id:
        raise errors.slot_not_ready()
    return wanted


def _reason(written: str) -> str:
    """What goes into the log for good: no card numbers or addresses."""
    reason = " ".join(mask_text(written).split())
    if not reason:
        raise errors.invalid_field("reason", "Please say why.")
    return reason


async def _write_down(step: Step, unit: Unit, desk: DeskPorts) -> None:
    now = desk.clock()
    await unit.deployment.note(RolloutEvent(now, step.by, step.model_id, step.says, step.alarm))
    await unit.audit.append(step.actor, step.action, step.model_id, step.detail, now)
    if step.approved is not None:
        await unit.deployment.approve(Approval(step.model_id, step.by, now, step.approved))
    if step.refused is not None:
        await unit.deployment.refuse(step.model_id, step.refused[:500])
