"""What the studio needs from outside: its tables, the data folder, and the trainer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol

from desk.studio.heard import Heard
from desk.studio.label import Label, StudioMessage

Order = Literal["cost", "newest", "unsure"]


@dataclass(frozen=True)
class StudioFilter:
    """Which messages, in which order."""

    state: Literal["open", "labelled", "all"] = "open"
    order: Order = "cost"
    intent: str | None = None
    reason: str | None = None
    search: str = ""


class StudioStore(Protocol):
    """Messages and labels, inside one transaction."""

    async def unread(self, since: datetime, until: datetime, limit: int) -> list[tuple[str, int, datetime]]:
        """Conversations that changed between these moments, and since they were last read: id, version, when; those
        changed earliest first."""

    async def keep(self, conversation_id: str, version: int, messages: Sequence[tuple[Heard, str]]) -> None:
        """Note what was heard in a conversation, each with its masked text; decisions about it stay."""

    async def page(
        self, wanted: StudioFilter, cursor: str | None, limit: int
    ) -> tuple[list[StudioMessage], str | None]:
        """A page, and where the next begins."""

    async def count(self, wanted: StudioFilter) -> int: ...

    async def reasons(self) -> dict[str, int]:
        """How many open messages there are of each kind of reason."""

    async def get(self, message_id: int) -> StudioMessage | None: ...

    async def of(self, conversation_id: str) -> list[StudioMessage]:
        """Those of a conversation, in order."""

    async def decide(self, message: StudioMessage, label: Label) -> bool:
        """Store a decision about the message as it was read; False when somebody decided meanwhile."""

    async def label(self, label_id: str) -> Label | None: ...

    async def undo(self, label: Label) -> bool:
        """Take a decision back and open its message again; False when it is not pending any more."""

    async def pending(self) -> list[Label]:
        """Decisions that are not in the files yet, oldest first."""

    async def written(self, labels: Sequence[Label], change_id: str) -> None: ...

    async def reopen(self, change_id: str) -> int:
        """The labels of a change that was taken back count as undone, their messages as open."""

    async def exam(self) -> list[Label]:
        """What is kept for judging and stands."""

    async def days(self, since: datetime) -> list[dict[str, Any]]:
        """Day by day: messages, missed, handoffs, labelled."""


@dataclass(frozen=True)
class DataChange:
    """A change of the training data that somebody made: `diff` is what `git apply` takes.

    `undo` says how to take it back: examples to remove, or whole files as they were.
    """

    id: str
    at: datetime
    by_id: str
    by_name: str
    says: str
    diff: str
    undo: dict[str, Any]
    undone_at: datetime | None = None


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_RUNS = (RunState.QUEUED, RunState.RUNNING)


@dataclass(frozen=True)
class TrainingRun:
    """One training: how far it is, why it failed, and what came of it."""

    id: str
    state: RunState
    by_id: str
    by_name: str
    says: str
    started_at: datetime
    base_model: str | None
    step: str = ""
    share: float = 0.0
    seconds_left: float | None = None
    ended_at: datetime | None = None
    code: str | None = None
    message: str | None = None
    file: str | None = None
    line: int | None = None
    model_id: str | None = None
    passed: bool | None = None
    report: dict[str, Any] | None = None
    verdict: dict[str, Any] | None = None


class TrainingStore(Protocol):
    """Changes of the data and trainings, inside one transaction."""

    async def add_change(self, change: DataChange) -> None: ...
    async def change(self, change_id: str) -> DataChange | None: ...
    async def changes(self, limit: int) -> list[DataChange]: ...
    async def mark_undone(self, change: DataChange, at: datetime) -> bool: ...
    async def add_run(self, run: TrainingRun) -> None: ...
    async def run(self, run_id: str) -> TrainingRun | None: ...
    async def runs(self, limit: int) -> list[TrainingRun]:
        """Newest first, without their reports."""

    async def open_runs(self) -> list[TrainingRun]: ...
    async def save_run(self, run: TrainingRun) -> None: ...
    async def run_of_model(self, model_id: str) -> TrainingRun | None: ...


class DataRefused(Exception):
    """The files cannot be changed so; `code` is stable, `message` a sentence, `path` and `line` say where."""

    def __init__(self, code: str, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.path, self.line = code, message, path, line


@dataclass(frozen=True)
class DataFiles:
    """The training data as it lies in its folder: text by path, and a digest of each."""

    texts: Mapping[str, str]
    versions: Mapping[str, str] = field(default_factory=dict)


class TrainingData(Protocol):
    """The folder of training data and the bot's domain. All raise DataRefused."""

    def read(self) -> DataFiles: ...

    def write(self, changed: Mapping[str, str], seen: DataFiles) -> None:
        """All of the files or none; refuses `changed_meanwhile` when one is not as it was seen."""

    def intents(self) -> tuple[str, ...]:
        """As the domain lists them now."""

    def entities(self) -> frozenset[str]: ...

    def exam(self) -> list[tuple[str, str]]:
        """The exam's lines: text and intent."""


class TrainerAway(Exception):
    """Nobody trains or advises just now; nothing is lost."""


class Trainer(Protocol):
    """The process that trains and advises (docs/wire.md §5). All raise TrainerAway."""

    async def advice(self, text: str, intent: str | None, model: str | None) -> dict[str, Any]: ...
    async def checks(self, files: Mapping[str, str]) -> list[dict[str, Any]]: ...


class TrainingLine(Protocol):
    """Jobs for the trainer, through Redis. All raise TrainerAway."""

    async def enqueue(self, job: dict[str, Any]) -> None: ...
    async def state(self, run_id: str) -> dict[str, str]: ...
    async def report(self, run_id: str) -> dict[str, Any] | None: ...
    async def cancel(self, run_id: str) -> None: ...
