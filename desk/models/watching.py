"""What the desk does by itself about a roll-out: the supervisor's file kept right, slots freed, harm taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desk import errors
from desk.access.audit import Action
from desk.models import deployment as rules
from desk.models.comparison import Arm, looks_due, worse
from desk.models.deployment import Deployment, Stage
from desk.models.flows import SYSTEM, Step, ended, take_step
from desk.models.model import SlotState
from desk.ports import DeskPorts

COMES_UP_WITHIN = timedelta(minutes=6)
"""A model that is not there by then will not come; loading beside other heavy work has taken four minutes."""
DOWN_AT_MOST = timedelta(minutes=2)
"""A candidate that answers customers and is away for so long is taken back: the live model answers for it meanwhile."""
ACTOR = "system"

Next = Callable[[Deployment], tuple[Deployment, Step]]


@dataclass
class Watch:
    """What one desk remembers between its rounds: since when the other slot's model has been away."""

    away: str | None = None
    since: datetime | None = None

    def away_for(self, model_id: str, up: bool, now: datetime) -> timedelta:
        """How long that model has been away, as far as this desk has seen."""
        if up or self.away != model_id or self.since is None:
            self.away, self.since = model_id, now
        return now - self.since


async def look_after(watch: Watch, desk: DeskPorts) -> Deployment | None:
    """One round; returns what stands. Nothing is done before the first roll-out."""
    async with desk.record.look() as unit:
        standing = await unit.deployment.get()
    if standing is None:
        return None
    await desk.models.files.want(standing.wanted)
    other = standing.other
    if other is None:
        return standing
    up = desk.models.running.models().get(other.slot) == other.model_id
    states = await desk.models.files.states()
    away_for = watch.away_for(other.model_id, up, desk.clock())
    next_of = _trouble(standing, states.get(other.slot), away_for, desk)
    if next_of is None and standing.stage is Stage.RESTORING and up:
        next_of = _restored(desk)
    if next_of is None and standing.draining is not None:
        next_of = await _drained(standing, desk)
    if next_of is None and standing.stage is Stage.SHARE:
        next_of = await _judged(standing, desk)
    if next_of is None:
        return standing
    try:
        return await take_step(_unless_changed(standing, next_of), desk)
    except errors.DeskError as refused:
        # Another desk, or a designer, was quicker: the next round looks at what stands then.
        if refused.code != "changed_meanwhile":
            raise
        return standing


def _unless_changed(seen: Deployment, next_of: Next) -> Next:
    def checked(before: Deployment) -> tuple[Deployment, Step]:
        if before.version != seen.version:
            raise errors.changed_meanwhile()
        return next_of(before)

    return checked


def trouble(stage: Stage | None, state: SlotState | None, model_id: str, away_for: timedelta) -> str | None:
    """Why a candidate cannot stay, for people; None while it can. Pure."""
    if stage not in (Stage.SHADOW, Stage.SHARE, Stage.RESTORING):
        return None
    if state is not None and state.model_id == model_id and state.refused:
        return f"its file was refused. {state.says or state.code or ''}".strip()
    allowed = DOWN_AT_MOST if stage is Stage.SHARE else COMES_UP_WITHIN
    if away_for > allowed:
        return f"its process has not answered for {allowed.total_seconds() / 60:.0f} minutes."
    return None


def _trouble(standing: Deployment, state: SlotState | None, away_for: timedelta, desk: DeskPorts) -> Next | None:
    assert standing.other is not None, "looked at only with another model"
    why = trouble(standing.stage, state, standing.other.model_id, away_for)
    if why is None:
        return None
    refused = why if state is not None and state.refused else None
    return lambda before: ended(before, why, SYSTEM, ACTOR, desk, alarm=True, refused=refused)


def _restored(desk: DeskPorts) -> Next:
    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        after = rules.restored(before, desk.clock())
        model = after.live.model_id
        detail = {"before": before.live.model_id}
        why = "An earlier model was asked for."
        return after, Step(
            Action.MODEL_RESTORED, model, f"{model} is live again.", before.by, ACTOR, detail, approved=why
        )

    return next_of


async def _drained(standing: Deployment, desk: DeskPorts) -> Next | None:
    leaving, now, house = standing.draining, desk.clock(), desk.models.rules
    assert leaving is not None, "asked only while one drains"
    async with desk.record.look() as unit:
        active = await unit.model_turns.active_on(leaving.model_id, now - house.idle)
    if not rules.drained(standing, active, now, house.drain_at_most):
        return None

    def next_of(before: Deployment) -> tuple[Deployment, Step]:
        says = f"{leaving.model_id} has ended its conversations and is stopped."
        if active:
            says = f"{leaving.model_id} is stopped; {active} conversations go on with {before.live.model_id}."
        step = Step(Action.ROLLOUT_ENDED, leaving.model_id, says, SYSTEM, ACTOR, {"still_active": active})
        return rules.cleared(before, SYSTEM, now), step

    return next_of


async def _judged(standing: Deployment, desk: DeskPorts) -> Next | None:
    """Look at the figures when enough new conversations have come in; each look is noted, so that it is not repeated."""
    house, candidate = desk.models.rules, standing.other
    assert candidate is not None, "a share is a candidate's"
    async with desk.record.look() as unit:
        # Cheap, and never less than what the full figures count.
        if looks_due(await unit.model_turns.active_on(candidate.model_id, standing.since), house.rollback) <= standing.looks:
            return None
        arms = await unit.model_turns.arms(standing.since, house.idle)
    ours, theirs = arms.get(candidate.model_id, Arm()), arms.get(standing.live.model_id, Arm())
    look = looks_due(min(ours.conversations, theirs.conversations), house.rollback)
    if look <= standing.looks:
        return None
    why = worse(theirs, ours, look, house.rollback)
    if why is None:
        await _note_look(standing, look, desk)
        return None
    return lambda before: ended(before, why, SYSTEM, ACTOR, desk, alarm=True)


async def _note_look(standing: Deployment, look: int, desk: DeskPorts) -> None:
    try:
        async with desk.record.change() as unit:
            await unit.deployment.put(standing, replace(standing, looks=look))
    except errors.DeskError as refused:
        if refused.code != "changed_meanwhile":
            raise
