"""What rolling out models needs from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from desk.conversations.bot_turn import BotAnswer, BotJob
from desk.models.comparison import Arm, Rollback
from desk.models.deployment import Deployment
from desk.models.model import Approval, Manifest, SlotState
from desk.models.turn import Compared, ModelTurn, ReadAlong, Reading, RolloutEvent


class DeploymentStore(Protocol):
    """Which model is live and what was decided about models, inside one transaction."""

    async def get(self) -> Deployment | None:
        """None before the first roll-out: then whatever the supervisor started answers."""

    async def put(self, before: Deployment | None, after: Deployment) -> Deployment:
        """Store it by compare-and-set on the version; raises `changed_meanwhile`. Returns it as it is stored."""

    async def approve(self, approval: Approval) -> None:
        """A model became live; what was noted of an earlier time is replaced."""

    async def refuse(self, model_id: str, says: str) -> None:
        """A model was not loaded."""

    async def approvals(self) -> dict[str, Approval]: ...

    async def refusals(self) -> dict[str, str]:
        """Why each refused model was refused."""

    async def note(self, event: RolloutEvent) -> None: ...

    async def events(self, limit: int) -> list[RolloutEvent]:
        """Newest first."""


class ModelTurnStore(Protocol):
    """Which model answered what, and how candidates read along, inside one transaction."""

    async def add(self, turn: ModelTurn) -> None: ...

    async def pinned(self, conversation_id: str, since: datetime) -> str | None:
        """The model that answered this conversation last, when that is not longer ago."""

    async def active_on(self, model_id: str, since: datetime) -> int:
        """How many conversations a model answered since."""

    async def arms(self, since: datetime, idle: timedelta) -> dict[str, Arm]:
        """By model, the conversations that began since and were answered by one model only.

        A conversation that was silent for `idle` before begins anew.
        """

    async def compare(self, compared: Compared) -> None:
        """Count a message that a candidate read along, and keep it where the two differ, the newest so many."""

    async def drop(self, model_id: str, count: int) -> None:
        """Count messages that a candidate did not get to read."""

    async def read_along(self, model_id: str) -> ReadAlong: ...

    async def differences(self, model_id: str, limit: int) -> list[Compared]:
        """Newest first."""


class ModelFolder(Protocol):
    """Where trained models lie."""

    async def manifests(self) -> list[Manifest]:
        """Newest first; what cannot be read is left out."""

    async def intact(self, manifest: Manifest) -> bool:
        """Whether the archive is still the one that was trained."""


class SlotFiles(Protocol):
    """The two files that desk and supervisor share."""

    async def want(self, wanted: Mapping[str, str | None]) -> bool:
        """Say what each slot is to run; True when that was not said already."""

    async def states(self) -> dict[str, SlotState]:
        """By slot, what the supervisor says; empty where there is none."""


class Running(Protocol):
    """The processes in the slots."""

    def models(self) -> Mapping[str, str]:
        """By slot, the model that runs there and answers just now."""

    def stands(self, deployment: Deployment | None) -> None:
        """What the record says now, so that the next message is answered by it."""

    async def read(self, slot: str, text: str) -> Reading:
        """How the model in a slot reads a text; raises `BotUnavailable`, `BotFailed`."""


    async def try_turn(self, slot: str, job: BotJob, customer: dict[str, Any]) -> tuple[BotAnswer, list[dict[str, Any]]]:
        """One turn of a conversation that is nobody's, and what spoke for a handoff; raises as `read` does."""


class Verdicts(Protocol):
    """What the gate found of a model."""

    async def verdict_of(self, model_id: str) -> bool | None:
        """Whether it passed; None where nobody judged it."""


@dataclass(frozen=True)
class RolloutRules:
    """How the house rolls out models. A conversation keeps its model until it was silent for `idle`."""

    idle: timedelta = timedelta(minutes=30)
    drain_at_most: timedelta = timedelta(hours=4)
    rollback: Rollback = field(default_factory=Rollback)


@dataclass(frozen=True)
class ModelHouse:
    """Everything about models that comes from outside the record."""

    folder: ModelFolder
    files: SlotFiles
    running: Running
    verdicts: Verdicts
    rules: RolloutRules = field(default_factory=RolloutRules)
